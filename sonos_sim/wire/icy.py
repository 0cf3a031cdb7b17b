"""ICY: the titles that radio servers put between the bytes of a stream."""

from __future__ import annotations

import re

_TITLE = re.compile(rb"StreamTitle='(.*?)';(?=\s*(?:\w+=|\0|$))", re.DOTALL)
"""A title may hold quotes, and nobody escapes them: it ends where a next field, the filling or the end comes."""
_UNIT = 16
"""The length byte of a metadata block counts units of 16 bytes."""


class IcyReader:
    """Takes the bytes of a stream as they come and finds the titles between them.

    ``interval`` is what the server's ``icy-metaint`` says: that many bytes of sound before each block. It keeps no
    sound and at most one block (4080 bytes).
    """

    def __init__(self, interval: int) -> None:
        if interval < 1:
            raise ValueError(f"icy-metaint is {interval}; there are bytes of sound between blocks")
        self.blocks = 0
        """Blocks that came so far, empty ones too."""
        self._interval = interval
        self._sound_left = interval
        self._block_left = 0
        self._block = bytearray()

    def feed(self, data: bytes) -> list[str]:
        """The titles that end in ``data``; an empty block says nothing new and gives none."""
        titles = []
        at = 0
        while at < len(data):
            if self._sound_left > 0:
                skipped = min(self._sound_left, len(data) - at)
                self._sound_left -= skipped
                at += skipped
            elif self._block_left == 0:
                self._block_left = data[at] * _UNIT
                at += 1
                if self._block_left == 0:
                    self._end_block()
            else:
                part = data[at : at + self._block_left]
                self._block += part
                self._block_left -= len(part)
                at += len(part)
                if self._block_left == 0:
                    if (title := parse_title(bytes(self._block))) is not None:
                        titles.append(title)
                    self._end_block()
        return titles

    def _end_block(self) -> None:
        self.blocks += 1
        self._block.clear()
        self._sound_left = self._interval


def parse_title(block: bytes) -> str | None:
    """StreamTitle of a metadata block, UTF-8 or else Latin-1; None if it has none."""
    match = _TITLE.search(block)
    if match is None:
        return None
    try:
        return match[1].decode("utf-8")
    except UnicodeDecodeError:
        return match[1].decode("latin-1")
