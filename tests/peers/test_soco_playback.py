"""Unmodified SoCo plays music on the simulator: queue, playlists, modes, snapshots, share links, sources, events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from soco.data_structures import DidlAudioBroadcast, DidlItem, DidlMusicTrack, DidlObject, DidlResource
from soco.exceptions import SoCoSlaveException, SoCoUPnPException
from soco.plugins.sharelink import ShareLinkPlugin
from soco.snapshot import Snapshot

from sonos_sim import Clock
from sonos_sim.household import virtual_line_in
from sonos_sim.household.favourites import Favourite
from sonos_sim.household.media import Track
from tests.support.library import stock
from tests.support.playing import CLIP, STATION, tracks, uri_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import soco

    from sonos_sim import Simulator
    from tests.peers.conftest import Speakers, Start

WAIT = 5
SKIPPING = "x-sonosapi-radio:ST%3a1?sid=236&flags=8300&sn=2"


@pytest.fixture
def sim(start: Start) -> Simulator:
    return start("Kitchen", "Office", "Den:S6", "TV:S9", clock=Clock.stopped())


@pytest.fixture
def zones(sim: Simulator, speakers: Speakers) -> dict[str, soco.SoCo]:
    return speakers(sim)


@pytest.fixture
def kitchen(zones: dict[str, soco.SoCo]) -> soco.SoCo:
    return zones["Kitchen"]


def track(title: str) -> DidlMusicTrack:
    """An item as SoCo makes it."""
    resource = DidlResource(uri=uri_of(title), protocol_info="x-file-cifs:*:audio/mpeg:*", duration="0:03:20")
    return DidlMusicTrack(
        title=title, parent_id="-1", item_id="-1", resources=[resource], creator="Artist", album="Album"
    )


def fill(zone: soco.SoCo, titles: str) -> None:
    zone.add_multiple_to_queue([track(title) for title in titles])


def queued(zone: soco.SoCo) -> str:
    return "".join(item.title for item in zone.get_queue())


def state(zone: soco.SoCo) -> str:
    return zone.get_current_transport_info()["current_transport_state"]


def place(zone: soco.SoCo) -> tuple[int, str]:
    info = zone.get_current_track_info()
    return int(info["playlist_position"]), info["position"]


def error_of(verb: Callable[[], object]) -> str:
    with pytest.raises(SoCoUPnPException) as error:
        verb()
    return error.value.error_code


# Queue


def test_edits_the_queue(kitchen: soco.SoCo) -> None:
    assert kitchen.add_to_queue(track("A")) == 1
    assert kitchen.add_uri_to_queue(uri_of("B")) == 2
    assert kitchen.add_to_queue(track("C"), position=1) == 1
    assert kitchen.add_to_queue(track("D"), as_next=True) == 4
    assert (queued(kitchen), kitchen.queue_size) == ("CAB.mp3D", 4)
    kitchen.remove_from_queue(2)
    kitchen.add_multiple_to_queue([track(title) for title in "abcdefghijklmnopqrst"])
    assert queued(kitchen) == "CADabcdefghijklmnopqrst"
    kitchen.reorder_queue(0, 3, 23)
    assert queued(kitchen) == "abcdefghijklmnopqrstCAD"
    kitchen.move_in_queue(22, 0)
    assert queued(kitchen) == "DabcdefghijklmnopqrstCA"
    assert kitchen.remove_range_from_queue(1, 20) == kitchen.get_queue().update_id
    assert queued(kitchen) == "DCA"
    kitchen.clear_queue()
    assert kitchen.queue_size == 0
    assert error_of(kitchen.clear_queue) == "804"


def test_reads_the_queue_in_pages(kitchen: soco.SoCo) -> None:
    fill(kitchen, "ABCDEFG")
    page = kitchen.get_queue(start=2, max_items=3)
    assert [item.title for item in page] == list("CDE")
    assert (page.number_returned, page.total_matches) == (3, 7)
    assert [item.resources[0].uri for item in page] == [uri_of(title) for title in "CDE"]
    assert page[0].creator == "Artist"


def test_plays_from_the_queue(sim: Simulator, kitchen: soco.SoCo) -> None:
    fill(kitchen, "ABC")
    kitchen.play_from_queue(1)
    assert (state(kitchen), place(kitchen)) == ("PLAYING", (2, "0:00:00"))
    sim.clock.advance(seconds=30)
    info = kitchen.get_current_track_info()
    assert (info["title"], info["artist"], info["album"], info["duration"]) == ("B", "Artist", "Album", "0:03:20")
    assert (info["uri"], info["position"]) == (uri_of("B"), "0:00:30")
    kitchen.pause()
    assert state(kitchen) == "PAUSED_PLAYBACK"
    kitchen.play()
    kitchen.seek("0:02:00")
    assert place(kitchen) == (2, "0:02:00")
    kitchen.seek("0:00:10", track=2)
    assert place(kitchen) == (3, "0:00:10")
    kitchen.previous()
    kitchen.previous()
    assert place(kitchen) == (1, "0:00:00")
    assert error_of(kitchen.previous) == "711"
    kitchen.stop()
    assert state(kitchen) == "STOPPED"
    assert error_of(lambda: kitchen.seek(track=7)) == "711"
    assert error_of(kitchen.pause) == "701"
    kitchen.next()
    assert (state(kitchen), place(kitchen)) == ("STOPPED", (2, "0:00:00"))
    assert kitchen.available_actions == ["Set", "Stop", "Pause", "Play", "SeekTime", "Next", "Previous", "SeekTrackNr"]


@pytest.mark.parametrize(
    "mode", ["NORMAL", "REPEAT_ALL", "REPEAT_ONE", "SHUFFLE", "SHUFFLE_NOREPEAT", "SHUFFLE_REPEAT_ONE"]
)
def test_play_modes(kitchen: soco.SoCo, mode: str) -> None:
    fill(kitchen, "ABC")
    kitchen.play_from_queue(0)
    kitchen.play_mode = mode
    assert kitchen.play_mode == mode
    assert queued(kitchen) == "ABC"


def test_shuffle_repeat_and_crossfade(kitchen: soco.SoCo) -> None:
    fill(kitchen, "ABC")
    kitchen.play_from_queue(0)
    kitchen.shuffle, kitchen.repeat = True, True
    assert kitchen.play_mode == "SHUFFLE"
    kitchen.repeat = "ONE"
    assert (kitchen.play_mode, kitchen.repeat) == ("SHUFFLE_REPEAT_ONE", "ONE")
    kitchen.cross_fade = True
    assert kitchen.cross_fade
    kitchen.play_uri(STATION, title="Radio")
    assert error_of(lambda: setattr(kitchen, "shuffle", False)) == "712"
    assert error_of(lambda: setattr(kitchen, "cross_fade", True)) == "800"


def test_the_sleep_timer(sim: Simulator, kitchen: soco.SoCo) -> None:
    fill(kitchen, "ABC")
    kitchen.play_from_queue(0)
    assert kitchen.get_sleep_timer() is None
    kitchen.set_sleep_timer(120)
    sim.clock.advance(seconds=20)
    assert kitchen.get_sleep_timer() == 100
    kitchen.set_sleep_timer(None)
    assert kitchen.get_sleep_timer() is None
    with pytest.raises(ValueError, match="sleep_time"):
        kitchen.set_sleep_timer(86400)
    kitchen.set_sleep_timer(60)
    sim.clock.advance(minutes=2)
    assert (state(kitchen), kitchen.volume) == ("PAUSED_PLAYBACK", 20)


# Playlists


def test_playlists(sim: Simulator, kitchen: soco.SoCo) -> None:
    fill(kitchen, "ABC")
    mine = kitchen.create_sonos_playlist_from_queue("Mine")
    empty = kitchen.create_sonos_playlist("Empty")
    assert [p.title for p in kitchen.get_sonos_playlists()] == ["Empty", "Mine"]
    kitchen.add_item_to_sonos_playlist(track("D"), mine)

    def listed() -> str:
        return "".join(item.title for item in kitchen.music_library.browse(mine))

    assert listed() == "ABCD"
    assert kitchen.reorder_sonos_playlist(mine, tracks=[0], new_pos=[1])["change"] == 0
    assert listed() == "BACD"
    kitchen.move_in_sonos_playlist(mine, track=3, new_pos=0)
    assert listed() == "DBAC"
    assert kitchen.remove_from_sonos_playlist(mine, track=1)["length"] == 3
    assert kitchen.reorder_sonos_playlist(mine, tracks="2,1,0", new_pos="0,1,2")["change"] == 0
    assert listed() == "CAD"
    assert kitchen.get_sonos_playlist_by_attr("title", "Mine").item_id == mine.item_id
    kitchen.clear_queue()
    assert kitchen.add_to_queue(kitchen.get_sonos_playlist_by_attr("title", "Mine")) == 1
    assert queued(kitchen) == "CAD"
    assert kitchen.clear_sonos_playlist(mine) == {"change": -3, "update_id": 7, "length": 0}
    assert kitchen.clear_sonos_playlist(empty)["change"] == 0
    assert kitchen.remove_sonos_playlist(mine)
    assert kitchen.remove_sonos_playlist(empty.item_id)
    assert len(kitchen.get_sonos_playlists()) == 0
    assert error_of(lambda: kitchen.remove_sonos_playlist("SQ:0")) == "701"
    kitchen.clear_queue()
    assert error_of(lambda: kitchen.create_sonos_playlist_from_queue("Nothing")) == "804"


# Sources


def test_plays_a_uri_to_its_end(sim: Simulator, kitchen: soco.SoCo) -> None:
    kitchen.play_uri(CLIP)
    assert (state(kitchen), kitchen.music_source) == ("PLAYING", "WEB_FILE")
    sim.clock.advance(seconds=180)
    assert state(kitchen) == "STOPPED"
    assert error_of(lambda: kitchen.play_uri("http://files.example/clip.aac")) == "714"


def test_radio(sim: Simulator, kitchen: soco.SoCo) -> None:
    kitchen.play_uri("http://radio.example/live", title="My <radio> & co", force_radio=True)
    assert kitchen.is_playing_radio
    assert kitchen.get_current_media_info() == {"uri": STATION, "channel": "My <radio> & co"}
    assert kitchen.available_actions == ["Set", "Stop", "Play"]
    sim.clock.advance(hours=8)
    assert place(kitchen) == (1, "8:00:00")
    assert error_of(lambda: kitchen.seek("0:00:10")) == "701"
    assert error_of(kitchen.next) == "701"
    kitchen.pause()
    assert state(kitchen) == "STOPPED"


def test_line_in_and_tv(zones: dict[str, soco.SoCo]) -> None:
    kitchen, tv = zones["Kitchen"], zones["TV"]
    kitchen.switch_to_line_in(zones["Den"])
    kitchen.play()
    assert kitchen.is_playing_line_in
    assert kitchen.music_source == "LINE_IN"
    assert kitchen.get_current_track_info()["duration"] == "NOT_IMPLEMENTED"
    kitchen.pause()
    assert state(kitchen) == "STOPPED"
    tv.switch_to_tv()
    tv.play()
    assert tv.is_playing_tv
    assert [error_of(verb) for verb in (tv.pause, tv.stop, tv.next)] == ["701"] * 3
    assert error_of(kitchen.switch_to_tv) == "714"
    fill(tv, "A")
    tv.play_from_queue(0)
    assert tv.music_source == "LIBRARY"


def test_airplay_ends_with_the_session(sim: Simulator, kitchen: soco.SoCo) -> None:
    player = sim["Kitchen"]
    sim.do(lambda: virtual_line_in.take_over(player, "airplay", Track("", "Song", "Singer", duration=200)))
    assert kitchen.music_source == "AIRPLAY"
    kitchen.pause()
    assert state(kitchen) == "PAUSED_PLAYBACK"
    kitchen.end_direct_control_session()
    assert (kitchen.music_source, state(kitchen)) == ("NONE", "STOPPED")


def test_favourites(sim: Simulator, kitchen: soco.SoCo) -> None:
    content, player = sim.household.content, sim["Kitchen"]
    stock(player)
    content.radio.create("FM", "x-sonosapi-stream:s1?sid=254&flags=32", player)
    station = kitchen.music_library.get_favorite_radio_stations()[0]
    kitchen.play_uri(station.resources[0].uri, title=station.title)
    assert kitchen.is_playing_radio
    saved = content.saved_queues.create("Mine", tracks(*"AB"), player)
    content.favourites.create(Favourite("My list", saved.uri, ""), player)
    favourite = kitchen.music_library.get_sonos_favorites()[0]
    assert kitchen.add_uri_to_queue(favourite.resources[0].uri) == 1
    album = kitchen.music_library.get_albums()[0]
    assert kitchen.add_to_queue(album) == 3
    kitchen.play_from_queue(2)
    assert kitchen.get_current_track_info()["album"] == album.title


@pytest.mark.parametrize(
    ("link", "scheme", "count"),
    [
        ("https://open.spotify.com/track/6NmXV4o6bmp704aPGyTVVG", "x-sonos-spotify", 1),
        ("https://music.apple.com/us/song/black-velvet/217503142", "x-sonos-http", 1),
        ("https://open.spotify.com/album/6wiUBliPe76YAVpNEdidpY", "x-sonos-spotify", 12),
        ("spotify:playlist:37i9dQZF1DX0XUsuxWHRQd", "x-sonos-spotify", 12),
        ("https://tidal.com/browse/album/157273956", "x-sonos-http", 12),
        ("https://www.deezer.com/en/playlist/5390258182", "x-sonos-http", 12),
        ("https://music.apple.com/us/album/amused-to-death/975952384", "x-sonos-http", 12),
    ],
)
def test_share_links(kitchen: soco.SoCo, link: str, scheme: str, count: int) -> None:
    plugin = ShareLinkPlugin(kitchen)
    assert plugin.is_share_link(link)
    assert plugin.add_share_link_to_queue(link) == 1
    items = kitchen.get_queue()
    assert len(items) == count
    assert all(item.resources[0].uri.startswith(scheme) and item.title for item in items)


def test_share_links_of_an_account_that_is_not_there(sim: Simulator, kitchen: soco.SoCo) -> None:
    sim.household.override(linked_services=frozenset({254}))
    link = "https://tidal.com/browse/album/157273956"
    assert error_of(lambda: ShareLinkPlugin(kitchen).add_share_link_to_queue(link)) == "800"


# Snapshots and groups


def announce(zone: soco.SoCo, sim: Simulator) -> None:
    zone.volume = 60
    zone.play_uri(CLIP)
    sim.clock.advance(seconds=5)


def test_a_snapshot_of_the_queue(sim: Simulator, kitchen: soco.SoCo) -> None:
    fill(kitchen, "ABC")
    kitchen.play_from_queue(1)
    kitchen.play_mode, kitchen.cross_fade = "REPEAT_ALL", True
    sim.clock.advance(seconds=42)
    with Snapshot(kitchen, snapshot_queue=True):
        announce(kitchen, sim)
        kitchen.clear_queue()
        fill(kitchen, "xy")
    assert queued(kitchen) in {"ABC", "A.mp3B.mp3C.mp3"}
    assert (state(kitchen), place(kitchen), kitchen.volume) == ("PLAYING", (2, "0:00:42"), 20)
    assert (kitchen.play_mode, kitchen.cross_fade) == ("REPEAT_ALL", True)


@pytest.mark.parametrize("was_playing", [True, False])
def test_a_snapshot_of_a_station(sim: Simulator, kitchen: soco.SoCo, was_playing: bool) -> None:
    kitchen.play_uri(STATION, title="Radio", start=was_playing)
    with Snapshot(kitchen):
        announce(kitchen, sim)
    assert state(kitchen) == ("PLAYING" if was_playing else "STOPPED")
    assert kitchen.get_current_media_info() == {"uri": STATION, "channel": "Radio"}
    assert kitchen.volume == 20


def test_a_snapshot_over_a_group(sim: Simulator, zones: dict[str, soco.SoCo]) -> None:
    kitchen, office = zones["Kitchen"], zones["Office"]
    fill(kitchen, "ABC")
    kitchen.play_from_queue(2)
    office.join(kitchen)
    office.volume = 33
    sim.clock.advance(seconds=10)
    shots = [Snapshot(zone) for zone in kitchen.group.members]
    assert sorted(shot.snapshot() for shot in shots) == [False, True]
    announce(kitchen, sim)
    office.volume = 70
    for shot in shots:
        shot.restore()
    assert (state(kitchen), place(kitchen)) == ("PLAYING", (3, "0:00:10"))
    assert (kitchen.volume, office.volume) == (20, 33)
    assert office.group.coordinator is kitchen


def test_members_leave_verbs_to_the_coordinator(sim: Simulator, zones: dict[str, soco.SoCo]) -> None:
    kitchen, office = zones["Kitchen"], zones["Office"]
    fill(kitchen, "AB")
    kitchen.play_from_queue(0)
    office.join(kitchen)
    with pytest.raises(SoCoSlaveException):
        office.pause()
    kitchen.pause()
    # A member says PLAYING whatever its group does.
    assert [state(kitchen), state(office)] == ["PAUSED_PLAYBACK", "PLAYING"]
    kitchen.play()
    sim.clock.advance(seconds=30)
    kitchen.unjoin()
    assert (state(kitchen), kitchen.get_current_track_info()["uri"]) == ("STOPPED", "")
    assert (state(office), place(office), queued(office)) == ("PLAYING", (1, "0:00:30"), "AB")


# Events


def events_of(zone: soco.SoCo, act: Callable[[], object]) -> list[dict[str, Any]]:
    """What the transport says while ``act`` is done, as SoCo parses it."""
    subscription = zone.avTransport.subscribe()
    try:
        seen = [subscription.events.get(timeout=WAIT).variables]
        act()
        while not seen or seen[-1].get("transport_state") not in {"PLAYING"}:
            seen.append(subscription.events.get(timeout=WAIT).variables)
    finally:
        subscription.unsubscribe()
    return seen


SCENES: dict[str, tuple[str, Callable[[Simulator, dict[str, soco.SoCo]], object], type, dict[str, object]]] = {
    "queue": (
        "Kitchen",
        lambda sim, zones: (fill(zones["Kitchen"], "AB"), zones["Kitchen"].play_from_queue(0)),
        DidlMusicTrack,
        {"current_track_uri": uri_of("A"), "next_track_uri": uri_of("B"), "number_of_tracks": "2"},
    ),
    "file": (
        "Kitchen",
        lambda sim, zones: zones["Kitchen"].play_uri(CLIP),
        DidlMusicTrack,
        {"current_track_uri": CLIP, "enqueued_transport_uri": CLIP, "current_valid_play_modes": "CROSSFADE"},
    ),
    "radio": (
        "Kitchen",
        lambda sim, zones: zones["Kitchen"].play_uri(STATION, title="T"),
        DidlItem,
        {
            "current_track_uri": STATION,
            "current_transport_actions": "Set, Stop, Play",
            "current_track_duration": "0:00:00",
        },
    ),
    "radio with skips": (
        "Kitchen",
        lambda sim, zones: zones["Kitchen"].play_uri(SKIPPING, title="T"),
        DidlItem,
        {"current_track_uri": SKIPPING, "current_transport_actions": "Set, Stop, Pause, Play, Next"},
    ),
    "line-in": (
        "Kitchen",
        lambda sim, zones: (zones["Kitchen"].switch_to_line_in(zones["Den"]), zones["Kitchen"].play()),
        DidlItem,
        {"current_transport_actions": "Set, Stop, Play", "current_track_duration": "", "current_valid_play_modes": ""},
    ),
    "tv": (
        "TV",
        lambda sim, zones: (zones["TV"].switch_to_tv(), zones["TV"].play()),
        DidlItem,
        {"current_transport_actions": "Set, Play", "current_track_duration": ""},
    ),
    "airplay": (
        "Kitchen",
        lambda sim, zones: sim.do(
            lambda: virtual_line_in.take_over(sim["Kitchen"], "airplay", Track("", "Song", "Singer"))
        ),
        DidlObject,
        {"number_of_tracks": "1"},
    ),
    "member": (
        "Office",
        lambda sim, zones: zones["Office"].join(zones["Kitchen"]),
        str,
        {"current_transport_actions": "Stop, Play", "current_valid_play_modes": "CROSSFADE", "current_track": "1"},
    ),
}


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("scene", SCENES)
def test_events_of_every_kind_of_source(sim: Simulator, zones: dict[str, soco.SoCo], scene: str) -> None:
    room, act, kind, expected = SCENES[scene]
    seen = events_of(zones[room], lambda: act(sim, zones))
    everything: dict[str, Any] = {}
    for variables in seen:
        everything |= variables
        if "transport_state" in variables:
            # Home Assistant reads these unasked whenever there is a state.
            assert {
                "current_play_mode", "current_track_uri", "current_track_meta_data", "enqueued_transport_uri",
                "enqueued_transport_uri_meta_data", "number_of_tracks", "current_crossfade_mode",
            } <= set(variables)  # fmt: skip
    assert {name: everything[name] for name in expected} == expected
    assert isinstance(everything["current_track_meta_data"], kind)
    if scene == "queue":
        assert everything["current_track_meta_data"].title == "A"
        assert everything["current_track_meta_data"].creator == "Artist"
        assert everything["next_track_meta_data"].title == "B"
    if scene in {"radio", "radio with skips"}:
        assert isinstance(everything["enqueued_transport_uri_meta_data"], DidlAudioBroadcast)
        assert everything["av_transport_uri_meta_data"].title == "T"
    if kind is not str and scene not in {"tv", "line-in", "airplay"}:
        assert [v["transport_state"] for v in seen][-2:] == ["TRANSITIONING", "PLAYING"]


@pytest.mark.usefixtures("threads")
def test_a_night_of_radio_and_an_alarm(sim: Simulator, kitchen: soco.SoCo) -> None:
    kitchen.play_uri(STATION, title="Radio")
    kitchen.set_sleep_timer(3600)
    subscription = kitchen.avTransport.subscribe()
    first = subscription.events.get(timeout=WAIT).variables
    assert (first["transport_state"], first["sleep_timer_generation"]) == ("PLAYING", "1")
    sim.clock.advance(hours=8)
    asleep = [subscription.events.get(timeout=WAIT).variables for _ in range(2)]
    assert [v.get("transport_state") for v in asleep] == [None, "STOPPED"]
    assert kitchen.volume == 20
    kitchen.avTransport.RunAlarm(
        [
            ("InstanceID", 0), ("AlarmID", 3), ("LoggedStartTime", "2026-01-01 20:00:00"), ("Duration", "00:10:00"),
            ("ProgramURI", "x-rincon-buzzer:0"), ("ProgramMetaData", ""), ("PlayMode", "NORMAL"), ("Volume", 30),
            ("IncludeLinkedZones", 0),
        ]
    )  # fmt: skip
    rings = [subscription.events.get(timeout=WAIT).variables for _ in range(2)]
    assert [v["transport_state"] for v in rings] == ["TRANSITIONING", "PLAYING"]
    assert (rings[0]["alarm_running"], rings[0]["alarm_id_running"]) == ("1", "3")
    sim.clock.advance(minutes=10)
    assert subscription.events.get(timeout=WAIT).variables["alarm_running"] == "0"
    assert kitchen.volume == 20
    subscription.unsubscribe()
