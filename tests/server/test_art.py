"""Album art and icons: pictures that any decoder takes."""

from __future__ import annotations

import asyncio
import struct
import zlib
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from sonos_sim.wire.png import render_png
from tests.support import wire

if TYPE_CHECKING:
    from sonos_sim import Simulator
    from tests.conftest import Simulate

CIFS = "x-file-cifs://nas/Music/An%20Album"


@pytest.fixture
async def sim(simulate: Simulate) -> Simulator:
    return await simulate("Kitchen", "TV:S9")


def decode(data: bytes) -> tuple[int, int, bytes]:
    """Width, height and pixels of an RGB picture; a PNG reader of its own, which checks what it reads."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length)[0] == zlib.crc32(kind + body)
        chunks[kind] = body
        at += 12 + length
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (depth, colour, rest) == (8, 2, [0, 0, 0])
    lines = zlib.decompress(chunks[b"IDAT"])
    stride = 3 * width + 1
    assert len(lines) == stride * height
    assert set(lines[::stride]) == {0}
    return width, height, b"".join(lines[i + 1 : i + stride] for i in range(0, len(lines), stride))


async def art(sim: Simulator, uri: str, query: str = "s=1") -> bytes:
    reply = await wire.request(sim["Kitchen"], "GET", f"/getaa?{query}&u={quote(uri, safe='')}")
    assert reply.status == 200
    return reply.body


async def test_art_is_a_picture_that_may_be_kept(sim: Simulator) -> None:
    reply = await wire.request(sim["Kitchen"], "GET", f"/getaa?s=1&u={quote('x-sonosapi-stream:s1?sid=254', safe='')}")
    assert reply.header_lines == [
        "Content-Type: image/png",
        "Transfer-Encoding: chunked",
        "Cache-Control: private, max-age=15780000",
        "Server: Linux UPnP/1.0 Sonos/95.0-77060 (ZPS18)",
        "Connection: close",
    ]
    width, height, pixels = decode(reply.body)
    assert (width, height) == (300, 300)
    assert 1 < len({pixels[i : i + 3] for i in range(0, len(pixels), 3)}) <= 2


async def test_each_uri_has_its_own_picture_wherever_it_is_asked_for(sim: Simulator) -> None:
    uri = "x-sonos-spotify:spotify%3atrack%3a1?sid=9"
    assert await art(sim, uri) == await art(sim, uri, "v=5")
    assert await art(sim, uri) != await art(sim, uri + "2")
    reply = await wire.request(sim["TV"], "GET", f"/getaa?s=1&u={quote(uri, safe='')}")
    assert reply.body == await art(sim, uri)


async def test_tracks_of_one_album_share_a_picture(sim: Simulator) -> None:
    assert await art(sim, f"{CIFS}/01%20a.mp3") == await art(sim, f"{CIFS}/02%20b.mp3")
    assert await art(sim, f"{CIFS}/01%20a.mp3") != await art(sim, f"{CIFS}2/01%20a.mp3")


async def test_art_of_a_virtual_line_in(sim: Simulator) -> None:
    width, height, _ = decode(await art(sim, "1214993705", "v=0&vli=1"))
    assert (width, height) == (300, 300)


@pytest.mark.parametrize(
    "query",
    [
        "", "?u=", "?s=1&u=x-rincon-stream%3aRINCON_1", "?u=x-rincon-queue%3aRINCON_1%230", "?u=spdif", "?u=1214993705",
        "?u=http%3a%2f%2fa%2fpage.html",
    ],
)  # fmt: skip
async def test_what_has_no_art_is_not_found(sim: Simulator, query: str) -> None:
    assert (await wire.request(sim["Kitchen"], "GET", f"/getaa{query}")).status == 404


async def test_head_sends_no_picture(sim: Simulator) -> None:
    kitchen = sim["Kitchen"]
    async with asyncio.timeout(wire.WAIT):
        reader, writer = await asyncio.open_connection(kitchen.address, kitchen.port)
        writer.write(f"HEAD /getaa?u=aac%3a%2f%2fa HTTP/1.1\r\nHost: {kitchen.address}\r\n\r\n".encode())
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
    assert head.startswith(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n")
    assert body == b""


@pytest.mark.parametrize(("room", "model"), [("Kitchen", "S18"), ("TV", "S9")])
async def test_icon_of_the_description(sim: Simulator, room: str, model: str) -> None:
    description = (await wire.request(sim[room], "GET", "/xml/device_description.xml")).body.decode()
    assert f"<url>/img/icon-{model}.png</url>" in description
    width, height, _ = decode((await wire.request(sim[room], "GET", f"/img/icon-{model}.png")).body)
    assert (width, height) == (48, 48)
    assert (await wire.request(sim[room], "GET", "/img/icon-S1.png")).status == 404


@pytest.mark.parametrize(("width", "height", "count"), [(0, 0, 0), (2, 2, 11), (2, 2, 13)])
def test_pixels_must_fit(width: int, height: int, count: int) -> None:
    with pytest.raises(ValueError, match="pixels"):
        render_png(width, height, bytes(count))
