"""The journal for other programs: JSON lines that compare byte by byte, and HTTP Archives that browsers show."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sonos_sim.catalogue import ENDPOINTS, service_sheet
from sonos_sim.server.records import ActionRecord, RequestRecord
from sonos_sim.wire.soap import render_fault, render_request, render_response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sonos_sim.harness.entry import Entry
    from sonos_sim.server.records import Record

_CONTROL = {endpoint.service: endpoint.control_path for endpoint in reversed(ENDPOINTS)}
"""Control paths; ConnectionManager has two, and which was asked is not recorded."""
_HOST_PORT = re.compile(r"\b(\d{1,3}(?:\.\d{1,3}){3}):\d+\b")
_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")


def json_lines(entries: Iterable[Entry[Record]], places: Mapping[str, str]) -> str:
    """``entries``, one a line, free of what differs from run to run; ``places`` are UUIDs by address and port."""
    hosts = {place.partition(":")[0]: uuid for place, uuid in places.items()}

    def same(text: str) -> str:
        text = _HOST_PORT.sub(lambda found: places.get(found[0], f"{found[1]}:0"), text)
        return _ADDRESS.sub(lambda found: hosts.get(found[0], found[0]), text)

    return "".join(json.dumps(_plain(entry, same), ensure_ascii=False) + "\n" for entry in entries)


def _plain(entry: Entry[Record], same: Any) -> dict[str, Any]:
    fields = asdict(entry.record)
    kind = type(entry.record).__name__.removesuffix("Record").lower()
    head = {"number": entry.number, "at": _instant(entry.at), "kind": kind, "room": entry.room}
    return head | {name: _walk(value, same) for name, value in fields.items()}


def _walk(value: Any, same: Any) -> Any:
    match value:
        case str():
            return same(value)
        case dict():
            return {key: _walk(inner, same) for key, inner in value.items()}
        case list() | tuple():
            return [_walk(inner, same) for inner in value]
    return value


def _instant(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def har(entries: Iterable[Entry[Record]], addresses: Mapping[str, str]) -> dict[str, Any]:
    """An HTTP Archive 1.2 of the actions and other requests among ``entries``; ``addresses`` by UUID."""
    shown = [exchange for entry in entries if (exchange := _exchange(entry, addresses.get(entry.record.player, "")))]
    return {"log": {"version": "1.2", "creator": {"name": "sonos-sim", "version": "0.1"}, "entries": shown}}


def _exchange(entry: Entry[Record], address: str) -> dict[str, Any] | None:
    match entry.record:
        case ActionRecord() as call:
            name = service_sheet(call.service).type
            asked = render_request(name, call.action, call.arguments.items()).decode()
            request = _request("POST", f"http://{address}{_CONTROL[call.service]}", f"{name}#{call.action}", asked)
            if call.fault is not None:
                return _timed(entry, request, 500, "text/xml", render_fault(call.fault).decode())
            answer = render_response(name, call.action, call.outputs.items())
            return _timed(entry, request, 200, "text/xml", answer.decode())
        case RequestRecord() as other:
            return _timed(entry, _request(other.method, f"http://{address}{other.path}"), other.status, "", other.note)
    return None


def _request(method: str, url: str, action: str = "", text: str = "") -> dict[str, Any]:
    headers = [{"name": "SOAPACTION", "value": f'"{action}"'}] if action else []
    posted = {"postData": {"mimeType": "text/xml", "text": text}} if action else {}
    return {
        "method": method, "url": url, "httpVersion": "HTTP/1.1", "headers": headers, "queryString": [], "cookies": [],
        "headersSize": -1, "bodySize": -1, **posted,
    }  # fmt: skip


def _timed(entry: Entry[Record], request: dict[str, Any], status: int, kind: str, text: str) -> dict[str, Any]:
    content = {"size": len(text.encode()), "mimeType": kind, "text": text}
    return {
        "startedDateTime": _instant(entry.at),
        "time": 0,
        "request": request,
        "response": {
            "status": status, "statusText": "", "httpVersion": "HTTP/1.1", "headers": [], "cookies": [],
            "content": content, "redirectURL": "", "headersSize": -1, "bodySize": -1,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
        "comment": entry.room,
    }  # fmt: skip
