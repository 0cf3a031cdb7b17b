"""Text into XML: the one escaping that every codec uses."""

from __future__ import annotations

import re
from functools import lru_cache

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


_LONG = 1024
"""Texts from here on are whole documents that are asked for again and again, such as ZoneGroupState."""


def escape(text: str) -> str:
    """``text`` as XML character data or attribute value, the way players write it.

    Five entities (``&apos;`` included, recorded in DIDL inside SOAP); characters that XML 1.0 forbids are dropped,
    since a parser would refuse the whole document for one of them.
    """
    return _escape_cached(text) if len(text) >= _LONG else _escape(text)


def _escape(text: str) -> str:
    # isprintable is far cheaper than the expression and true for nearly every text.
    if not text.isprintable():
        text = _ILLEGAL.sub("", text)
    # A replace that finds nothing returns its own string, so clean text is never copied.
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&apos;")
    )


_escape_cached = lru_cache(maxsize=64)(_escape)
