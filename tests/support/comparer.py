"""What differs between two answers: in structure, in spelling, in types and in values.

Every difference has a path, such as ``TrackMetaData/DIDL-Lite/item/res@duration``, and a kind; positions in brackets
count siblings of one name from 1, where there are several.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING
from xml.parsers import expat

from tests.support.tree import Element, Value, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Headers = Sequence[tuple[str, str | None]]


class Kind(StrEnum):
    """What is wrong; all but VALUE are differences of shape."""

    MISSING = auto()
    """An element, attribute or header is not there."""
    EXTRA = auto()
    """One is there that should not be."""
    ORDER = auto()
    """The same ones, in another order."""
    SPELLING = auto()
    """A header in other letters."""
    NAMESPACE = auto()
    """A prefix that stands for another namespace."""
    NESTING = auto()
    """A document where a text should be, or the other way round: escaped once too often or too rarely."""
    CLOSING = auto()
    """``<a/>`` in place of ``<a></a>`` or the other way round."""
    QUOTING = auto()
    """Quotes in texts that are not escaped."""
    TYPE = auto()
    """A value of another type."""
    VALUE = auto()
    """Another value of the same type."""
    STATUS = auto()
    """Another status line."""
    BYTES = auto()
    """All of the above agrees, yet the bytes do not."""


@dataclass(frozen=True)
class Difference:
    """One difference: where, of what kind, what was wanted and what there is."""

    path: str
    kind: Kind
    wanted: str
    got: str

    def __str__(self) -> str:
        return f"{self.path or '(document)'}: {self.kind}: wanted {self.wanted[:200]!r}, got {self.got[:200]!r}"


_TYPES = (
    ("empty", r""),
    ("unset", r"NOT_IMPLEMENTED"),
    ("number", r"[+-]?\d+"),
    ("time", r"-?\d+:\d\d:\d\d"),
    ("instant", r"[A-Z]?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d"),
    ("player", r"(uuid:)?RINCON_\w+"),
    ("counter", r"RINCON_\w+[:,].*"),
    ("uri", r"[a-z][a-z0-9+.-]*:.*"),
    ("path", r"/.*"),
    ("escaped", r"&(lt|amp|quot|gt|apos);.*"),
)


def type_of(text: str) -> str:
    """What kind of text it is, such as ``number``, ``time`` or ``uri``; ``text`` if nothing special."""
    return next((name for name, pattern in _TYPES if re.fullmatch(pattern, text, re.DOTALL)), "text")


def compare_documents(wanted: bytes, got: bytes, *, inside: str = "") -> list[Difference]:
    """All differences between two XML documents; paths leave out the beginning that matches ``inside``."""
    try:
        tree = parse(got)
    except expat.ExpatError as error:
        return [Difference("", Kind.NESTING, "XML", f"{error}: {got[:80]!r}")]
    found = list(_elements(parse(wanted), tree, ""))
    if quoted := _QUOTED.search(got):
        found.append(Difference("", Kind.QUOTING, "escaped quotes", quoted[0].decode()))
    if not found and wanted != got:
        at = next((i for i, (a, b) in enumerate(zip(wanted, got, strict=False)) if a != b), min(len(wanted), len(got)))
        found.append(Difference("", Kind.BYTES, _around(wanted, at), _around(got, at)))
    return [Difference(re.sub(inside, "", d.path, count=1), d.kind, d.wanted, d.got) for d in found]


_QUOTED = re.compile(rb">[^<]*[\"'][^<]*</")


def _elements(wanted: Element, got: Element, parent: str, position: str = "") -> Iterator[Difference]:
    path = f"{parent}/{_label(wanted)}{position}".removeprefix("/")
    if wanted.name != got.name:
        yield Difference(path, Kind.MISSING, wanted.name, got.name)
        return
    yield from _names(list(wanted.attributes), list(got.attributes), f"{path}@")
    for name in wanted.attributes.keys() & got.attributes.keys():
        yield from _values(wanted.attributes[name], got.attributes[name], f"{path}@{name}", name)
    if wanted.children and got.children:
        # Text between elements; blanks there mean nothing.
        yield from _values(_stripped(wanted.content), _stripped(got.content), f"{path}#")
    else:
        # With children on one side only, they are what differs, not the text.
        if not (wanted.children or got.children):
            yield from _values(wanted.content, got.content, path)
        if wanted.is_closed != got.is_closed and not (wanted.children or got.children or wanted.content or got.content):
            yield Difference(path, Kind.CLOSING, _closing(wanted), _closing(got))
    yield from _children(wanted, got, path)


def _children(wanted: Element, got: Element, path: str) -> Iterator[Difference]:
    ours, theirs = list(map(_label, wanted.children)), list(map(_label, got.children))
    yield from _names(ours, theirs, f"{path}/")
    counts = Counter(ours)
    partners: dict[str, list[Element]] = {}
    for label, child in zip(theirs, got.children, strict=True):
        partners.setdefault(label, []).append(child)
    seen: Counter[str] = Counter()
    for label, child in zip(ours, wanted.children, strict=True):
        seen[label] += 1
        if seen[label] <= len(partners.get(label, ())):
            position = f"[{seen[label]}]" if counts[label] > 1 else ""
            yield from _elements(child, partners[label][seen[label] - 1], path, position)


def _label(element: Element) -> str:
    """What tells an element from its siblings: its name, its channel, and what a property is about."""
    if element.name == "e:property" and len(element.children) == 1:
        return f"e:property({element.children[0].name})"
    channel = element.attributes.get("channel")
    return f"{element.name}({channel})" if isinstance(channel, str) else element.name


def _names(wanted: list[str], got: list[str], prefix: str) -> Iterator[Difference]:
    missing, extra = Counter(wanted) - Counter(got), Counter(got) - Counter(wanted)
    for kind, names in ((Kind.MISSING, missing), (Kind.EXTRA, extra)):
        for name in names:
            yield Difference(f"{prefix}{name}", kind, f"{wanted.count(name)} of it", f"{got.count(name)} of it")
    ours, theirs = [n for n in wanted if n not in missing], [n for n in got if n not in extra]
    if ours != theirs and Counter(ours) == Counter(theirs):
        yield Difference(prefix[:-1], Kind.ORDER, " ".join(ours), " ".join(theirs))


def _values(wanted: Value, got: Value, path: str, name: str = "") -> Iterator[Difference]:
    if isinstance(wanted, Element) and isinstance(got, Element):
        yield from _elements(wanted, got, path)
        return
    if isinstance(wanted, Element) or isinstance(got, Element):
        yield Difference(path, Kind.NESTING, _shown(wanted), _shown(got))
        return
    if wanted == got:
        return
    if name.startswith("xmlns"):
        yield Difference(path, Kind.NAMESPACE, wanted, got)
    elif (ours := type_of(wanted)) != (theirs := type_of(got)):
        kind = Kind.NESTING if "escaped" in {ours, theirs} else Kind.TYPE
        yield Difference(path, kind, f"{ours} {wanted}", f"{theirs} {got}")
    else:
        yield Difference(path, Kind.VALUE, wanted, got)


def _shown(value: Value) -> str:
    return f"the text {value}" if isinstance(value, str) else f"a {value.name} document"


def _around(data: bytes, at: int) -> str:
    return data[max(0, at - 20) : at + 60].decode(errors="replace")


def _stripped(value: Value) -> Value:
    return " ".join(value.split()) if isinstance(value, str) else value


def _closing(element: Element) -> str:
    return f"<{element.name}/>" if element.is_closed else f"<{element.name}></{element.name}>"


def compare_headers(wanted: Headers, got: Headers) -> list[Difference]:
    """Differences between two lists of headers: which, how they are spelled, their order and values.

    A wanted value of None is no fact.
    """
    ours, theirs = [name for name, _ in wanted], [name for name, _ in got]
    spelled = {name.lower(): name for name in theirs}
    found = [
        Difference(f"header {name}", Kind.SPELLING, name, spelled[name.lower()])
        for name in ours
        if name not in theirs and name.lower() in spelled
    ]
    lowered = [name.lower() for name in ours], [name.lower() for name in theirs]
    original = {name.lower(): name for name in (*theirs, *ours)}
    for difference in _names(*lowered, "header "):
        name = original.get(difference.path.removeprefix("header "), "")
        path = f"header {name}" if name else "headers"
        found.append(Difference(path, difference.kind, difference.wanted, difference.got))
    values = {name.lower(): value or "" for name, value in got}
    for name, value in wanted:
        actual = values.get(name.lower())
        if value is not None and actual is not None and value != actual:
            kind = Kind.VALUE if type_of(value) == type_of(actual) else Kind.TYPE
            found.append(Difference(f"header {name}", kind, value, actual))
    return found


def compare_status(wanted: str, got: str) -> list[Difference]:
    """The difference between two status lines, if there is one."""
    return [] if wanted == got else [Difference("status", Kind.STATUS, wanted, got)]
