"""What the bytes of an audio file tell: how long it is and what its tags say."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import mutagen

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_MOST_AT_ONCE = 16 * 1024 * 1024
"""Bytes that a parser may ask for at once: a malformed file may name any length."""


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """Facts about a file; empty or None where it does not tell."""

    duration: float | None = None
    """Seconds."""
    title: str = ""
    creator: str = ""
    album: str = ""


def probe(head: bytes, size: int | None = None, tail: bytes = b"") -> AudioFacts | None:
    """Facts about the file that begins with ``head`` and ends with ``tail``; None if it is no known audio.

    ``size`` is that of the whole file, without it ``head`` is all of it.
    """
    file = _PartialFile(head, len(head) if size is None else size, tail)
    try:
        found = mutagen.File(file, easy=True)
    except Exception:  # whatever a malformed file makes of a foreign parser, it is no known audio
        return None
    if found is None:
        return None
    length = getattr(found.info, "length", 0)
    return AudioFacts(
        length if length > 0 else None, *(_tag(found.tags, name) for name in ("title", "artist", "album"))
    )


def _tag(tags: Any, name: str) -> str:
    try:
        values = tags.get(name) if tags else None
    except (KeyError, ValueError):
        return ""
    return str(values[0]) if values else ""


class _PartialFile(io.RawIOBase):
    """A file of which only the ends are there; between them are zeros, which no parser takes for a frame."""

    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        super().__init__()
        self._head, self._size, self._tail = head[:size], size, tail[-size:] if size else b""
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise OSError("a place before the beginning")
        self._at = start + offset
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        count = max(0, self._size - self._at if size is None or size < 0 else min(size, self._size - self._at))
        if count > _MOST_AT_ONCE:
            raise OSError(f"{count} bytes at once")
        return super().read(count) or b""

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        count = max(0, min(len(view), self._size - self._at))
        view[:count] = self._slice(self._at, self._at + count)
        self._at += count
        return count

    def _slice(self, start: int, end: int) -> bytes:
        tail_at = max(len(self._head), self._size - len(self._tail))
        head = self._head[start:end]
        tail_from = max(start, tail_at)
        tail = self._tail[len(self._tail) - (self._size - tail_from) :][: end - tail_from] if tail_from < end else b""
        return head + bytes(end - start - len(head) - len(tail)) + tail
