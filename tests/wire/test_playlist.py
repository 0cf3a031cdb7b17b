"""Playlists as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonos_sim.wire.playlist import Playlist, PlaylistEntry, parse_playlist

BASE = "http://host/dir/list.m3u"


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        (
            "a.mp3\n\n# a comment\n/b.mp3\nhttp://other/c.mp3",
            ["http://host/dir/a.mp3", "http://host/b.mp3", "http://other/c.mp3"],
        ),
        (
            "#EXTM3U\r\n#EXTINF:12,A, B\r\na.mp3\r\nb.mp3\r\n",
            [("http://host/dir/a.mp3", "A, B", 12.0), "http://host/dir/b.mp3"],
        ),
        ("#EXTINF:-1 tvg-id=x,Live\n../a", [("http://host/a", "Live", None)]),
        (
            "\ufeff[playlist]\nNumberOfEntries=1\nLength10=7\nFile10=z\nFILE2=a\nTitle3=lost\n",
            ["http://host/dir/a", ("http://host/dir/z", "", 7.0)],
        ),
        ("http://[broken\n//host2/a", ["http://host2/a"]),
        ("", []),
        ("#EXTM3U", []),
        ("[playlist]", []),
    ],
)
def test_entries(text: str, entries: list[str | tuple[str, str, float | None]]) -> None:
    wanted = tuple(PlaylistEntry(e) if isinstance(e, str) else PlaylistEntry(*e) for e in entries)
    assert parse_playlist(text, BASE) == Playlist(wanted)


def test_segments() -> None:
    segments = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n1.ts\n#EXTINF:3.5,\n2.ts\n"
    live = parse_playlist(segments, BASE)
    assert (live.is_segments, live.is_complete, live.duration) == (True, False, None)
    whole = parse_playlist(segments + "#EXT-X-ENDLIST\n", BASE)
    assert (whole.is_segments, whole.is_complete, whole.duration) == (True, True, 7.5)


@given(st.text(alphabet=st.sampled_from("#EXTINF:,1-.9e[playlist]File=Title=Length\n\r http://[]:@?x"), max_size=200))
def test_never_fails(text: str) -> None:
    playlist = parse_playlist(text, BASE)
    assert all(entry.url for entry in playlist.entries)
    assert all(entry.duration is None or entry.duration > 0 for entry in playlist.entries)
