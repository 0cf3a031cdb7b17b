"""Album art and model icons: real pictures, made up from what they belong to and always the same for it."""

from __future__ import annotations

import colorsys
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from sonos_sim.household.sources import SourceKind, classify
from sonos_sim.server.http import Answer, in_chunks
from sonos_sim.wire.png import MIME, render_png

if TYPE_CHECKING:
    from aiohttp import web

    from sonos_sim.server.player_server import PlayerServer

ART_PATH = "/getaa"
ART_SIZE = 300
"""Pixels of each side (ours)."""
ICON_SIZE = 48
"""Pixels of each side, as the device description says."""
CACHE_CONTROL = "private, max-age=15780000"
"""Of album art (seen in firmware, and clients rely on it)."""
_CELLS = 5
_WITH_ART = frozenset({SourceKind.FILE, SourceKind.RADIO, SourceKind.RADIO_SKIP, SourceKind.VIRTUAL})
_LIBRARY_SCHEME = "x-file-cifs:"


def answer_art(server: PlayerServer, request: web.BaseRequest) -> Answer:
    """The picture for ``/getaa?u=<URI>``; the 404 page where there is none, as for line-in and TV (inferred)."""
    uri = request.query.get("u", "")
    subject = _subject(uri, is_virtual=request.query.get("vli", "") not in {"", "0"})
    if not subject:
        return server.refuse(404, f"no album art for {uri[:80]!r}")
    return picture_answer(server, picture(subject, ART_SIZE), [("Cache-Control", CACHE_CONTROL)])


def answer_icon(server: PlayerServer) -> Answer:
    """The icon of the player's model."""
    return picture_answer(server, picture(server.player.profile.model, ICON_SIZE), [])


def picture_answer(server: PlayerServer, body: bytes, headers: list[tuple[str, str]]) -> Answer:
    """A picture, sent as files are: chunked, no length (inferred from the device description)."""
    head = [("Content-Type", MIME), ("Transfer-Encoding", "chunked"), *headers, ("Server", server.server_header)]
    answer = Answer(200, head, in_chunks(body), keep_alive=server.player.behaviour.keep_alive)
    answer.note = ""
    return answer


@lru_cache(maxsize=128)
def picture(subject: str, size: int) -> bytes:
    """A PNG of ``size`` x ``size`` pixels: cells in two colours, mirrored, told by ``subject``."""
    digest = hashlib.sha256(subject.encode("utf-8", "surrogatepass")).digest()
    hue = digest[0] / 256
    colours = [_colour(hue, 0.9), _colour(hue + 0.1 + digest[1] / 640, 0.4)]
    columns = [min(x * _CELLS // size, _CELLS - 1) for x in range(size)]
    bands = [
        b"".join(colours[digest[2 + band * _CELLS + min(cell, _CELLS - 1 - cell)] & 1] for cell in columns)
        for band in range(_CELLS)
    ]
    return render_png(size, size, b"".join(bands[cell] for cell in columns))


def _subject(uri: str, *, is_virtual: bool) -> str:
    """What the picture shows: tracks of one folder of the library share it; empty: nothing that has art."""
    if is_virtual:
        return f"virtual {uri}"
    if not uri or classify(uri) not in _WITH_ART:
        return ""
    return uri.rpartition("/")[0] if uri.startswith(_LIBRARY_SCHEME) else uri


def _colour(hue: float, lightness: float) -> bytes:
    return bytes(round(255 * part) for part in colorsys.hls_to_rgb(hue % 1, lightness, 0.6))
