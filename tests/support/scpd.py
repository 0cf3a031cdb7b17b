"""Service descriptions as fixtures restate them: how much is declared, a checksum of all of it, some of it in full."""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from typing import Any

from tests.support.comparer import Difference, Kind

_NS = "{urn:schemas-upnp-org:service-1-0}"


def summary(document: bytes) -> dict[str, Any]:
    """Counts, a checksum of every declaration in order, and the signatures of the actions."""
    root = ET.fromstring(document)
    variables: list[str] = []
    evented = 0
    for element in root.iter(f"{_NS}stateVariable"):
        allowed = [value.text or "" for value in element.iter(f"{_NS}allowedValue")]
        is_evented = element.get("sendEvents") == "yes"
        evented += is_evented
        variables.append(variable_line(_text(element, "name"), _text(element, "dataType"), is_evented, allowed))
    actions: dict[str, list[tuple[str, str, str]]] = {}
    for element in root.iter(f"{_NS}action"):
        actions[_text(element, "name")] = [
            (_text(argument, "direction"), _text(argument, "name"), _text(argument, "relatedStateVariable"))
            for argument in element.iter(f"{_NS}argument")
        ]
    return describe(variables, evented, actions)


def describe(variables: list[str], evented: int, actions: dict[str, list[tuple[str, str, str]]]) -> dict[str, Any]:
    """The summary of declarations: lines of :func:`variable_line`, and (direction, name, variable) by action."""
    lines = [*variables]
    for name, arguments in actions.items():
        lines.append(f"action {name} " + " ".join(":".join(argument) for argument in arguments))
    return {
        "variables": str(len(variables)),
        "evented": str(evented),
        "actions": str(len(actions)),
        "arguments": str(sum(map(len, actions.values()))),
        "checksum": hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16],
        "signatures": {name: _signature(arguments) for name, arguments in actions.items()},
    }


def variable_line(name: str, kind: str, is_evented: bool, allowed: list[str]) -> str:
    """A variable as the checksum sees it."""
    return f"variable {name} {kind} {'evented' if is_evented else ''} {'|'.join(allowed)}"


def compare_description(wanted: dict[str, Any], document: bytes) -> list[Difference]:
    """Differences between a restated service description and ``document``; only what is restated counts."""
    got = summary(document)
    found = [
        Difference(key, Kind.VALUE, str(value), str(got[key]))
        for key, value in wanted.items()
        if key != "signatures" and value != got[key]
    ]
    ours, theirs = wanted.get("signatures", {}), got["signatures"]
    for name in ours:
        if name not in theirs:
            found.append(Difference(f"signatures/{name}", Kind.MISSING, ours[name], ""))
        elif ours[name] != theirs[name]:
            found.append(Difference(f"signatures/{name}", Kind.VALUE, ours[name], theirs[name]))
    return found


def _signature(arguments: list[tuple[str, str, str]]) -> str:
    inputs = ", ".join(name for direction, name, _ in arguments if direction == "in")
    outputs = ", ".join(name for direction, name, _ in arguments if direction == "out")
    return f"({inputs}) -> ({outputs})"


def _text(element: ET.Element, name: str) -> str:
    return element.findtext(f"{_NS}{name}") or ""
