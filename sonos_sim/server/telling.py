"""Records in words, one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.server.records import (
    ActionRecord,
    DatagramRecord,
    DeliveryRecord,
    EventRecord,
    FaultRecord,
    FetchRecord,
    RequestRecord,
    StateRecord,
    WarningRecord,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sonos_sim.server.records import Record

_LONGEST = 60


def describe(record: Record) -> str:
    """``record`` in one line."""
    match record:
        case ActionRecord(fault=None):
            outputs = pairs(record.outputs)
            called = f"{record.client} -> {record.service}.{record.action}({pairs(record.arguments)})"
            return called + (f" = {outputs}" if outputs else "")
        case ActionRecord():
            called = f"{record.client} -> {record.service}.{record.action}({pairs(record.arguments)})"
            return f"{called} FAULT {record.fault}: {record.reason}"
        case RequestRecord():
            return f"{record.client} -> {record.method} {record.path} {record.status} {record.note}".rstrip()
        case EventRecord():
            return f"event {record.service} #{record.seq} {', '.join(record.variables)}"
        case DeliveryRecord():
            return f"NOTIFY to {record.callback} failed: {record.problem}"
        case FetchRecord():
            found = f"{record.error or record.mime}, {record.bytes_read} bytes"
            return f"fetched {record.url} {record.status or 'no answer'} {found}"
        case WarningRecord():
            return f"warning: {record.text}"
        case DatagramRecord():
            return f"SSDP {record.direction} {record.other} {record.data.splitlines()[0].decode('utf-8', 'replace')}"
        case FaultRecord():
            return f"fault {record.fault} at {record.at} ({record.count}) {record.detail}".rstrip()
        case StateRecord():
            return f"changed: {record.what} {record.detail}".rstrip()


def pairs(values: Mapping[str, object]) -> str:
    """Names and shortened values, without InstanceID."""
    return ", ".join(f"{name}={_short(str(value))}" for name, value in values.items() if name != "InstanceID")


def _short(value: str) -> str:
    flat = " ".join(value.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 3]}..."
