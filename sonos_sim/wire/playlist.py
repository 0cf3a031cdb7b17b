"""Playlists of files and stations: M3U, extended M3U, PLS, and the playlists of HLS."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

PLAYLIST_TYPES = frozenset(
    {
        "audio/mpegurl", "audio/x-mpegurl", "application/mpegurl", "application/x-mpegurl", "audio/scpls",
        "audio/x-scpls", "application/pls+xml", "application/vnd.apple.mpegurl",
    }
)  # fmt: skip
PLAYLIST_ENDINGS = (".m3u", ".m3u8", ".pls")

_PLS_ENTRY = re.compile(r"^(file|title|length)(\d+)\s*=\s*(.*)$", re.IGNORECASE)
_EXTINF = re.compile(r"^#EXTINF:\s*(-?\d+(?:\.\d+)?)[^,]*(?:,(.*))?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlaylistEntry:
    """One line of a playlist that can be played."""

    url: str
    title: str = ""
    duration: float | None = None
    """Seconds; None if the playlist does not tell."""


@dataclass(frozen=True, slots=True)
class Playlist:
    """What a playlist says."""

    entries: tuple[PlaylistEntry, ...]
    is_segments: bool = False
    """Whether its entries are the segments of one HLS medium rather than things to choose from."""
    is_complete: bool = True
    """Whether an HLS medium has an end; a live one has none."""

    @property
    def duration(self) -> float | None:
        """Seconds of all segments together; None for a live medium."""
        known = [entry.duration for entry in self.entries if entry.duration is not None]
        return sum(known) if self.is_complete and len(known) == len(self.entries) else None


def parse_playlist(text: str, base: str) -> Playlist:
    """The playlist ``text`` that came from the URL ``base``; relative entries are resolved against that.

    Never fails: a text without entries gives a playlist without entries.
    """
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines()]
    if any(line.lower() == "[playlist]" for line in lines):
        return Playlist(_pls(lines, base))
    is_segments = any(line.startswith(("#EXT-X-TARGETDURATION", "#EXT-X-MEDIA-SEQUENCE")) for line in lines)
    return Playlist(_m3u(lines, base), is_segments, not is_segments or "#EXT-X-ENDLIST" in lines)


def _m3u(lines: list[str], base: str) -> tuple[PlaylistEntry, ...]:
    entries: list[PlaylistEntry] = []
    title, duration = "", None
    for line in lines:
        if (info := _EXTINF.match(line)) is not None:
            title, duration = (info[2] or "").strip(), _seconds(info[1])
        elif line and not line.startswith("#"):
            entries.append(PlaylistEntry(_join(base, line), title, duration))
            title, duration = "", None
    return tuple(entry for entry in entries if entry.url)


def _pls(lines: list[str], base: str) -> tuple[PlaylistEntry, ...]:
    found: dict[int, dict[str, str]] = {}
    for line in lines:
        if (match := _PLS_ENTRY.match(line)) is not None:
            found.setdefault(int(match[2]), {})[match[1].lower()] = match[3].strip()
    entries = (
        PlaylistEntry(_join(base, item.get("file", "")), item.get("title", ""), _seconds(item.get("length", "")))
        for _, item in sorted(found.items())
        if item.get("file")
    )
    return tuple(entry for entry in entries if entry.url)


def _join(base: str, line: str) -> str:
    try:
        return urljoin(base, line)
    except ValueError:
        return ""


def _seconds(text: str) -> float | None:
    """A length; -1 and 0 mean that it is unknown or endless."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 < seconds < float("inf") else None
