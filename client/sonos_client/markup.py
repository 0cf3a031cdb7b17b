"""XML as players send it: read without DTD, entities or network, bounded in size, and mended where it must be.

Real devices send documents that no strict parser takes: a bare ``&`` in a title, control characters copied from a tag
(node-sonos-ts and SoCo both filter them). :func:`parse` reads the well-formed strictly and mends the rest.
"""

from __future__ import annotations

import re

from lxml import etree

from sonos_client.errors import MalformedError

MAX_DOCUMENT = 16 * 1024 * 1024
"""Characters or bytes of a document that are parsed at most."""

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def parse(document: str | bytes, *, limit: int = MAX_DOCUMENT) -> etree._Element:
    """The root element of ``document``; raises MalformedError where not even mending helps, or for a DTD."""
    if len(document) > limit:
        raise MalformedError(f"a document of {len(document)} exceeds the limit of {limit}")
    text = document.decode("utf-8", "replace") if isinstance(document, bytes) else document
    # lxml refuses a str with an encoding declaration; once decoded the declaration says nothing.
    text = _DECLARATION.sub("", text, count=1)
    if "<!DOCTYPE" in text:
        raise MalformedError("a document with a DTD is refused")
    try:
        return _root(text)
    except (etree.XMLSyntaxError, ValueError):
        mended = _BARE_AMPERSAND.sub("&amp;", _ILLEGAL.sub("", text))
    try:
        return _root(mended)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MalformedError(f"not XML: {error}") from None


def _root(text: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)


def local_name(element: etree._Element) -> str:
    """The tag of ``element`` without its namespace: players are not consistent about prefixes."""
    tag = str(element.tag)
    return tag.rpartition("}")[2]


def text_of(element: etree._Element | None) -> str:
    """The text of ``element``, empty for none."""
    return (element.text or "") if element is not None else ""


def escape(text: str) -> str:
    """``text`` as character data or attribute value; characters that XML forbids are dropped."""
    if not text.isprintable():
        text = _ILLEGAL.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
