"""TagValueList: the comma-separated XML fragments of ContentDirectory's UpdateObject."""

from __future__ import annotations

import re

from sonos_sim.wire.didl import parse_leniently

_FRAGMENT = re.compile(r"<([\w:.-]+)(?:\s[^<>]*)?(?:/>|>.*?</\1\s*>)", re.DOTALL)


def split_tags(text: str) -> list[tuple[str, str]] | None:
    """(element name, text) of each fragment, ("", "") for an empty place; None if ``text`` is no such list.

    Commas inside a fragment are plain text and a backslash is kept (client-derived, SoCo favorites.py).
    """
    places: list[tuple[str, str]] = []
    at = 0
    while True:
        name = value = ""
        if (found := _FRAGMENT.match(text, at)) is not None:
            element = parse_leniently(found[0])
            if element is None:
                return None
            name, value, at = found[1], "".join(map(str, element.itertext())).strip(), found.end()
        places.append((name, value))
        if at == len(text):
            return places
        if text[at] != ",":
            return None
        at += 1
