"""Titles between the bytes of a stream, however the network cuts it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonos_sim.wire.icy import IcyReader, parse_title
from tests.support.media import icy_block

INTERVAL = 10
TITLES = ["A - It's one", "", "Zwei ♥", "x" * 300]
STREAM = b"".join(b"\xff" * INTERVAL + icy_block(title) for title in TITLES) + b"\xff" * INTERVAL + b"\0" + b"\xff" * 4


@given(st.lists(st.integers(0, len(STREAM)), max_size=20))
def test_titles_come_whole_however_the_stream_is_cut(cuts: list[int]) -> None:
    reader = IcyReader(INTERVAL)
    edges = [0, *sorted(cuts), len(STREAM)]
    found = [title for start, end in pairwise(edges) for title in reader.feed(STREAM[start:end])]
    assert found == TITLES
    assert reader.blocks == len(TITLES) + 1


@pytest.mark.parametrize(
    ("block", "title"),
    [
        (b"StreamTitle='a'; b';StreamUrl='';", "a'; b"),
        (b"StreamTitle='caf\xe9';", "café"),
        ("StreamTitle='café';".encode(), "café"),
        (b"StreamUrl='http://x';\0\0", None),
        (b"StreamTitle='cut", None),
        (b"\0\0\0", None),
    ],
)
def test_titles(block: bytes, title: str | None) -> None:
    assert parse_title(block) == title


def test_an_interval_is_needed() -> None:
    with pytest.raises(ValueError, match="icy-metaint"):
        IcyReader(0)


@given(st.binary(max_size=300))
def test_never_fails(data: bytes) -> None:
    reader = IcyReader(1)
    assert all(isinstance(title, str) for title in reader.feed(data))
