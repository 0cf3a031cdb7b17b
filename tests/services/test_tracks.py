from __future__ import annotations

import pytest

from sonos_sim import Clock, Household
from sonos_sim.household.media import MUSIC_TRACK, Track
from sonos_sim.services.protocol_info import protocol_info
from sonos_sim.services.tracks import client_track, listed_track, track_item
from tests.support.library import SONGS, stock

SPOTIFY = "x-sonos-spotify:spotify%3atrack%3a1?sid=9&flags=8224&sn=7"


@pytest.fixture
def kitchen():
    return Household(seed=7, clock=Clock.stopped()).add("Kitchen")


def test_the_metadata_of_a_client_makes_a_track(kitchen):
    metadata = (
        '<DIDL-Lite><item id="00032020x"><res protocolInfo="x-rincon-playlist:*:*:*" duration="0:01:05">u</res>'
        "<dc:title>T</dc:title><dc:creator>C</dc:creator><upnp:album>A</upnp:album><r:albumArtist>AA</r:albumArtist>"
        "<upnp:originalTrackNumber>4</upnp:originalTrackNumber><desc>SA_RINCON2311_</desc></item></DIDL-Lite>"
    )
    assert client_track(kitchen.household, SPOTIFY, metadata) == Track(
        SPOTIFY, "T", "C", "A", "AA", 4, 65.0,
        "/getaa?s=1&u=x-sonos-spotify%3aspotify%253atrack%253a1%3fsid%3d9%26flags%3d8224%26sn%3d7",
        item_id="00032020x", descriptor="SA_RINCON2311_",
    )  # fmt: skip


def test_metadata_that_is_none_tells_nothing(kitchen):
    track = client_track(kitchen.household, "http://h/a/b.mp3?x=/1", "NOT_IMPLEMENTED")
    assert track == Track("http://h/a/b.mp3?x=/1", "b.mp3", upnp_class=MUSIC_TRACK)


def test_the_library_knows_better_than_the_client(kitchen):
    stock(kitchen)
    track = client_track(kitchen.household, SONGS[0].uri, "<item><title>Lie</title></item>")
    assert track == SONGS[0].track(1)


def test_the_current_track_shows_more_than_one_in_a_list():
    track = Track("x-file-cifs://h/a.mp3", "T", "C", "A", "AA", 4, 65.0, "/art")
    current = track_item(track, is_current=True)
    assert (current.duration, current.stream_content, current.album_artist) == ("0:01:05", "", "AA")
    listed = listed_track(track, "Q:0/1", "Q:0")
    assert "duration" not in listed
    assert "albumArtist" not in listed
    assert 'duration="0:01:05"' in listed_track(Track(SPOTIFY, "T", duration=65.0), "Q:0/1", "Q:0")


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("x-file-cifs://h/a.FLAC", "x-file-cifs:*:audio/flac:*"),
        ("x-file-cifs://h/a.m3u", "x-file-cifs:*:audio/mpegurl:*"),
        ("http://h/a.mp3?b=c.ogg", "http-get:*:audio/mpeg:*"),
        (SPOTIFY, "sonos.com-spotify:*:audio/x-spotify:*"),
        ("file:///jffs/settings/savedqueues.rsq#1", "file:*:audio/mpegurl:*"),
        ("x-rincon-playlist:R#A:ALBUM/x", "x-rincon-playlist:*:*:*"),
        ("X-Rincon-CpContainer:1", "x-rincon-cpcontainer:*:*:*"),
    ],
)
def test_protocols(uri, expected):
    assert protocol_info(uri) == expected
