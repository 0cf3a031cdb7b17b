"""Hostile networks."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import unescape

from tests.support.searching import Place, search
from tests.support.tasks import Part
from tests.support.tasks.discovery import SSDP_ALONE, turn, turn_to_31
from tests.support.wire import path_of, request

if TYPE_CHECKING:
    from tests.support.rehearsal import Rehearsal


async def subscribe_for_somebody_else(run: Rehearsal) -> None:
    headers = {"CALLBACK": "<http://192.0.2.1:80/>", "NT": "upnp:event", "TIMEOUT": "Second-600"}
    await request(run.rooms[0], "SUBSCRIBE", path_of("RenderingControl", "Event"), headers)


async def fetch_what_is_named(run: Rehearsal) -> None:
    """A parser that follows external entities, in the event and in LastChange."""
    bodies: list[str] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().upper()
        bodies.append((await reader.readexactly(int(head.partition("CONTENT-LENGTH: ")[2].split()[0]))).decode())
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(take, "127.0.0.1", 0) as server:
        here = f"<http://127.0.0.1:{server.sockets[0].getsockname()[1]}/>"
        headers = {"CALLBACK": here, "NT": "upnp:event", "TIMEOUT": "Second-600"}
        await request(run.rooms[0], "SUBSCRIBE", path_of("RenderingControl", "Event"), headers)
        await run.play()
    inner = re.search("<LastChange>(.*)</LastChange>", bodies[2])
    assert inner is not None
    for document in (bodies[1], unescape(inner[1])):
        for url in external(document):
            await request(run.rooms[0], "GET", urlsplit(url).path)


def external(document: str) -> list[str]:
    """The URLs of external entities that a parser would fetch for ``document``."""
    found: list[str] = []

    def refer(context: str, base: str | None, system: str | None, public: str | None) -> int:
        found.append(system or "")
        return 1

    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
    parser.ExternalEntityRefHandler = refer
    parser.Parse(document, True)
    return [url for url in found if url.startswith("http")]


async def go_where_answers_lead(run: Rehearsal) -> None:
    for answer in await search(run.sim):
        place = Place.of(answer["LOCATION"])
        with suppress(OSError):
            _, writer = await asyncio.open_connection(place.address, place.port)
            writer.close()
        if place.port == 1400:
            await turn(place)


PARTS = {
    "callback-to-third-party": Part(naive=subscribe_for_somebody_else),
    "xxe-file-and-ssrf": Part(naive=fetch_what_is_named),
    "rogue-ssdp-location": Part(client=turn_to_31, naive=go_where_answers_lead, options=SSDP_ALONE),
}
