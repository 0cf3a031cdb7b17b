"""PNG files, as far as generated pictures need them: RGB, eight bits, no interlace."""

from __future__ import annotations

import struct
import zlib

MIME = "image/png"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB = 2


def render_png(width: int, height: int, pixels: bytes) -> bytes:
    """A picture of ``width`` x ``height`` pixels, three bytes each, row by row.

    Raises ValueError when ``pixels`` are too many or too few.
    """
    row = 3 * width
    if len(pixels) != row * height or not pixels:
        raise ValueError(f"{len(pixels)} bytes for {width} x {height} pixels of three bytes")
    lines = b"".join(b"\0" + pixels[at : at + row] for at in range(0, len(pixels), row))
    header = struct.pack(">IIBBBBB", width, height, 8, _RGB, 0, 0, 0)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(lines, level=6)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
