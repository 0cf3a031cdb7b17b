"""Restate a captured body in the notation of the fixtures: ``python -m tests.support.restate body.xml``.

It takes the body of a SOAP answer, of a NOTIFY, or a file such as the device description. What it prints still has to
be scrubbed: see fixtures/README.md.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from tests.support.tree import CHANGES, DIDL, DIDL_NAMESPACES, Element, Value, parse


def restate(body: bytes) -> dict[str, Any]:
    """What goes under ``answer`` (or, for a fault, an empty mapping)."""
    root = parse(body)
    if root.name == "s:Envelope":
        content = root.children[0].children[0]
        return {} if content.name == "s:Fault" else {out.name: _child(out) for out in content.children}
    if root.name == "e:propertyset":
        return {variable.name: _child(variable) for prop in root.children for variable in prop.children}
    return {root.name: _element(root)}


def _child(element: Element) -> Any:
    """An out argument or a variable: its text, or the document in it."""
    return _value(element.content)


def _value(value: Value) -> Any:
    if isinstance(value, str):
        return value
    for short, namespaces in CHANGES.items():
        if value.attributes == namespaces and [child.name for child in value.children] == ["InstanceID"]:
            return {short: _changes(value.children[0])}
    return {value.name: _element(value)}


def _changes(instance: Element) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for change in instance.children:
        value = _value(change.attributes["val"])
        if "channel" in change.attributes:
            changes.setdefault(change.name, {})[change.attributes["channel"]] = value
        else:
            changes[change.name] = value
    return changes


def _element(element: Element) -> Any:
    implied = DIDL_NAMESPACES if element.name == DIDL else {}
    notation: dict[str, Any] = {
        f"@{name}": _value(value) for name, value in element.attributes.items() if implied.get(name) != value
    }
    children: dict[str, list[Any]] = {}
    for child in element.children:
        children.setdefault(child.name, []).append(_element(child))
    notation |= {name: each if len(each) > 1 else each[0] for name, each in children.items()}
    if element.content or not (element.children or element.is_closed):
        notation["#"] = _value(element.content)
    # A bare text needs no mapping, unless it is a document, which would be taken for a child.
    return notation["#"] if notation.keys() == {"#"} and isinstance(notation["#"], str) else notation


if __name__ == "__main__":
    answer = restate(Path(sys.argv[1]).read_bytes())
    print(yaml.safe_dump({"answer": answer}, sort_keys=False, allow_unicode=True, width=110), end="")  # noqa: T201
