"""What players ask of a real media server, and what they make of its answers."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sonos_sim import Household
from sonos_sim.household import fetching
from sonos_sim.household.fetching import Fetched, FetchError
from sonos_sim.server.records import FetchRecord
from tests.support.media import Asked, MediaServer, answer, hang, head, icy_block, mp3, serve_media, tagged_mp3, wav

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_sim import Player, Simulator
    from tests.conftest import Simulate


@pytest.fixture
async def media() -> AsyncIterator[MediaServer]:
    async with serve_media() as server:
        yield server


@pytest.fixture
async def sim(simulate: Simulate) -> Simulator:
    return await simulate("Kitchen", behaviour={"fetch_timeout": 0.5, "fetch_patience": 0.2})


async def fetch(sim: Simulator, uri: str, player: Player | None = None) -> Fetched:
    """What a player learns of ``uri``; what it opened is closed again."""
    found: list[Fetched] = []
    cancel = fetching.fetch(player or sim["Kitchen"], uri, found.append)
    assert cancel is not None
    assert found == []
    await sim.settle()
    cancel()
    return found[0]


@pytest.mark.parametrize(
    ("body", "mime", "seconds"),
    [
        (wav(2.5), "audio/wav", 2.5),
        (mp3(60), "audio/mpeg", 60),
        (wav(1), "application/octet-stream", 1),
        (wav(1), "", 1),
    ],
    ids=["wav", "mp3", "no useful type", "no type"],
)
async def test_a_file_tells_its_type_and_how_long_it_is(
    sim: Simulator, media: MediaServer, body: bytes, mime: str, seconds: float
) -> None:
    media.replies["/clip.mp3"] = answer(body, mime)
    records: list[FetchRecord] = []
    sim.observe(lambda record: records.append(record) if isinstance(record, FetchRecord) else None)

    fetched = await fetch(sim, media.url("/clip.mp3"))

    assert fetched.ok
    assert fetched.duration == pytest.approx(seconds, rel=0.01)
    assert (fetched.mime, fetched.is_stream, fetched.http_status) == (mime, False, 200)
    assert [(r.player, r.url, r.status, r.bytes_read, r.is_whole, r.error) for r in records] == [
        (sim["Kitchen"].uuid, media.url("/clip.mp3"), 200, len(body), True, "")
    ]


async def test_tags_of_a_file(sim: Simulator, media: MediaServer) -> None:
    media.replies["/a.mp3"] = answer(tagged_mp3(3, "Ünder & <over>", "B"))
    fetched = await fetch(sim, media.url("/a.mp3"))
    assert (fetched.title, fetched.creator) == ("Ünder & <over>", "B")


async def test_asks_as_a_player_of_its_model_from_its_own_address(sim: Simulator, media: MediaServer) -> None:
    media.replies["/a.mp3?x=%20%2B"] = answer(mp3(1))
    await fetch(sim, media.url("/a.mp3?x=%20%2B"))

    (asked,) = media.requests
    kitchen = sim["Kitchen"]
    assert (asked.method, asked.path, asked.client) == ("GET", "/a.mp3?x=%20%2B", kitchen.address)
    assert asked["User-Agent"] == f"Linux UPnP/1.0 Sonos/{kitchen.profile.software} (ZPS18)"
    assert (asked["Accept"], asked["Connection"], asked["X-Sonos-SWGen"]) == ("*/*", "close", "2")
    assert asked["X-Sonos-Firmware"] == kitchen.profile.software
    assert {name.lower() for name in asked.headers} == {
        "host", "connection", "accept", "user-agent", "x-sonos-swgen", "x-sonos-firmware", "x-sonos-muse-api",
        "x-sonos-id-hash",
    }  # fmt: skip


async def test_follows_redirects(sim: Simulator, media: MediaServer) -> None:
    media.replies |= {
        "/a.mp3": answer(status="302 Found", Location="/b/c.mp3"),
        "/b/c.mp3": answer(status="301 Moved Permanently", Location=media.url("/d.mp3")),
        "/d.mp3": answer(mp3(1)),
    }
    fetched = await fetch(sim, media.url("/a.mp3"))
    assert (fetched.ok, fetched.uri) == (True, media.url("/d.mp3"))


@pytest.mark.parametrize(
    ("path", "mime", "text", "mirrors", "title"),
    [
        ("/s.m3u", "audio/x-mpegurl", "#EXTM3U\n#EXTINF:-1,One\nstream/1\nhttp://127.0.0.1/2\n", 2, "One"),
        ("/s.m3u", "text/plain; charset=utf-8", "stream/1\r\n", 1, ""),
        ("/tune", "audio/x-scpls", "[playlist]\nFile2=/b\nTitle2=Two\nFile1=stream/1\nTitle1=One\n", 2, "One"),
        ("/s.pls", "application/octet-stream", "\ufeff[Playlist]\nfile1 = stream/1\n", 1, ""),
    ],
)
async def test_a_playlist_leads_to_its_first_entry(
    sim: Simulator, media: MediaServer, path: str, mime: str, text: str, mirrors: int, title: str
) -> None:
    media.replies |= {path: answer(text.encode(), mime), "/stream/1": head(icy_name="Station") + mp3(1)}
    fetched = await fetch(sim, media.radio(path))
    assert fetched.ok
    assert fetched.uri == media.url("/stream/1")
    assert (fetched.mirrors, fetched.title, fetched.station, fetched.is_stream) == (mirrors, title, "Station", True)


@pytest.mark.parametrize(
    ("text", "duration", "is_stream"),
    [
        ("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6.0,\n1.ts\n#EXTINF:2.5,\n2.ts\n#EXT-X-ENDLIST\n", 8.5, False),
        ("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:7\n#EXTINF:6.0,\n7.ts\n", None, True),
    ],
    ids=["with an end", "live"],
)
async def test_hls(sim: Simulator, media: MediaServer, text: str, duration: float | None, is_stream: bool) -> None:
    master = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=128000\nlow.m3u8\n"
    media.replies |= {
        "/a.m3u8": answer(master.encode(), "application/vnd.apple.mpegurl"),
        "/low.m3u8": answer(text.encode(), "application/vnd.apple.mpegurl"),
    }
    fetched = await fetch(sim, media.url("/a.m3u8"))
    assert (fetched.ok, fetched.duration, fetched.is_stream) == (True, duration, is_stream)


# Radio


async def test_a_radio_stream_tells_titles_until_it_is_closed(sim: Simulator, media: MediaServer) -> None:
    go_on = asyncio.Event()

    async def radio(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(icy_metaint="64", icy_name="Radio X") + bytes(64) + icy_block("A - It's one") + bytes(30))
        await go_on.wait()
        writer.write(bytes(34) + b"\0" + bytes(64) + icy_block("A - It's one") + bytes(64) + icy_block("Zwei ♥ ß"))
        await hang(asked, writer)

    media.replies["/live"] = radio
    found: list[Fetched] = []
    titles: asyncio.Queue[str] = asyncio.Queue()
    cancel = fetching.fetch(sim["Kitchen"], media.radio("/live"), found.append, titles.put_nowait)
    assert cancel is not None
    await sim.settle()

    assert media.requests[0]["Icy-MetaData"] == "1"
    assert (found[0].is_stream, found[0].station, found[0].duration) == (True, "Radio X", None)
    assert titles.get_nowait() == "A - It's one"
    go_on.set()
    async with asyncio.timeout(5):
        assert await titles.get() == "Zwei ♥ ß"
    assert media.open_connections == 1

    cancel()
    async with asyncio.timeout(5):
        await media.hung_up.wait()
    assert media.paths == ["/live"]


async def test_a_stream_that_breaks_off_is_not_opened_again(sim: Simulator, media: MediaServer) -> None:
    media.replies["/live"] = head(icy_metaint="16") + bytes(16) + icy_block("Last")
    titles: list[str] = []
    assert fetching.fetch(sim["Kitchen"], media.radio("/live"), lambda fetched: None, titles.append) is not None
    await sim.settle()
    assert (titles, media.paths) == (["Last"], ["/live"])


async def test_stopping_the_simulator_hangs_up(sim: Simulator, media: MediaServer) -> None:
    media.replies |= {"/slow": hang, "/live": head() + mp3(1)}
    found: list[Fetched] = []
    for path in ("/slow", "/live"):
        fetching.fetch(sim["Kitchen"], media.radio(path), found.append)
    async with asyncio.timeout(5):
        for _ in range(2):
            await media.arrivals.get()
    await sim.network.stop()
    assert sim.household.fetcher is None
    assert fetching.fetch(sim["Kitchen"], media.url("/a.mp3"), found.append) is None


async def test_a_cancelled_fetch_says_nothing(sim: Simulator, media: MediaServer) -> None:
    media.replies["/a.mp3"] = answer(mp3(1))
    found: list[Fetched] = []
    cancel = fetching.fetch(sim["Kitchen"], media.url("/a.mp3"), found.append)
    assert cancel is not None
    cancel()
    cancel()
    await sim.settle()
    assert found == []


# Servers that misbehave


async def trickle(asked: Asked, writer: asyncio.StreamWriter) -> None:
    body = mp3(10)
    writer.write(head(Content_Length=str(len(body))) + body[:5000])
    await asyncio.Event().wait()


async def endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(head())
    while True:
        writer.write(mp3(1))
        await writer.drain()


async def test_a_slow_file_plays_from_what_is_there(sim: Simulator, media: MediaServer) -> None:
    media.replies["/a.mp3"] = trickle
    fetched = await fetch(sim, media.url("/a.mp3"))
    assert (fetched.ok, fetched.is_stream) == (True, False)
    assert fetched.duration == pytest.approx(10, abs=0.1)


async def test_a_file_without_length_that_does_not_end_is_a_stream(sim: Simulator, media: MediaServer) -> None:
    media.replies["/a.mp3"] = endless
    fetched = await fetch(sim, media.url("/a.mp3"))
    assert (fetched.ok, fetched.is_stream, fetched.duration) == (True, True, None)


async def test_a_huge_file_is_read_in_part(sim: Simulator, media: MediaServer) -> None:
    sim.household.override(fetch_limit=64 * 1024)
    sound = wav(300)
    records: list[FetchRecord] = []
    sim.observe(lambda record: records.append(record) if isinstance(record, FetchRecord) else None)

    async def with_ranges(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if "Range" in asked.headers:
            writer.write(answer(sound[-65536:], "audio/wav", "206 Partial Content"))
        else:
            writer.write(answer(sound, "audio/wav", Accept_Ranges="bytes"))
        await hang(asked, writer)

    media.replies["/a.wav"] = with_ranges
    fetched = await fetch(sim, media.url("/a.wav"))
    assert fetched.duration == pytest.approx(300)
    assert [asked.headers.get("Range") for asked in media.requests] == [None, "bytes=-65536"]
    assert len(sound) > 2_000_000
    assert (records[0].is_whole, records[0].bytes_read < 100_000) == (False, True)


@pytest.mark.parametrize(
    ("reply", "error", "status"),
    [
        (answer(b"no", "text/html", "404 Not Found"), FetchError.HTTP, 404),
        (answer(b"no", "text/html", "500 Internal Server Error"), FetchError.HTTP, 500),
        (answer(status="302 Found"), FetchError.HTTP, 302),
        (answer(b"<html>log in</html>", "text/html"), FetchError.TYPE, 200),
        (answer(b"\x89PNG\r\n", "image/png"), FetchError.TYPE, 200),
        (answer(b"no audio", "application/octet-stream"), FetchError.TYPE, 200),
        (answer(status="302 Found", Location="/a.mp3"), FetchError.PLAYLIST, 0),
        (answer(status="302 Found", Location="http://192.0.2.1/a.mp3"), FetchError.FORBIDDEN, 0),
        (answer(b"#EXTM3U\n", "audio/x-mpegurl"), FetchError.PLAYLIST, 200),
        (answer(b"http://192.0.2.1/a.mp3", "audio/x-mpegurl"), FetchError.FORBIDDEN, 0),
        (answer(b"file:///etc/passwd", "audio/x-mpegurl"), FetchError.FORBIDDEN, 0),
        (b"", FetchError.REFUSED, 0),
        (b"\x16\x03\x01 no HTTP at all\r\n\r\n", FetchError.REFUSED, 0),
        (head(Content_Length="100000") + mp3(1), FetchError.REFUSED, 0),
        (hang, FetchError.TIMEOUT, 0),
    ],
    ids=[
        "404", "500", "redirect to nowhere", "a page", "an image", "no audio", "redirects for ever", "redirect abroad",
        "empty playlist", "playlist abroad", "playlist to a file", "hangs up", "no HTTP", "breaks off", "hangs",
    ],
)  # fmt: skip
async def test_what_cannot_be_played(
    sim: Simulator, media: MediaServer, reply: bytes, error: FetchError, status: int
) -> None:
    media.replies["/a.mp3"] = reply
    fetched = await fetch(sim, media.url("/a.mp3"))
    assert (fetched.ok, fetched.error, fetched.http_status) == (False, error, status)
    assert fetched.duration is None


async def test_headers_of_an_error_are_kept(sim: Simulator, media: MediaServer) -> None:
    media.replies["/a.mp3"] = answer(b"", "text/plain", "403 Forbidden", X_Why="no")
    assert (await fetch(sim, media.url("/a.mp3"))).http_headers == (
        "Content-Type: text/plain\r\nContent-Length: 0\r\nX-Why: no"
    )


async def test_nobody_listens(sim: Simulator) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        uri = f"http://127.0.0.1:{closed.getsockname()[1]}/a.mp3"
        assert (await fetch(sim, uri)).error is FetchError.REFUSED


async def test_https_to_a_port_that_talks_http(sim: Simulator, media: MediaServer) -> None:
    assert (await fetch(sim, media.url("/a.mp3").replace("http:", "https:"))).error is FetchError.TLS


async def test_a_host_nobody_knows(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"fetch_hosts": frozenset({"nowhere.invalid"})})
    assert (await fetch(sim, "http://nowhere.invalid/a.mp3")).error is FetchError.NO_DNS


async def test_a_file_is_streamed_while_it_is_made(sim: Simulator, media: MediaServer) -> None:
    """No length, but an end: what text-to-speech servers send."""
    body = wav(1)
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:100], body[100:])) + b"0\r\n\r\n"
    media.replies["/say.wav"] = head("audio/wav", Transfer_Encoding="chunked") + chunks
    fetched = await fetch(sim, media.url("/say.wav"))
    assert (fetched.duration, fetched.is_stream) == (pytest.approx(1), False)


# What is asked at all


@pytest.mark.parametrize(
    ("uri", "url"),
    [
        ("http://127.0.0.1/a.mp3", "http://127.0.0.1/a.mp3"),
        ("HTTP://localhost/a.mp3", "HTTP://localhost/a.mp3"),
        ("https://localhost:8443/a.mp3", "https://localhost:8443/a.mp3"),
        ("x-rincon-mp3radio://127.0.0.1:8000/x?y", "http://127.0.0.1:8000/x?y"),
        ("x-rincon-mp3radio://http://127.0.0.1/x", "http://127.0.0.1/x"),
        ("x-rincon-mp3radio:http://127.0.0.1/x", "http://127.0.0.1/x"),
        ("aac://127.0.0.1/x", "http://127.0.0.1/x"),
    ],
)
def test_url_of(uri: str, url: str) -> None:
    assert fetching.url_of(uri) == url
    assert fetching.may_fetch(Household().add("Kitchen"), uri)


@pytest.mark.parametrize(
    "uri",
    [
        "", "x-rincon-mp3radio:", "x-rincon-mp3radio", "x-sonosapi-stream:s1?sid=254", "x-rincon-queue:R#0", "file:///a",
        "http://", "http:///a.mp3", "http://[::1/a.mp3", "http://192.0.2.1/a.mp3", "http://example.org/a.mp3",
        "http://127.0.0.1.example.org/a.mp3", "http://127.0.0.1@example.org/a.mp3", "http://2130706433/a.mp3",
        "x-file-cifs://127.0.0.1/a.mp3",
    ],
)  # fmt: skip
def test_plays_as_declared(uri: str) -> None:
    assert not fetching.may_fetch(Household().add("Kitchen"), uri)


@pytest.mark.parametrize("hosts", [{"media.lan"}, {"*"}, ["media.lan"]])
def test_given_hosts(hosts: object) -> None:
    player = Household().add("Kitchen")
    player.override(fetch_hosts=hosts)
    assert fetching.may_fetch(player, "http://Media.LAN:8123/a.mp3")
    player.override(fetch_media=False)
    assert not fetching.may_fetch(player, "http://media.lan/a.mp3")


def test_given_networks() -> None:
    player = Household().add("Kitchen")
    player.override(fetch_hosts={"172.16.0.0/12", "fd00::/8"})
    allowed = ("172.17.0.2", "192.168.0.1", "[fd00::1]", "[fe80::1]", "media.lan")
    assert [fetching.may_fetch(player, f"http://{host}/a.mp3") for host in allowed] == [True, False, True, False, False]


def test_never_fetches_without_a_network() -> None:
    player = Household().add("Kitchen")
    assert fetching.fetch(player, "http://127.0.0.1/a.mp3", lambda fetched: None) is None


def test_ok_means_no_error() -> None:
    fetched = Fetched("http://127.0.0.1/a.mp3")
    assert (fetched.ok, replace(fetched, error=FetchError.HTTP).ok) == (True, False)
