"""What a player asks of the network when it plays: the interface between playback and the sockets.

Playback calls :func:`fetch`; without a fetcher (a household that is not on the network), for a URI that is nothing
to fetch, or a host the player may not ask, it answers None, and the source plays as its metadata declares it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sonos_sim.household.player import Player

STREAM_SCHEMES = frozenset({"x-rincon-mp3radio", "aac", "hls-radio"})
"""Schemes of radio streams; what they name is asked for with http, or with the http URL that follows the scheme."""
_FILE_SCHEMES = frozenset({"http", "https"})
ANY_HOST = "*"


class FetchError(StrEnum):
    """Why a medium could not be had."""

    NO_DNS = "no_dns"
    """The name of the host is unknown."""
    REFUSED = "refused"
    """No connection, or it broke before an answer came."""
    TLS = "tls"
    """The certificate or the handshake is bad, also https to a port that talks http."""
    TIMEOUT = "timeout"
    HTTP = "http"
    """An answer other than 200 or 206; see ``http_status``."""
    TYPE = "type"
    """An answer that is no audio and no playlist."""
    PLAYLIST = "playlist"
    """A playlist without an entry, or playlists and redirects that lead to ever further ones."""
    FORBIDDEN = "forbidden"
    """A redirect or a playlist leads to a host that the player may not ask."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of a fetch: what there is to play, or why not."""

    uri: str
    """The http(s) URL that was opened in the end, after redirects and playlists."""
    mime: str = ""
    """The type, without parameters, such as ``audio/mpeg``."""
    duration: float | None = None
    """Seconds; None for a stream without end, or when the bytes do not tell."""
    is_stream: bool = False
    """Whether it has no end: it stays open until the fetch is cancelled."""
    title: str = ""
    """From the tags of a file or the entry of a playlist."""
    creator: str = ""
    album: str = ""
    station: str = ""
    """The name that a radio stream gives itself (``icy-name``)."""
    mirrors: int = 1
    """Entries of the playlist that led here."""
    error: FetchError | None = None
    http_status: int = 0
    """The last HTTP status; 0: no answer."""
    http_headers: str = ""
    """The headers of an answer with an error, ``Name: value`` a line."""

    @property
    def ok(self) -> bool:
        """Whether there is something to play."""
        return self.error is None


class Fetcher(Protocol):
    """Asks the network; the simulator gives one to a household that it serves."""

    def fetch(
        self, player: Player, uri: str, done: Callable[[Fetched], None], on_title: Callable[[str], None]
    ) -> Callable[[], None]:
        """Begin to fetch ``uri`` as ``player`` would; returns what cancels it, harmless at any time.

        ``done`` is called once, later and never from within this call, unless cancelled before; after it ``on_title``
        with each title that a radio stream tells. A stream, or a file that comes slowly, stays open until it ends or is
        cancelled: whoever stops playing it or plays something else has to cancel it.
        """
        ...


def fetch(
    player: Player, uri: str, done: Callable[[Fetched], None], on_title: Callable[[str], None] = lambda title: None
) -> Callable[[], None] | None:
    """Begin to fetch ``uri`` if ``player`` may; see :meth:`Fetcher.fetch`. None: it plays as declared."""
    fetcher = player.household.fetcher
    if fetcher is None or not may_fetch(player, uri):
        return None
    return fetcher.fetch(player, uri, done, on_title)


def may_fetch(player: Player, uri: str) -> bool:
    """Whether ``player`` asks the network for ``uri``: its scheme, ``fetch_media`` and ``fetch_hosts`` decide."""
    return player.behaviour.fetch_media and _is_allowed(url_of(uri), player.behaviour.fetch_hosts)


def url_of(uri: str) -> str:
    """The http(s) URL that is asked for ``uri``; empty if it is nothing to fetch."""
    scheme, colon, rest = uri.partition(":")
    scheme = scheme.lower()
    if scheme in _FILE_SCHEMES:
        return uri
    if scheme not in STREAM_SCHEMES or not colon:
        return ""
    # Clients write x-rincon-mp3radio://host/path and x-rincon-mp3radio://http://host/path (SoCo, noson).
    nested = rest.removeprefix("//")
    if nested.partition(":")[0].lower() in _FILE_SCHEMES:
        return nested
    return f"http:{rest}" if rest.startswith("//") else ""


def is_radio(uri: str) -> bool:
    """Whether ``uri`` has the scheme of a radio stream."""
    return uri.partition(":")[0].lower() in STREAM_SCHEMES


def _is_allowed(url: str, hosts: Collection[str]) -> bool:
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return False
    if not host:
        return False
    if host == "localhost" or ANY_HOST in hosts or host in hosts:
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or any(address in ip_network(entry, strict=False) for entry in hosts if "/" in entry)
