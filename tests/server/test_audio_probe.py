"""What the bytes of a file tell, whole, in part, or broken."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonos_sim.server.audio_probe import AudioFacts, probe
from tests.support.media import mp3, tagged_mp3, wav


def mp4(seconds: int) -> bytes:
    """The atoms a reader needs, the sound before them, as files have it that were not made for streaming."""

    def atom(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I4s", len(data) + 8, name) + data

    mdhd = atom(b"mdhd", struct.pack(">IIIIIHH", 0, 0, 0, 1000, seconds * 1000, 0, 0))
    hdlr = atom(b"hdlr", bytes(8) + b"soun" + bytes(13))
    trak = atom(b"trak", atom(b"mdia", mdhd + hdlr))
    return atom(b"ftyp", b"M4A \0\0\0\0") + atom(b"mdat", bytes(200_000)) + atom(b"moov", trak)


@pytest.mark.parametrize(
    ("data", "seconds"), [(wav(3), 3), (mp3(30), 30), (tagged_mp3(30, "T", "A"), 30), (mp4(77), 77)]
)
def test_from_both_ends_as_from_the_whole(data: bytes, seconds: float) -> None:
    whole = probe(data)
    assert whole is not None
    assert whole.duration == pytest.approx(seconds, rel=0.01)
    assert probe(data[:9000], len(data), data[-4000:]) == whole


def test_tags() -> None:
    facts = probe(tagged_mp3(1, "Ä <b>", "A & B"))
    assert facts is not None
    assert (facts.title, facts.creator, facts.album) == ("Ä <b>", "A & B", "")


@pytest.mark.parametrize("data", [b"", b"no audio", b"RIFF", b"\x89PNG\r\n\x1a\n", b"OggS" + bytes(400), bytes(5000)])
def test_no_audio(data: bytes) -> None:
    assert probe(data) is None


def test_a_length_that_lies_takes_no_memory() -> None:
    """An atom of 3 GB inside a file that says it has 4: no parser is given that much."""
    huge = struct.pack(">I4s", 12, b"ftyp") + b"M4A " + struct.pack(">I4s", 3_000_000_000, b"moov") + bytes(100)
    assert probe(huge, 4_000_000_000) is None


@given(
    st.binary(max_size=400),
    st.integers(0, 2**40),
    st.sampled_from([b"", b"ID3\x03", b"RIFF\0\0\0\0WAVEfmt ", b"fLaC", b"OggS"]),
)
def test_never_fails(data: bytes, size: int, magic: bytes) -> None:
    assert isinstance(probe(magic + data, size, data[:50]), AudioFacts | None)
