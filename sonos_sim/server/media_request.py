"""One medium asked for as a player asks: headers, redirects, playlists, and only as much of it as is needed."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from sonos_sim.household.fetching import Fetched, FetchError, is_radio, may_fetch, url_of
from sonos_sim.server.audio_probe import AudioFacts, probe
from sonos_sim.wire.icy import IcyReader
from sonos_sim.wire.playlist import PLAYLIST_ENDINGS, PLAYLIST_TYPES, parse_playlist

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sonos_sim.household import Player

MAX_HOPS = 8
"""Redirects and playlists on the way to a medium (inferred)."""
MAX_PLAYLIST = 256 * 1024
"""Bytes of a playlist that are read (ours)."""
TAIL = 64 * 1024
"""Bytes at the end of a long file that are asked for: Ogg and MP4 keep there how long they are."""
_CHUNK = 16 * 1024
_PAUSE = 0.05
"""Real seconds between two reads of a stream: at most 320 kB a second, as much as any station sends."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AUDIO_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/ogg", "video/mp4"})
"""Types besides audio/* under which audio comes (inferred)."""
_UNTOLD_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream"})


class MediaRequest:
    """What one player asks for ``uri``; :meth:`open` it, read the :meth:`rest`, :meth:`close` it."""

    def __init__(self, player: Player, uri: str, session_for: Callable[[str], aiohttp.ClientSession]) -> None:
        self.player = player
        self.uri = uri
        self.bytes_read = 0
        """Bytes of the medium itself."""
        self.is_whole = False
        """Whether the medium came to its end."""
        self._session_for = session_for
        self._response: aiohttp.ClientResponse | None = None
        self._icy: IcyReader | None = None
        self._url = ""
        self._titles: list[str] = []

    async def open(self) -> Fetched:
        """Go to the medium and learn what it is; never raises for what a server does."""
        try:
            return await self._follow(url_of(self.uri))
        except TimeoutError:
            return self._failed(FetchError.TIMEOUT)
        except aiohttp.ClientConnectorDNSError:
            return self._failed(FetchError.NO_DNS)
        except aiohttp.ClientSSLError:
            return self._failed(FetchError.TLS)
        except (aiohttp.ClientError, OSError, ValueError):
            return self._failed(FetchError.REFUSED)

    async def rest(self) -> AsyncIterator[list[str]]:
        """Read on until the medium ends; yields the titles of each part, often none, those of the beginning first."""
        yield self._titles
        if self._response is None:
            return
        try:
            while part := await self._response.content.read(_CHUNK):
                yield self._took(part)
                await asyncio.sleep(_PAUSE)
        except (aiohttp.ClientError, OSError, TimeoutError):
            return  # the server broke off: the player plays on from what it has

    @property
    def awaits_title(self) -> bool:
        """Whether titles come with the stream, and none has come yet."""
        return self._icy is not None and self._icy.blocks == 0

    def close(self) -> None:
        """Hang up."""
        if self._response is not None:
            self._response.close()
            self._response = None

    # The way to the medium

    async def _follow(self, url: str) -> Fetched:
        mirrors, title = 1, ""
        for _ in range(MAX_HOPS):
            self._url = url
            if not may_fetch(self.player, url):
                return self._failed(FetchError.FORBIDDEN)
            response = await self._get(url)
            mime = response.content_type if "Content-Type" in response.headers else ""
            if response.status in _REDIRECTS and (location := response.headers.get("Location")):
                url = urljoin(url, location)
            elif response.status not in {200, 206}:
                return self._failed(FetchError.HTTP, response)
            elif not _is_playlist(mime, url):
                fetched = await self._open_medium(response, mime)
                return replace(fetched, title=fetched.title or title, mirrors=mirrors)
            else:
                playlist = parse_playlist(await self._read_text(response), url)
                if not playlist.entries:
                    return self._failed(FetchError.PLAYLIST, response)
                mirrors = len(playlist.entries)
                if playlist.is_segments:
                    return Fetched(
                        url, mime, playlist.duration, is_stream=not playlist.is_complete, http_status=response.status
                    )
                url, title = playlist.entries[0].url, playlist.entries[0].title
            self.close()
        return self._failed(FetchError.PLAYLIST)

    async def _get(self, url: str, **headers: str) -> aiohttp.ClientResponse:
        session = self._session_for(urlsplit(url).hostname or "")
        target = URL(url, encoded=url.isascii() and url.isprintable() and " " not in url)
        async with asyncio.timeout(self.player.behaviour.fetch_timeout):
            response = await session.get(
                target, headers=player_headers(self.player, self.uri) | headers, allow_redirects=False
            )
        if "Range" not in headers:
            self._response = response
        return response

    async def _read_text(self, response: aiohttp.ClientResponse) -> str:
        text = bytearray()
        async with asyncio.timeout(self.player.behaviour.fetch_timeout):
            while len(text) < MAX_PLAYLIST and (part := await response.content.read(_CHUNK)):
                text += part
        return text.decode("utf-8", "replace")

    # The medium

    async def _open_medium(self, response: aiohttp.ClientResponse, mime: str) -> Fetched:
        if not mime.startswith("audio/") and mime not in _AUDIO_TYPES:
            return self._failed(FetchError.TYPE, response)
        fetched = Fetched(self._url, mime, station=response.headers.get("icy-name", ""), http_status=response.status)
        interval = response.headers.get("icy-metaint", "")
        if interval.isdecimal() and int(interval) > 0:
            self._icy = IcyReader(int(interval))
        async with asyncio.timeout(self.player.behaviour.fetch_timeout):
            head = await response.content.read(_CHUNK)
        self._titles = self._took(head)
        if is_radio(self.uri):
            return replace(fetched, is_stream=True)
        size = response.content_length
        head = await self._read_file(response, head, size)
        if not self.is_whole and size is None:
            return replace(fetched, is_stream=True)
        tail = b"" if self.is_whole else await self._tail(response)
        facts = await asyncio.to_thread(probe, head, None if self.is_whole else size, tail)
        if facts is None and mime in _UNTOLD_TYPES:
            return self._failed(FetchError.TYPE, response)
        facts = facts or AudioFacts()
        return replace(fetched, duration=facts.duration, title=facts.title, creator=facts.creator, album=facts.album)

    async def _read_file(self, response: aiohttp.ClientResponse, head: bytes, size: int | None) -> bytes:
        """As much of a file as comes in ``fetch_patience`` and fits ``fetch_limit``."""
        behaviour = self.player.behaviour
        data = bytearray(head)
        self.is_whole = not head or len(data) == size
        try:
            async with asyncio.timeout(behaviour.fetch_patience):
                while not self.is_whole and len(data) < behaviour.fetch_limit:
                    part = await response.content.read(_CHUNK)
                    self._took(part)
                    data += part
                    self.is_whole = not part
        except TimeoutError:
            pass  # it comes slowly: the player begins with what is there
        return bytes(data)

    async def _tail(self, response: aiohttp.ClientResponse) -> bytes:
        if response.headers.get("Accept-Ranges") != "bytes" or (response.content_length or 0) <= TAIL:
            return b""
        last = await self._get(self._url, Range=f"bytes=-{TAIL}")
        try:
            async with asyncio.timeout(self.player.behaviour.fetch_patience):
                return await last.content.read(TAIL) if last.status == 206 else b""
        except TimeoutError:
            return b""
        finally:
            last.close()

    def _took(self, part: bytes) -> list[str]:
        self.bytes_read += len(part)
        return self._icy.feed(part) if self._icy is not None else []

    def _failed(self, error: FetchError, response: aiohttp.ClientResponse | None = None) -> Fetched:
        self.close()
        if response is None:
            return Fetched(self._url, error=error)
        headers = "\r\n".join(f"{name}: {value}" for name, value in response.headers.items())
        return Fetched(self._url, response.content_type, error=error, http_status=response.status, http_headers=headers)


def player_headers(player: Player, uri: str) -> dict[str, str]:
    """The headers a player sends (captured at 72.2, AirConnect#458).

    From which build on it sends the X-Sonos ones is inferred, and the hash is made up. Icy-MetaData is client-derived:
    AirConnect and others send titles only to players that ask for them.
    """
    profile = player.profile
    headers = {"CONNECTION": "close", "ACCEPT": "*/*", "USER-AGENT": profile.server_header}
    if profile.firmware.has_generation:
        digest = hashlib.sha256(player.household.muse_id.encode()).digest()
        headers |= {
            "X-Sonos-SWGen": str(profile.generation),
            "X-Sonos-Firmware": profile.software,
            "X-Sonos-Muse-Api": profile.firmware.release.api,
            "X-Sonos-Id-Hash": base64.b64encode(digest).decode(),
        }
    if is_radio(uri):
        headers["Icy-MetaData"] = "1"
    return headers


def _is_playlist(mime: str, url: str) -> bool:
    if mime in PLAYLIST_TYPES:
        return True
    return not mime.startswith("audio/") and urlsplit(url).path.lower().endswith(PLAYLIST_ENDINGS)
