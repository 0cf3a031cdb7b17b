"""What programs do with a group: queue, transport, favourites, library, alarms, announcements."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest
from sonos_client import Category, MediaKind, MediaObject, NotFoundError, UnsupportedError, UPnPError, metadata
from sonos_client.didl import Resource
from sonos_client.markup import escape
from sonos_client.services import AVTransportChange
from sonos_client.services.enums import PlayMode, TransportState

from sonos_sim.household.library import Library
from sonos_sim.household.library_generator import GeneratedSongs
from tests.support.client import until
from tests.support.playing import CLIP, STATION, fill, uri_of

if TYPE_CHECKING:
    from sonos_client import Group

    from sonos_sim import Player, Simulator
    from tests.client.conftest import Connect, Fake
    from tests.conftest import Simulate

DIDL = (
    '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/" '
    'xmlns:r="urn:schemas-rinconnetworks-com:metadata-1-0/" xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/">{}'
    "</DIDL-Lite>"
)


def track(title: str, *, uri: str = "") -> MediaObject:
    return MediaObject(
        id=f"S:{title}",
        title=title,
        upnp_class="object.item.audioItem.musicTrack",
        resources=(Resource(uri or uri_of(title)),),
    )


async def start(simulate: Simulate, connect: Connect, *rooms: str) -> tuple[Simulator, Player, Group]:
    """A simulator, its first player, and the client's group of it."""
    simulator = await simulate(*(rooms or ("Kitchen",)))
    player = simulator.players[0]
    household = await connect(simulator)
    await household.listening()
    return simulator, player, household[player.uuid].group


async def titles(group: Group) -> str:
    return "".join([item.title async for item in group.queue])


async def test_the_queue(simulate: Simulate, connect: Connect) -> None:
    _, _, group = await start(simulate, connect)
    queue = group.queue
    assert await queue.length() == 0
    await queue.clear()  # An empty one is no error.
    assert await queue.add(track("A")) == 1
    assert await queue.add(uri_of("B"), metadata("B")) == 2
    assert await queue.add(track("C"), position=1) == 1
    assert await titles(group) == "CAB"
    assert await queue.add_all([track(letter) for letter in "defghijklmnopqrstu"]) == 18
    assert await titles(group) == "CABdefghijklmnopqrstu"
    assert await queue.add_all([track("X"), track("Y")], position=2) == 2
    assert (await titles(group))[:5] == "CXYAB"
    await queue.move(1, before=4, count=1)
    assert (await titles(group))[:5] == "XYCAB"
    await queue.remove(2, 2)
    assert (await titles(group))[:4] == "XABd"
    page = await queue.page(start=1, count=2)
    assert ([item.title for item in page.objects], page.total, page.start) == (["A", "B"], await queue.length(), 1)
    playlist = await queue.save("Best & worst")
    assert [item.title async for item in group.household.library.browse(playlist)][:2] == ["X", "A"]
    await queue.clear()
    assert await queue.length() == 0
    with pytest.raises(UPnPError, match="NOT_ENQUEUEABLE"):
        await queue.save("nothing")


async def test_names_that_hurt_survive_the_queue(simulate: Simulate, connect: Connect) -> None:
    _, player, group = await start(simulate, connect)
    name = "<b> & \"q\" 'a' 🎵 שלום"
    await group.queue.add_all([track(name, uri="x-file-cifs://nas/a b&c.mp3")])
    (item,) = [item async for item in group.queue]
    assert item.title == name
    assert player.queue.tracks[0].uri == "x-file-cifs://nas/a%20b&c.mp3"


async def test_transport(simulate: Simulate, connect: Connect) -> None:
    simulator, player, group = await start(simulate, connect)
    fill(player, "A", "B", "C")
    await group.queue.play(2)
    assert await group.state() is TransportState.PLAYING
    await group.seek(timedelta(minutes=1))
    await simulator.clock.advance(seconds=5)
    now = await group.now_playing()
    assert (now.number, now.position, now.duration) == (2, timedelta(seconds=65), timedelta(seconds=200))
    assert now.track is not None
    assert (now.track.title, now.track.creator) == ("B", "Artist")
    assert await group.next() is True
    assert (await group.now_playing()).number == 3
    assert await group.next() is False
    await group.previous()
    assert (await group.now_playing()).number == 2
    await group.pause()
    assert await group.state() is TransportState.PAUSED_PLAYBACK
    await group.stop()
    await group.set_play_mode(PlayMode.SHUFFLE)
    assert await group.play_mode() is PlayMode.SHUFFLE
    await group.set_crossfade(True)
    assert await group.crossfade() is True
    await group.set_sleep_timer(timedelta(minutes=5))
    assert await group.sleep_timer() == timedelta(minutes=5)
    await group.set_sleep_timer(None)
    assert await group.sleep_timer() is None


async def test_transport_events(simulate: Simulate, connect: Connect) -> None:
    simulator, player, group = await start(simulate, connect)
    fill(player, "A", "B")
    async with group.watch(AVTransportChange) as changes:
        first = await anext(changes)
        assert (first.initial, first.transport_state, first.number_of_tracks) == (True, TransportState.STOPPED, 2)
        await group.play()
        while (await anext(changes)).transport_state is not TransportState.PLAYING:
            pass
        await simulator.clock.advance(seconds=201)
        change = await anext(changes)
        assert (change.current_track, change.current_track_duration) == (2, timedelta(seconds=200))


async def test_a_stream(simulate: Simulate, connect: Connect) -> None:
    _, player, group = await start(simulate, connect)
    await group.play_uri("http://radio.example/live", title="Radio & co", radio=True)
    assert player.transport.source.uri == STATION
    now = await group.now_playing()
    assert (now.state, now.duration) == (TransportState.PLAYING, None) or now.duration == timedelta(0)
    media = await group.coordinator.services.av_transport.get_media_info()
    assert "Radio &amp; co" in media.current_uri_meta_data


async def test_volume_of_a_group(simulate: Simulate, connect: Connect) -> None:
    simulator, kitchen, group = await start(simulate, connect, "Kitchen", "Office")
    household = group.household
    await household["Office"].join(household["Kitchen"])
    await simulator.settle()
    await household["Kitchen"].set_volume(10)
    await household["Office"].set_volume(30)
    assert await group.volume() == 20
    await group.set_volume(40)
    assert (kitchen.rendering.volume, simulator["Office"].rendering.volume) == (30, 50)
    await household["Kitchen"].set_volume(10)
    await group.set_volume(40)
    # The present ratio is kept, not that of the time before.
    assert (kitchen.rendering.volume, simulator["Office"].rendering.volume) == (20, 60)
    assert await group.adjust_volume(-40) == 0
    await group.set_mute(True)
    assert await household["Office"].mute() is True


async def test_favourites(simulate: Simulate, connect: Connect) -> None:
    _, player, group = await start(simulate, connect)
    content = group.coordinator.services.content_directory

    async def create(title: str, uri: str, inner: str) -> None:
        item = (
            f'<item id="" parentID="FV:2" restricted="false"><dc:title>{escape(title)}</dc:title>'
            "<upnp:class>object.itemobject.item.sonos-favorite</upnp:class>"
            f'<res protocolInfo="x:*:*:*">{escape(uri)}</res><r:type>instantPlay</r:type>'
            f"<r:resMD>{escape(inner)}</r:resMD></item>"
        )
        await content.create_object("FV:2", DIDL.format(item))

    await create("A station", STATION, metadata("A station", "object.item.audioItem.audioBroadcast"))
    await create(
        "B & C", "x-rincon-cpcontainer:1006206cx?sid=9", metadata("B & C", "object.container.playlistContainer")
    )
    station, playlist = [favourite async for favourite in group.household.library.favourites()]
    assert (station.title, station.kind, playlist.title) == ("A station", MediaKind.FAVOURITE, "B & C")
    await group.play_favourite(station)
    assert player.transport.source.uri == STATION
    await group.play_favourite(playlist)
    assert player.transport.source.uri == group.queue.uri
    assert await group.queue.length() > 1
    assert await group.state() is TransportState.PLAYING
    await group.household.library.delete(station)
    assert await group.household.library.count(Category.FAVOURITES) == 1
    with pytest.raises(UnsupportedError, match="shortcut"):
        await group.play_favourite(MediaObject("FV:2/9", title="Mixes"))


async def test_browsing_a_large_library(simulate: Simulate, connect: Connect) -> None:
    _, player, group = await start(simulate, connect)
    player.household.content.set_library(Library([GeneratedSongs(tracks=2500)]), player)
    player.override(browse_cap=300)
    library = group.household.library
    # Fewer than asked for are returned: paging goes by what was.
    found = [song.id async for song in library.browse(Category.TRACKS, page=1000)]
    assert (len(found), len(set(found))) == (2500, 2500)
    assert await library.count(Category.TRACKS) == 2500
    page = await library.page(Category.TRACKS, 2490, 100)
    assert (len(page.objects), page.total) == (10, 2500)
    assert (await library.page(Category.TRACKS, 9999)).objects == ()
    album = await anext(library.browse(Category.ALBUMS))
    assert album.kind is MediaKind.ALBUM
    songs = [song async for song in library.browse(album)]
    assert songs
    assert all(song.kind is MediaKind.TRACK for song in songs)
    again = await library.object(album.id)
    assert again is not None
    assert again.title == album.title
    await group.queue.add(album)
    assert await group.queue.length() == len(songs)
    artist = await anext(library.browse(Category.ALBUM_ARTISTS))
    hits = [hit.title async for hit in library.search(Category.ALBUM_ARTISTS, artist.title.split()[0])]
    assert artist.title in hits
    with pytest.raises(UPnPError, match="NO_SUCH_OBJECT"):
        await anext(library.browse("A:NONE"))


async def test_playlists(simulate: Simulate, connect: Connect) -> None:
    _, _, group = await start(simulate, connect)
    library = group.household.library
    playlist = await library.create_playlist("Mine")
    assert await library.add_to_playlist(playlist, uri_of("A"), metadata("A")) == 1
    assert await library.add_to_playlist(playlist, uri_of("B"), metadata("B")) == 2
    assert [item.title async for item in library.browse(playlist)] == ["A", "B"]
    assert [item.title async for item in library.playlists()] == ["Mine"]
    await library.delete(playlist)
    assert [item async for item in library.playlists()] == []


async def test_alarms(simulate: Simulate, connect: Connect) -> None:
    _, _, group = await start(simulate, connect)
    alarms = group.household.alarms
    assert await alarms.list() == ()
    made = await alarms.create(group.coordinator, time(6, 30), duration=timedelta(minutes=30), recurrence="WEEKDAYS")
    (listed,) = await alarms.list()
    assert replace(listed, program_metadata=made.program_metadata) == made
    await alarms.update(replace(made, enabled=False, start=time(7), recurrence="ON_06"))
    changed = await alarms.get(made.id)
    assert (changed.enabled, changed.start, changed.days) == (False, time(7), {0, 6})
    with pytest.raises(UPnPError, match="DUPLICATE_ALARM"):
        await alarms.create(group.coordinator, time(7))
    await alarms.delete(made)
    assert await alarms.list() == ()
    with pytest.raises(UPnPError, match="NO_SUCH_ALARM"):
        await alarms.delete(made.id)
    with pytest.raises(NotFoundError):
        await alarms.get(made.id)


async def playing(player: Player, uri: str) -> None:
    await until(lambda: player.transport.source.uri == uri and player.transport.state == "PLAYING")


async def test_announcing_and_going_on(simulate: Simulate, connect: Connect) -> None:
    simulator, player, group = await start(simulate, connect)
    fill(player, "A", "B", "C")
    await group.queue.play(2)
    await group.set_play_mode(PlayMode.REPEAT_ALL)
    await simulator.clock.advance(seconds=50)
    announcement = asyncio.create_task(group.announce(CLIP, title="Door bell", volume=60))
    await playing(player, CLIP)
    assert player.rendering.volume == 60
    await simulator.clock.advance(minutes=4)
    assert await announcement is True
    now = await group.now_playing()
    assert (now.state, now.number, now.position) == (TransportState.PLAYING, 2, timedelta(seconds=50))
    assert (player.rendering.volume, await group.play_mode()) == (20, PlayMode.REPEAT_ALL)


async def test_an_announcement_where_an_output_is_fixed(simulate: Simulate, connect: Connect) -> None:
    simulator, player, group = await start(simulate, connect)
    player.rendering.fix_output(True)
    announcement = asyncio.create_task(group.announce(CLIP, volume=60))
    await playing(player, CLIP)
    await simulator.clock.advance(minutes=4)
    assert await announcement is True
    assert player.rendering.volume == 100


async def test_an_announcement_somebody_interrupts(simulate: Simulate, connect: Connect) -> None:
    simulator, player, group = await start(simulate, connect)
    fill(player, "A")
    await group.queue.play()
    announcement = asyncio.create_task(group.announce(CLIP, volume=60))
    await playing(player, CLIP)
    await group.play_uri(STATION, title="Radio")
    await simulator.settle()
    assert await announcement is False
    assert (player.transport.source.uri, player.rendering.volume) == (STATION, 20)


async def test_an_announcement_that_cannot_be_fetched(simulate: Simulate, connect: Connect, fake: Fake) -> None:
    _, player, group = await start(simulate, connect)
    fill(player, "A")
    nobody = await fake()
    await nobody.stop()
    assert await group.announce(f"http://{nobody.address}/gone.mp3") is False
    assert player.transport.source.uri == group.queue.uri


async def test_a_snapshot_of_silence(simulate: Simulate, connect: Connect) -> None:
    _, player, group = await start(simulate, connect)
    fill(player, "A", "B")
    await group.seek_track(2)
    snapshot = await group.snapshot()
    await group.play_uri(STATION, title="Radio")
    await group.coordinator.set_volume(77)
    await snapshot.restore()
    now = await group.now_playing()
    assert (now.state, now.number, player.rendering.volume) == (TransportState.STOPPED, 2, 20)
