"""What people do with phones, cables and televisions: takeovers and autoplay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sonos_sim import Clock, Household, Player
from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household import inputs, virtual_line_in
from sonos_sim.household.deck import TransportState
from sonos_sim.household.device import Autoplay
from sonos_sim.household.media import Track
from sonos_sim.household.sources import SourceKind
from sonos_sim.household.virtual_line_in import Session, session_of

ONE = Track("", "One", "A", "X", duration=180)
TWO = Track("", "Two", "B", "X", duration=240)


@pytest.fixture
def household() -> Household:
    household = Household(seed=7, clock=Clock.stopped())
    for name, model in (("Kitchen", "S18"), ("Port", "S23"), ("TV", "S9"), ("Old", "S5"), ("Bath", "S18")):
        household.add(name, model)
    return household


def autoplay(player: Player, source: str, **settings: object) -> None:
    player.device.set_autoplay(source, lambda old: replace(old, **settings))  # type: ignore[arg-type]


def loaded(player: Player) -> tuple[SourceKind, TransportState]:
    return player.transport.source.kind, player.transport.state


# Phones


@pytest.mark.parametrize(("service", "number"), [("airplay", 1), ("spotify", 2)])
def test_a_phone_takes_the_room_over(household: Household, service: virtual_line_in.Service, number: int) -> None:
    kitchen = household["Kitchen"]
    session = virtual_line_in.take_over(kitchen, service, ONE, TWO, volume=33)

    assert loaded(kitchen) == (SourceKind.VIRTUAL, TransportState.PLAYING)
    uri, _, session_id = kitchen.transport.source.uri.rpartition(":")
    assert uri == f"x-sonos-vli:{kitchen.uuid}:{number},{service}"
    assert len(session_id) == 32
    assert int(session_id, 16) > 0
    assert kitchen.rendering.volume == 33
    assert kitchen.transport.track == session.track
    assert (session.track.title, session.track.uri) == ("One", session.uri)
    assert household.truth.group_of(kitchen.uuid).members[0].attributes["VirtualLineInSource"] == service  # type: ignore[union-attr]


def test_each_session_has_its_own_uri(household: Household) -> None:
    kitchen = household["Kitchen"]
    first = virtual_line_in.take_over(kitchen, "spotify")
    second = virtual_line_in.take_over(kitchen, "spotify")
    assert first.uri != second.uri
    assert session_of(kitchen) == second


def test_tracks_change_when_the_phone_says_so(household: Household) -> None:
    kitchen = household["Kitchen"]
    virtual_line_in.take_over(kitchen, "spotify", ONE, TWO)
    household.clock.advance(minutes=10)
    assert kitchen.transport.track is not None
    assert (kitchen.transport.track.title, kitchen.transport.position) == ("One", 180)

    virtual_line_in.skip(kitchen, 1)
    assert (kitchen.transport.track.title, kitchen.transport.position) == ("Two", 0)
    household.clock.advance(seconds=5)
    assert kitchen.transport.position == 5
    with pytest.raises(UPnPError) as refused:
        virtual_line_in.skip(kitchen, 1)
    assert refused.value.code == 711
    assert kitchen.transport.position == 5

    virtual_line_in.show(kitchen, TWO, ONE)
    assert (kitchen.transport.track.title, kitchen.transport.position) == ("Two", 0)
    with pytest.raises(UPnPError):
        virtual_line_in.skip(kitchen, -1)


def test_pause_holds_and_play_goes_on(household: Household) -> None:
    kitchen = household["Kitchen"]
    virtual_line_in.take_over(kitchen, "airplay", ONE)
    household.clock.advance(seconds=20)
    virtual_line_in.pause(kitchen)
    virtual_line_in.pause(kitchen)
    household.clock.advance(seconds=20)
    assert (kitchen.transport.state, kitchen.transport.position) == (TransportState.PAUSED, 20)
    assert "VirtualLineInSource" not in household.truth.group_of(kitchen.uuid).members[0].attributes  # type: ignore[union-attr]
    virtual_line_in.play(kitchen)
    assert (kitchen.transport.state, kitchen.transport.position) == (TransportState.PLAYING, 20)
    virtual_line_in.disconnect(kitchen)
    assert loaded(kitchen) == (SourceKind.VIRTUAL, TransportState.STOPPED)


def test_without_a_session_nothing_happens(household: Household) -> None:
    kitchen = household["Kitchen"]
    virtual_line_in.take_over(kitchen, "airplay", ONE)
    kitchen.transport.load(inputs.line_in_source(household["Port"]))
    for act in (virtual_line_in.play, virtual_line_in.pause, virtual_line_in.stop, virtual_line_in.disconnect):
        act(kitchen)
    virtual_line_in.skip(kitchen, 5)
    virtual_line_in.show(kitchen, TWO)
    assert session_of(kitchen) is None
    assert loaded(kitchen) == (SourceKind.LINE_IN, TransportState.STOPPED)


def test_a_member_leaves_its_group_and_a_coordinator_keeps_it(household: Household) -> None:
    kitchen, bath = household["Kitchen"], household["Bath"]
    household.groups.join(bath, kitchen.uuid)
    virtual_line_in.take_over(kitchen, "spotify", ONE)
    assert bath.coordinator is kitchen
    virtual_line_in.take_over(bath, "spotify", TWO)
    assert bath.is_coordinator
    assert [loaded(p)[0] for p in (kitchen, bath)] == [SourceKind.VIRTUAL, SourceKind.VIRTUAL]


def test_the_session_goes_on_when_the_group_changes_hands(household: Household) -> None:
    kitchen, bath = household["Kitchen"], household["Bath"]
    household.groups.join(bath, kitchen.uuid)
    session = virtual_line_in.take_over(kitchen, "airplay", ONE, TWO)
    household.groups.delegate(kitchen, bath.uuid, rejoin=True)
    assert session_of(bath) == session
    virtual_line_in.skip(bath, 1)
    assert bath.transport.track == session.tracks[1]


def test_no_airplay_on_a_model_without(household: Household) -> None:
    with pytest.raises(ValueError, match="AirPlay"):
        virtual_line_in.take_over(household["Old"], "airplay")
    assert household["Old"].transport.source.is_empty


def test_a_phone_that_says_nothing(household: Household) -> None:
    session: Session = virtual_line_in.take_over(household["Kitchen"], "airplay")
    assert (session.track.title, session.track.upnp_class) == ("", virtual_line_in.LIVE)


# Line-in


def test_line_in_plays_where_autoplay_says(household: Household) -> None:
    port, kitchen = household["Port"], household["Kitchen"]
    autoplay(port, "", room_uuid=kitchen.uuid, volume=12, use_volume=True)
    inputs.play_line_in(port)
    household.clock.advance(seconds=5)
    assert (port.line_in.connected, port.line_in.playing) == (True, True)
    assert kitchen.transport.source.uri == f"x-rincon-stream:{port.uuid}"
    assert (kitchen.transport.state, kitchen.rendering.volume) == (TransportState.PLAYING, 12)
    assert port.transport.source.is_empty

    inputs.silence_line_in(port, unplug=True)
    assert (port.line_in.connected, port.line_in.playing) == (False, False)
    assert loaded(kitchen) == (SourceKind.LINE_IN, TransportState.PLAYING)


@pytest.mark.parametrize("room_uuid", ["", "RINCON_000000000000001400"])
def test_without_autoplay_nothing_begins(household: Household, room_uuid: str) -> None:
    autoplay(household["Port"], "", room_uuid=room_uuid)
    inputs.play_line_in(household["Port"])
    assert all(p.transport.source.is_empty for p in household.players.values())


def test_autoplay_keeps_the_volume_unless_told(household: Household) -> None:
    autoplay(household["Port"], "", room_uuid=household["Port"].uuid, volume=12)
    inputs.play_line_in(household["Port"])
    assert household["Port"].rendering.volume == 20
    assert household["Port"].transport.is_active


@pytest.mark.parametrize(("linked_zones", "alone"), [(True, False), (False, True)])
def test_autoplay_and_the_group_of_the_room(household: Household, linked_zones: bool, alone: bool) -> None:
    port, kitchen, bath = household["Port"], household["Kitchen"], household["Bath"]
    household.groups.join(bath, kitchen.uuid)
    autoplay(port, "", room_uuid=bath.uuid, linked_zones=linked_zones)
    inputs.play_line_in(port)
    assert household.groups.is_alone(bath) is alone
    assert bath.coordinator.transport.source.kind is SourceKind.LINE_IN
    assert kitchen.transport.source.is_empty is alone


def test_a_line_in_that_vanishes_silences_who_plays_it(household: Household) -> None:
    port, kitchen = household["Port"], household["Kitchen"]
    autoplay(port, "", room_uuid=kitchen.uuid)
    inputs.play_line_in(port)
    household.power_off(port)
    assert loaded(kitchen) == (SourceKind.LINE_IN, TransportState.STOPPED)


# Television


def test_a_television_takes_its_room_and_keeps_it(household: Household) -> None:
    tv = household["TV"]
    inputs.switch_tv_on(tv)
    assert tv.transport.source.uri == f"x-sonos-htastream:{tv.uuid}:spdif"
    assert loaded(tv) == (SourceKind.TV, TransportState.PLAYING)
    assert tv.device.ht_audio_in == 33554434
    inputs.switch_tv_off(tv)
    assert (tv.device.ht_audio_in, *loaded(tv)) == (0, SourceKind.TV, TransportState.PLAYING)
    inputs.switch_tv_on(tv, 18)
    assert (tv.device.ht_audio_in, *loaded(tv)) == (18, SourceKind.TV, TransportState.PLAYING)


def test_a_television_leaves_the_group(household: Household) -> None:
    tv, kitchen = household["TV"], household["Kitchen"]
    household.groups.join(tv, kitchen.uuid)
    inputs.switch_tv_on(tv)
    assert household.groups.is_alone(tv)
    assert loaded(tv) == (SourceKind.TV, TransportState.PLAYING)


def test_a_television_with_autoplay_off(household: Household) -> None:
    tv = household["TV"]
    assert tv.device.autoplay_for("TV") == Autoplay(room_uuid=tv.uuid)
    autoplay(tv, "TV", room_uuid="")
    inputs.switch_tv_on(tv)
    assert tv.transport.source.is_empty
    assert tv.device.ht_audio_in == 33554434


def test_a_television_does_not_play_in_another_room(household: Household) -> None:
    autoplay(household["TV"], "TV", room_uuid=household["Kitchen"].uuid)
    inputs.switch_tv_on(household["TV"])
    assert all(p.transport.source.is_empty for p in household.players.values())


def test_models_without_jacks(household: Household) -> None:
    with pytest.raises(ValueError, match="line-in"):
        inputs.play_line_in(household["Kitchen"])
    with pytest.raises(ValueError, match="television"):
        inputs.switch_tv_on(household["Kitchen"])
