from __future__ import annotations

import pytest

from sonos_sim import Household
from sonos_sim.household.file import validate
from tests.household.test_library import mp3

FILE = """
seed: 3
players: [{name: Kitchen}, {name: Office}]
library:
  generate: {albums: 3}
  folders: [{path: music}, {path: music/sub, share: //nas/sub}]
  albums:
    - {title: X, artist: "A/C", genre: Rock, tracks: [One, {title: Two, duration: 200.5, artist: Guest}]}
    - {title: Y, composer: C, tracks: [Three]}
  stations: [{title: FM, uri: "x-sonosapi-stream:s1?sid=254"}]
  shows: [{title: Show, uri: "x-sonosapi-show:p1"}]
  favourites:
    - {title: F, uri: "x-sonosapi-stream:s1?sid=254", metadata: "<DIDL-Lite/>", description: d}
    - {title: Cut, metadata: "<x/>", kind: shortcut, art_uri: "http://a/b.png"}
  playlists:
    - title: Mix
      tracks:
        - x-file-cifs://nas/albums/A_C/X/01%20-%20One.mp3
        - {uri: "http://h/a.mp3", title: t, creator: c, duration: 3}
        - "x-rincon-playlist:x#A:ALBUM/Y"
    - {title: Empty}
"""


@pytest.fixture
def load(tmp_path):
    mp3(tmp_path / "music" / "a.mp3", title="From a file")
    mp3(tmp_path / "music" / "sub" / "b.mp3", title="Below")

    def load(text: str) -> Household:
        (tmp_path / "home.yaml").write_text(text)
        return Household.load(tmp_path / "home.yaml")

    return load


def test_a_file_declares_what_there_is_to_play(load):
    content = load(FILE).content
    songs = {song.title: song for song in content.library.songs}
    assert content.library.shares == ["//nas/albums", "//nas/music", "//nas/sub"]
    assert songs["From a file"].path == "//nas/music/a.mp3"
    two = songs["Two"]
    assert (two.artist, two.album_artist, two.album, two.genre, two.number) == ("Guest", "A/C", "X", "Rock", 2)
    assert two.duration == 200.5
    assert [(s.object_id, s.title) for s in content.radio] == [("R:0/0/0", "FM")]
    assert [(s.object_id, s.uri) for s in content.shows] == [("R:0/1/0", "x-sonosapi-show:p1")]
    assert [(f.object_id, f.title, f.kind) for f in content.favourites] == [
        ("FV:2/0", "F", "instantPlay"),
        ("FV:2/1", "Cut", "shortcut"),
    ]
    assert [track.title for track in content.saved_queues["SQ:0"].tracks] == ["One", "t", "Three"]
    assert content.saved_queues["SQ:1"].tracks == ()


def test_what_a_file_declares_has_not_changed_since_boot(load):
    household = load(FILE)
    assert [dict(player.update_counters.containers) for player in household.players.values()] == [{}, {}]
    assert household.content.versions["FavoritesUpdateID"] == f"{household['Kitchen'].uuid},2"


def test_saved_and_loaded_it_is_the_same(load, tmp_path):
    household = load(FILE)
    household.save(tmp_path / "again.yaml")
    again = Household.load(tmp_path / "again.yaml")
    assert again.content.library.songs == household.content.library.songs
    for name in ("radio", "shows", "favourites", "saved_queues"):
        assert list(getattr(again.content, name)) == list(getattr(household.content, name))
    again.save(tmp_path / "third.yaml")
    assert (tmp_path / "third.yaml").read_text() == (tmp_path / "again.yaml").read_text()


def test_a_household_without_a_library_saves_none(load, tmp_path):
    load("players: [{name: Kitchen}]").save(tmp_path / "again.yaml")
    assert "library" not in (tmp_path / "again.yaml").read_text()


@pytest.mark.parametrize(
    ("library", "problem"),
    [
        ("{generate: {tracks: 0}}", "library.generate.tracks is 0; it must be a whole number from 1 up"),
        ("{generate: {seed: 1}}", 'library.generate is {"seed": 1}; it must be a mapping with tracks or albums'),
        (
            "{generate: {albums: 1, share: /x}}",
            'library.generate.share is "/x"; it must be a share such as //nas/music',
        ),
        ("{folders: [{path: nope}]}", "library.folders[0].path is nope, and there is no such folder"),
        ("{station: []}", "library.station is unknown; did you mean stations?"),
        ("{stations: [{title: a}]}", "library.stations[0] lacks uri: text"),
        (
            "{favourites: [{title: F}]}",
            "library.favourites[0] cannot be: a favourite needs a title, and a URI or metadata",
        ),
        (
            "{favourites: [{title: F, uri: u}, {title: G, uri: u}]}",
            "library.favourites[1] cannot be: 'G' is a favourite already",
        ),
        (
            "{playlists: [{title: P, tracks: ['#A:ALBUM/x']}]}",
            "library.playlists[0] cannot be: 'A:ALBUM/x' is no container",
        ),
        (
            "{albums: [{title: X, tracks: []}]}",
            "library.albums[0].tracks is []; it must be a list of one or more titles",
        ),
    ],
)
def test_what_is_wrong_is_said(tmp_path, library, problem):
    path = tmp_path / "home.yaml"
    path.write_text(f"players: [{{name: Kitchen}}]\nlibrary: {library}")
    (found,) = validate(path)
    assert found.startswith(f"{path}: {problem}")


def test_a_library_needs_a_player(tmp_path):
    path = tmp_path / "home.yaml"
    path.write_text("players: []\nlibrary: {generate: {tracks: 1}}")
    assert validate(path) == (f"{path}: library is of a household without players",)
