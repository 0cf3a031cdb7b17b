"""XML as it is spelled: prefixes, the order of attributes, self-closing tags, and documents inside of texts.

Trees are made from bytes (``parse``) and from the notation of the fixtures (``from_notation``), and written as players
write (``render``). Nothing here is shared with the simulator or the client.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

DIDL = "DIDL-Lite"
DIDL_NAMESPACES = {
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:upnp": "urn:schemas-upnp-org:metadata-1-0/upnp/",
    "xmlns:r": "urn:schemas-rinconnetworks-com:metadata-1-0/",
    "xmlns": "urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/",
}
"""What every DIDL-Lite of a player declares, in this order (24 of 24 recorded ones)."""
CHANGES = {
    "LastChange-AVT": {"xmlns": "urn:schemas-upnp-org:metadata-1-0/AVT/", "xmlns:r": DIDL_NAMESPACES["xmlns:r"]},
    "LastChange-RCS": {"xmlns": "urn:schemas-upnp-org:metadata-1-0/RCS/"},
}
"""Short notation of LastChange documents: ``Name: value``, or ``Name: {channel: value}``."""


class NotationError(ValueError):
    """A document in a fixture that is not written in the notation."""


@dataclass
class Element:
    """An element; ``content`` is its text, or the document that its text holds."""

    name: str
    attributes: dict[str, Value] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    content: Value = ""
    is_closed: bool = False
    """Whether it is written ``<a/>``, not ``<a></a>``."""


Value = str | Element


def parse(document: bytes | str) -> Element:
    """The tree of ``document``; raises expat.ExpatError where it is not well-formed."""
    data = document.encode() if isinstance(document, str) else document
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    root: list[Element] = []
    path: list[tuple[Element, list[str]]] = []

    def start(name: str, pairs: list[str]) -> None:
        element = Element(name, {key: _nested(value) for key, value in zip(pairs[::2], pairs[1::2], strict=True)})
        (path[-1][0].children if path else root).append(element)
        path.append((element, []))

    def end(_name: str) -> None:
        element, texts = path.pop()
        text = "".join(texts)
        # At the end of an empty-element tag expat stands behind it, at that of another before it.
        element.is_closed = not element.children and not text and data.endswith(b"/>", 0, parser.CurrentByteIndex)
        element.content = "" if element.children and not text.strip() else _nested(text)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: path[-1][1].append(text)
    parser.Parse(data, True)
    return root[0]


def _nested(text: str) -> Value:
    if not text.startswith("<"):
        return text
    try:
        return parse(text)
    except expat.ExpatError:
        return text


def render(element: Element) -> str:
    """``element`` as players write it: no blanks, quotes escaped, documents in texts escaped once."""
    attributes = "".join(f' {name}="{escape(_text(value))}"' for name, value in element.attributes.items())
    if element.is_closed:
        return f"<{element.name}{attributes}/>"
    inner = "".join(map(render, element.children)) + escape(_text(element.content))
    return f"<{element.name}{attributes}>{inner}</{element.name}>"


def _text(value: Value) -> str:
    return value if isinstance(value, str) else render(value)


def escape(text: str) -> str:
    """Character data as players escape it, quotes included."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&apos;")):
        text = text.replace(character, entity)
    return text


def text_of(notation: Any, fill: Callable[[str], str]) -> str:
    """The text that a value of the notation stands for: itself, or the document it describes."""
    return _text(value_of(notation, fill))


def value_of(notation: Any, fill: Callable[[str], str]) -> Value:
    """A value of the notation: a text, or a mapping of one root to its content for a document inside."""
    if isinstance(notation, str):
        return fill(notation)
    if not isinstance(notation, dict) or len(notation) != 1:
        raise NotationError(f"a text or one root element expected, not {notation!r}")
    ((name, content),) = notation.items()
    if name in CHANGES:
        return _last_change(CHANGES[name], content, fill)
    return from_notation(name, content, fill)


def from_notation(name: str, notation: Any, fill: Callable[[str], str]) -> Element:
    """The element ``name`` of the notation.

    A text is its text. In a mapping ``@a`` is an attribute, ``#`` the text or the document in it, and everything else a
    child, a list standing for several of one name. With neither child nor ``#`` it is self-closed.
    """
    if isinstance(notation, str):
        return Element(name, dict(DIDL_NAMESPACES) if name == DIDL else {}, content=fill(notation))
    if not isinstance(notation, dict):
        raise NotationError(f"{name} is {notation!r}, neither text nor mapping")
    attributes: dict[str, Value] = {
        key.removeprefix("@"): value_of(value, fill) for key, value in notation.items() if key.startswith("@")
    }
    if name == DIDL:
        attributes = DIDL_NAMESPACES | attributes
    children = [
        from_notation(key, each, fill)
        for key, value in notation.items()
        if key[0] not in "@#"
        for each in (value if isinstance(value, list) else [value])
    ]
    return Element(
        name,
        attributes,
        children,
        value_of(notation.get("#", ""), fill),
        is_closed=not children and "#" not in notation,
    )


def _last_change(namespaces: Mapping[str, Value], notation: Any, fill: Callable[[str], str]) -> Element:
    def changes() -> Iterator[Element]:
        for name, value in notation.items():
            if isinstance(value, dict) and DIDL not in value:
                for channel, text in value.items():
                    yield Element(name, {"channel": channel, "val": fill(text)}, is_closed=True)
            else:
                yield Element(name, {"val": value_of(value, fill)}, is_closed=True)

    if not isinstance(notation, dict):
        raise NotationError(f"the changes of a LastChange expected, not {notation!r}")
    return Element("Event", dict(namespaces), [Element("InstanceID", {"val": "0"}, list(changes()))])
