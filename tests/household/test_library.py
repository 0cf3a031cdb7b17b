from __future__ import annotations

import wave
from typing import TYPE_CHECKING

import pytest
from mutagen.easyid3 import EasyID3

from sonos_sim import Clock, Household
from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household.browsing import Tree
from sonos_sim.household.library import Library
from sonos_sim.household.library_generator import NAMES_THAT_HURT, GeneratedSongs
from sonos_sim.household.library_sources import FolderOfFiles
from sonos_sim.household.media import Track
from tests.support.library import SONGS, stock

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def kitchen():
    return Household(seed=7, clock=Clock.stopped()).add("Kitchen")


# Made-up libraries


@pytest.mark.parametrize("tracks", [1, 7, 500])
def test_a_library_has_as_many_tracks_as_asked(tracks):
    assert len(Library([GeneratedSongs(tracks=tracks)]).songs) == tracks


def test_a_library_has_as_many_albums_as_asked():
    songs = Library([GeneratedSongs(albums=3)]).songs
    assert len({song.folder for song in songs}) == 3
    assert set(NAMES_THAT_HURT) <= {name for song in songs for name in (song.title, song.album, song.artist)}


def test_the_seed_decides():
    assert GeneratedSongs(tracks=200, seed=1).read() == GeneratedSongs(tracks=200, seed=1).read()
    assert GeneratedSongs(tracks=200, seed=1).read() != GeneratedSongs(tracks=200, seed=2).read()
    assert GeneratedSongs(tracks=200, seed=1).read()[0] == GeneratedSongs(tracks=300, seed=1).read()[0][:200]


def test_every_file_of_a_large_library_has_its_own_path_and_is_found_by_its_uri():
    library = Library([GeneratedSongs(tracks=20_000, seed=3)])
    assert len({song.path.casefold() for song in library.songs}) == 20_000
    for song in library.songs[::97]:
        assert library.song_for(song.uri) is song
        assert len(song.uri) <= 1024
    assert library.song_for("x-file-cifs://nas/music/none.mp3") is None
    assert library.song_for("http://nas/music/none.mp3") is None


def test_every_song_is_in_each_part_of_the_index():
    library = Library([GeneratedSongs(tracks=300)])
    for root, branch in library.roots.items():
        below = [song for child in branch.branches.values() for song in child.songs] if branch.fields else branch.tracks
        assert sorted(below) == sorted(library.songs), root


def test_a_household_is_generated_with_a_library():
    household = Household.generate(rooms=["Kitchen"], seed=7, library=40)
    assert len(household.content.library.songs) == 40
    assert household.content.versions["ShareListUpdateID"] == f"{household['Kitchen'].uuid},1"
    again = Household.generate(rooms=["Kitchen"], seed=7, library=40)
    assert again.content.library.songs == household.content.library.songs


# A folder of audio files

FRAME = bytes.fromhex("fffb9000") + bytes(413)
"""An MPEG 1 layer III frame of silence, 128 kbit/s at 44.1 kHz: 26 ms."""


def mp3(path: Path, frames: int = 77, **tags: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(FRAME * frames)
    if tags:
        audio = EasyID3()
        for name, value in tags.items():
            audio[name] = value
        audio.save(path)


@pytest.fixture
def music(tmp_path):
    mp3(
        tmp_path / "Owls" / "01 a&b.mp3",
        title="A & B",
        artist="Owls",
        album="Night",
        albumartist="Various",
        genre="Folk",
        composer="C",
        tracknumber="3/12",
    )
    mp3(tmp_path / "untagged.mp3")
    (tmp_path / "broken.flac").write_bytes(b"fLaC and nothing more")
    (tmp_path / "empty.mp3").write_bytes(b"")
    (tmp_path / "cover.jpg").write_bytes(b"\xff\xd8")
    with wave.open(str(tmp_path / "Owls" / "bell.wav"), "wb") as bell:
        bell.setparams((1, 2, 8000, 0, "NONE", ""))
        bell.writeframes(bytes(16000))
    (tmp_path / "Owls" / "mix.m3u").write_text(
        "\ufeff#EXTM3U\n#EXTINF:2,B\nbell.wav\r\n\n../untagged.mp3\n../../../etc/passwd\nhttp://x/y.mp3\n01 a&b.mp3\n"
    )
    return tmp_path


def test_a_folder_is_read_with_its_tags(music):
    songs, playlists = FolderOfFiles(music, "//nas/real").read()
    tagged, bell, plain = songs[1], songs[2], songs[0]
    assert tagged[:10] == ("//nas/real", "Owls", "01 a&b.mp3", "A & B", "Owls", "Night", "Various", "Folk", "C", 3)
    assert tagged.duration == pytest.approx(2.0, abs=0.1)
    assert (plain.title, plain.artist, plain.folder, plain.number) == ("untagged", "", "", None)
    assert (bell.title, bell.duration) == ("bell", 1.0)
    assert len(songs) == 3
    assert [(p.folder, p.file, p.songs) for p in playlists] == [("Owls", "mix.m3u", (bell, plain, tagged))]


def test_a_folder_shows_as_a_share(kitchen, music):
    kitchen.household.content.set_library(Library([FolderOfFiles(music, "//nas/real")]), kitchen)
    tree = Tree(kitchen)
    assert [node.title for node in tree.children("S://nas/real").page(0, 10)] == ["Owls", "untagged"]
    assert [node.title for node in tree.children("A:ALBUMARTIST").page(0, 10)] == ["Various"]
    track = kitchen.household.content.track_for("x-file-cifs://nas/real/Owls/01%20a%26b.mp3")
    assert (track.title, track.album_artist, track.number) == ("A & B", "Various", 3)


def test_an_update_of_the_index_finds_what_is_new_and_what_is_gone(kitchen, music):
    content = kitchen.household.content
    content.set_library(Library([FolderOfFiles(music, "//nas/real")]), kitchen)
    assert [song.title for song in content.library.songs] == ["untagged", "A & B", "bell"]
    (music / "untagged.mp3").unlink()
    mp3(music / "Owls" / "01 a&b.mp3", frames=154, title="Longer name")
    mp3(music / "new.mp3", title="New")
    content.refresh_index(kitchen, "")
    assert len(content.library.songs) == 3
    kitchen.household.clock.advance(seconds=kitchen.behaviour.index_time)
    assert [song.title for song in content.library.songs] == ["New", "Longer name", "bell"]


def test_files_that_have_not_changed_are_not_opened_again(music, monkeypatch):
    folder = FolderOfFiles(music)
    first = folder.read()
    monkeypatch.setattr(FolderOfFiles, "_opened", lambda self, file: pytest.fail(f"{file} is opened again"))
    assert folder.read() == first


def test_a_folder_that_is_gone_is_empty(tmp_path):
    assert FolderOfFiles(tmp_path / "none").read() == ([], [])


# Containers

OWLS = "x-file-cifs://nas/music/The%20Owls/"


@pytest.mark.parametrize(
    ("uri", "titles"),
    [
        ("x-rincon-playlist:RINCON_X#A:ALBUM/Night%20%5blive%5d", ["First & <foremost>", "Second"]),
        ("x-rincon-playlist:RINCON_X#A:ARTIST/The%20Owls/", ["First & <foremost>", "Owl Song", "Second"]),
        ("x-rincon-playlist:RINCON_X#A:GENRE/Rock/The%20Owls/Day", ["Owl Song"]),
        (
            "x-rincon-playlist:RINCON_X#A:TRACKS",
            ["First & <foremost>", "Howl", "Owl Song", "Second", "Sowl \U0001f989"],
        ),
        ("x-rincon-playlist:RINCON_X#S://nas/music/The%20Owls", ["Owl Song", "First & <foremost>", "Second"]),
        ("#S://nas/music/The%20Owls/Day/01%20Owl%20Song.mp3", ["Owl Song"]),
        ("#S://nas/music/lists/best%20of.m3u", ["Owl Song", "Second"]),
        ("x-file-cifs://nas/music/lists/best%20of.m3u", ["Owl Song", "Second"]),
        ("file:///jffs/settings/savedqueues.rsq#0", ["one", "two"]),
        ("x-rincon-playlist:RINCON_X#SQ:0", ["one", "two"]),
    ],
)
def test_containers_expand_to_their_tracks(kitchen, uri, titles):
    stock(kitchen)
    content = kitchen.household.content
    content.saved_queues.create("P", [Track("http://h/1.mp3", "one"), Track("http://h/2.mp3", "two")], kitchen)
    assert [track.title for track in content.expand(uri, kitchen)] == titles


@pytest.mark.parametrize(
    "uri", [f"{OWLS}Day/01%20Owl%20Song.mp3", "http://h/a.mp3", "x-sonosapi-stream:s1", "", "x-rincon:R"]
)
def test_what_is_no_container(kitchen, uri):
    stock(kitchen)
    assert kitchen.household.content.expand(uri, kitchen) is None


@pytest.mark.parametrize(
    "uri",
    ["x-rincon-playlist:R#A:ALBUM", "x-rincon-playlist:R#A:ALBUM/Nope", "x-rincon-playlist:R#S://nas/none", "#zz:1",
     "x-rincon-playlist:R", "file:///jffs/settings/savedqueues.rsq#5", "#SQ:5", "x-file-cifs://nas/none.m3u"],
)  # fmt: skip
def test_containers_that_are_not_there_are_804(kitchen, uri):
    stock(kitchen)
    with pytest.raises(UPnPError) as error:
        kitchen.household.content.expand(uri, kitchen)
    assert error.value.code == 804


def test_containers_of_services_have_tracks_of_the_seeds_making(kitchen):
    content = kitchen.household.content
    album = "x-rincon-cpcontainer:1004206cspotify%3aalbum%3a5NmEc?sid=9&flags=8300&sn=7"
    tracks = content.expand(album, kitchen)
    assert len(tracks) == kitchen.behaviour.service_container_tracks
    assert tracks == content.expand(album, kitchen)
    assert all(
        t.uri.startswith("x-sonos-spotify:spotify%3atrack%3a") and "?sid=9&flags=8300&sn=7" in t.uri for t in tracks
    )
    assert all(track.title and track.creator and track.duration and "s=1" in track.art_uri for track in tracks)
    other = content.expand("x-rincon-cpcontainer:1006006cplaylist_1", kitchen)
    assert other[0].uri.startswith("x-sonos-http:")
    kitchen.override(service_container_tracks=3)
    assert len(content.expand("x-sonosapi-show:p1", kitchen)) == 3


def test_what_the_library_knows_of_a_file(kitchen):
    stock(kitchen)
    track = kitchen.household.content.track_for(f"{OWLS}Night%20%5BLive%5D/01%20First%20%26%20%3Cforemost%3E.mp3")
    assert track == SONGS[1].track(1)
    assert (track.title, track.duration, track.number) == ("First & <foremost>", 61.0, 1)
    assert kitchen.household.content.track_for("x-sonosapi-stream:s1") is None
