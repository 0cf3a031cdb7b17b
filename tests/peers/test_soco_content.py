"""SoCo's music library, favourites and playlists against the simulator."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from soco.data_structures import DidlMusicAlbum, DidlMusicArtist, DidlMusicTrack, DidlResource, DidlSameArtist
from soco.exceptions import FavoritesAlreadyAddedError, FavoritesFullError, SoCoUPnPException

from sonos_sim import Clock
from sonos_sim.household.favourites import Favourite
from sonos_sim.household.library import Library
from sonos_sim.household.library_generator import GeneratedSongs
from sonos_sim.household.media import Track
from tests.support.library import stock

STATION = "x-sonosapi-stream:s1?sid=254&flags=32"
STATION_METADATA = (
    '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/" '
    'xmlns:r="urn:schemas-rinconnetworks-com:metadata-1-0/" xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/">'
    '<item id="F00090020s1" parentID="L" restricted="true"><dc:title>FM</dc:title>'
    "<upnp:class>object.item.audioItem.audioBroadcast</upnp:class>"
    '<desc id="cdudn" nameSpace="urn:schemas-rinconnetworks-com:metadata-1-0/">SA_RINCON65031_</desc>'
    "</item></DIDL-Lite>"
)


@pytest.fixture
def simulator(start):
    simulator = start("Kitchen", "Office", clock=Clock.stopped())
    stock(simulator["Kitchen"])
    return simulator


@pytest.fixture
def soco(simulator, speakers):
    return speakers(simulator)["Kitchen"]


def test_every_kind_of_list_is_parsed(simulator, soco):
    content, kitchen = simulator.household.content, simulator["Kitchen"]
    content.radio.create("FM", STATION, kitchen)
    content.shows.create("Show", "x-sonosapi-show:p1", kitchen)
    content.favourites.create(Favourite("F", STATION, STATION_METADATA), kitchen)
    content.saved_queues.create("P", [Track("x-sonos-http:1.mp4", "t")], kitchen)
    sizes = {
        kind: len(soco.music_library.get_music_library_information(kind))
        for kind in soco.music_library.SEARCH_TRANSLATION
    }
    assert sizes == {
        "artists": 3, "album_artists": 3, "albums": 3, "genres": 3, "composers": 1, "tracks": 5, "playlists": 1,
        "share": 1, "sonos_playlists": 1, "categories": 7, "sonos_favorites": 1, "radio_stations": 1, "radio_shows": 1,
    }  # fmt: skip


def test_titles_and_art_come_through(soco):
    album = soco.music_library.get_albums(full_album_art_uri=True)[0]
    assert isinstance(album, DidlMusicAlbum)
    assert (album.title, album.creator) == ("Day", "The Owls")
    assert album.album_art_uri.startswith(f"http://{soco.ip_address}:1400/getaa?u=x-file-cifs%3a%2f%2fnas")
    track = soco.music_library.get_tracks(search_term="foremost")[0]
    assert isinstance(track, DidlMusicTrack)
    assert (track.title, track.album, track.original_track_number) == ("First & <foremost>", "Night [Live]", 1)


def test_paging_through_a_large_library(simulator, soco):
    simulator.household.content.set_library(Library([GeneratedSongs(tracks=2300)]), simulator["Kitchen"])
    everything = soco.music_library.get_tracks(complete_result=True)
    assert (len(everything), everything.total_matches) == (2300, 2300)
    page = soco.music_library.get_tracks(start=1200, max_items=50)
    assert (page.number_returned, page.total_matches) == (50, 2300)
    assert [track.item_id for track in page] == [track.item_id for track in everything][1200:1250]
    artists = soco.music_library.get_artists(complete_result=True)
    assert {artist.title for artist in artists} == {s.artist for s in simulator.household.content.library.songs}


@pytest.mark.parametrize("name", ["The Owls", "Öwl'n, Co.", "A+B: 100%"])
def test_albums_of_an_artist_and_tracks_of_an_album(soco, name):
    albums = soco.music_library.get_albums_for_artist(name)
    assert albums
    assert all(isinstance(album, DidlMusicAlbum) for album in albums)
    for album in albums:
        tracks = soco.music_library.get_tracks_for_album(name, album.title)
        assert tracks
        assert {(track.creator, track.album) for track in tracks} == {(name, album.title)}


def test_search(soco):
    assert [a.title for a in soco.music_library.get_artists(search_term="öwl")] == ["Öwl'n, Co."]
    assert [t.title for t in soco.music_library.search_track("The Owls", track="sec")] == ["Second"]
    assert [t.title for t in soco.music_library.search_track("the owls", "Night [Live]", "f")] == ["First & <foremost>"]
    assert len(soco.music_library.search_track("Nobody")) == 0
    assert len(soco.music_library.get_albums(search_term="zzz")) == 0


def test_browsing_from_item_to_item(soco):
    artist = next(a for a in soco.music_library.get_artists() if a.title == "The Owls")
    assert isinstance(artist, DidlMusicArtist)
    everything, day, _ = soco.music_library.browse(artist)
    assert isinstance(everything, DidlSameArtist)
    assert [t.title for t in soco.music_library.browse(day)] == ["Owl Song"]
    assert [t.title for t in soco.music_library.browse(everything)] == ["First & <foremost>", "Owl Song", "Second"]
    (share,) = soco.music_library.get_music_library_information("share")
    assert "lists" in [folder.title for folder in soco.music_library.browse(share)]
    assert [i.title for i in soco.music_library.browse_by_idstring("albums", "/Day")] == ["Howl", "Owl Song"]


def test_shares(soco):
    assert soco.music_library.list_library_shares() == ["//nas/music"]
    soco.music_library.delete_library_share("//nas/music")
    assert soco.music_library.list_library_shares() == []
    assert len(soco.music_library.get_tracks()) == 0


def test_updating_the_library(simulator, soco):
    library = soco.music_library
    assert library.album_artist_display_option == "WMP"
    assert library.library_updating is False
    library.start_library_update("ITUNES")
    assert library.library_updating is True
    simulator.clock.advance(minutes=1)
    assert library.library_updating is False
    assert library.album_artist_display_option == "ITUNES"
    last = soco.contentDirectory.GetLastIndexChange()["LastIndexChange"]
    assert datetime.strptime(last, "F%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC) > datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_favourites_are_added_renamed_and_removed(simulator, soco):
    album = soco.music_library.get_albums()[0]
    created = soco.favorites.add(album, description="By <them>, & others")
    with pytest.raises(FavoritesAlreadyAddedError):
        soco.favorites.add(album)
    (shown,) = soco.music_library.get_sonos_favorites()
    assert (shown.item_id, shown.title, shown.description) == (created.item_id, "Day", "By <them>, & others")
    assert shown.reference.item_id == album.item_id
    assert shown.resources[0].uri == album.resources[0].uri
    soco.favorites.rename(shown, "A, B & <C>")
    soco.favorites.update(created, description="new")
    (shown,) = soco.music_library.get_sonos_favorites()
    assert (shown.title, shown.description) == ("A, B & <C>", "new")
    soco.favorites.remove(shown)
    assert len(soco.music_library.get_sonos_favorites()) == 0
    with pytest.raises(SoCoUPnPException, match="701"):
        soco.favorites.remove(shown)
    simulator["Kitchen"].override(favorites_limit=0)
    with pytest.raises(FavoritesFullError):
        soco.favorites.add(album)


def test_an_artist_of_a_service_becomes_a_shortcut(soco):
    artist = DidlMusicArtist("Somebody", "parent", "10050024artist", desc="SA_RINCON2311_X_#Svc2311-0-Token")
    created = soco.favorites.add(artist)
    (shown,) = soco.music_library.get_sonos_favorites()
    assert (shown.item_id, shown.title, shown.type) == (created.item_id, "Somebody", "shortcut")
    assert shown.resources == []


def test_stations_shows_and_favourites_of_the_old_interface(simulator, soco):
    content, kitchen = simulator.household.content, simulator["Kitchen"]
    content.radio.create("FM & more", STATION, kitchen)
    content.shows.create("Show", "x-sonosapi-show:p1", kitchen)
    content.favourites.create(Favourite("F", STATION, STATION_METADATA), kitchen)
    (station,) = soco.music_library.get_favorite_radio_stations()
    assert (station.title, station.resources[0].uri) == ("FM & more", STATION)
    (show,) = soco.music_library.get_favorite_radio_shows()
    assert (show.title, show.resources[0].uri) == ("Show", "x-sonosapi-show:p1")
    (favourite,) = soco.music_library.get_sonos_favorites()
    assert (favourite.reference.title, favourite.reference.desc) == ("FM", "SA_RINCON65031_")
    assert favourite.reference.resources[0].uri == STATION


def test_playlists_are_listed_and_browsed(simulator, soco):
    saved, kitchen = simulator.household.content.saved_queues, simulator["Kitchen"]
    tracks = [Track(f"x-sonos-http:{n}.mp4?sid=1", f"t{n}", duration=61.0, art_uri=f"/a{n}") for n in range(3)]
    saved.create("Zoo", [], kitchen)
    saved.create("Ark", tracks, kitchen)
    playlists = soco.get_sonos_playlists()
    assert [(p.item_id, p.title) for p in playlists] == [("SQ:1", "Ark"), ("SQ:0", "Zoo")]
    items = soco.music_library.browse(playlists[0])
    assert [(item.title, item.resources[0].duration) for item in items] == [(f"t{n}", "0:01:01") for n in range(3)]
    assert soco.get_sonos_playlist_by_attr("title", "Zoo").item_id == "SQ:0"
    soco.remove_sonos_playlist(playlists[1])
    assert [p.item_id for p in soco.get_sonos_playlists()] == ["SQ:1"]
    with pytest.raises(SoCoUPnPException, match="701"):
        soco.remove_sonos_playlist("SQ:0")


def test_the_queue_is_listed_with_its_size(simulator, soco):
    kitchen = simulator["Kitchen"]
    album = kitchen.household.content.expand("#A:ARTIST/The%20Owls/", kitchen)
    simulator.do(lambda: kitchen.queue.insert(album, 0, kitchen.shuffling, 1000))
    assert soco.queue_size == 3
    queue = soco.get_queue(full_album_art_uri=True)
    assert [track.title for track in queue] == ["First & <foremost>", "Owl Song", "Second"]
    assert all(track.creator and track.album and track.album_art_uri and track.resources for track in queue)
    assert isinstance(queue[0].resources[0], DidlResource)
    assert queue.update_id == 1
