"""Unmodified SoCo meets the faults of actions: what it raises, what it believes, and that it is well afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import soco
from soco.exceptions import NotSupportedException, SoCoUPnPException

from sonos_sim import Clock
from sonos_sim.harness.soap_faults import Fields, Frozen, Ignored, TooLarge, UPnPFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim.server.junctions import ActionCall
    from tests.peers.conftest import Speakers, Start

SET_VOLUME = "RenderingControl.SetVolume"
URL = "http://127.0.0.1:9/song.mp3"


def position(speaker: soco.SoCo) -> str:
    told: str = speaker.get_current_track_info()["position"]
    return told


@pytest.mark.parametrize(
    ("action", "call", "code", "description"),
    [
        ("AVTransport.Pause", lambda speaker: speaker.pause(), 701, "Transition not available"),
        ("AVTransport.Play", lambda speaker: speaker.play(), 714, "Illegal MIME-Type"),
        ("ContentDirectory.Browse", lambda speaker: speaker.get_queue(), 701, "No such object"),
        (
            "AlarmClock.ListAlarms",
            lambda speaker: speaker.alarmClock.ListAlarms(),
            801,
            "Already an alarm for this time",
        ),
        ("DeviceProperties.GetLEDState", lambda speaker: speaker.status_light, 1999, ""),
    ],
)
def test_any_code_comes_with_the_words_that_soco_has_for_it(
    start: Start,
    speakers: Speakers,
    action: str,
    call: Callable[[soco.SoCo], object],
    code: int,
    description: str,
) -> None:
    sim = start("Kitchen", fetch_media=False)
    kitchen = speakers(sim)["Kitchen"]
    kitchen.play_uri(URL)
    sim.faults.add(action, upnp_error=code, times=1)
    with pytest.raises(SoCoUPnPException) as refused:
        call(kitchen)
    assert (refused.value.error_code, refused.value.error_description) == (str(code), description)
    assert str(refused.value) == f"UPnP Error {code} received: {description} from {kitchen.ip_address}"
    call(kitchen)


@pytest.mark.parametrize(("after", "volume"), [(False, 20), (True, 33)])
def test_the_description_of_the_player_is_in_the_xml_alone(
    start: Start, speakers: Speakers, after: bool, volume: int
) -> None:
    sim = start("Kitchen")
    kitchen = speakers(sim)["Kitchen"]
    with sim.faults.add(SET_VOLUME, UPnPFault(501, "busy", after=after)):
        with pytest.raises(SoCoUPnPException) as refused:
            kitchen.volume = 33
        assert refused.value.error_description == "Action Failed"
        assert b"<errorDescription>busy</errorDescription>" in refused.value.error_xml
    assert kitchen.volume == volume
    kitchen.volume = 44
    assert kitchen.volume == 44


def test_fields_that_are_not_implemented(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", fetch_media=False)
    kitchen = speakers(sim)["Kitchen"]
    kitchen.play_uri(URL, title="Song")
    with sim.faults.add(
        "AVTransport.GetPositionInfo",
        Fields(RelTime="NOT_IMPLEMENTED", TrackMetaData="NOT_IMPLEMENTED", TrackDuration=lambda was: was + ".000"),
    ):
        track = kitchen.get_current_track_info()
        assert (track["position"], track["title"], track["metadata"]) == ("NOT_IMPLEMENTED", "", "NOT_IMPLEMENTED")
        assert track["duration"].endswith(".000")
    assert kitchen.get_current_track_info()["title"] == "Song"


@pytest.mark.parametrize(
    ("action", "fields", "call", "raised"),
    [
        ("AVTransport.GetPositionInfo", Fields(RelTime=None), position, KeyError),
        ("RenderingControl.GetVolume", Fields(CurrentVolume="NOT_IMPLEMENTED"), lambda s: s.volume, ValueError),
        ("RenderingControl.GetVolume", Fields(CurrentVolume=None), lambda s: s.volume, TypeError),
    ],
    ids=["left out", "a word for a number", "the only one left out"],
)
def test_fields_that_soco_stumbles_over(
    start: Start,
    speakers: Speakers,
    action: str,
    fields: Fields,
    call: Callable[[soco.SoCo], object],
    raised: type[Exception],
) -> None:
    sim = start("Kitchen")
    kitchen = speakers(sim)["Kitchen"]
    with sim.faults.add(action, fields), pytest.raises(raised) as error:
        call(kitchen)
    assert type(error.value) is raised
    assert call(kitchen) in (20, "NOT_IMPLEMENTED")


def test_a_field_that_is_left_out_and_not_asked_for_is_not_missed(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen")
    kitchen = speakers(sim)["Kitchen"]
    with sim.faults.add("AVTransport.GetPositionInfo", Fields(AbsTime=None, RelCount=None)) as fault:
        assert kitchen.get_current_track_info()["playlist_position"] == "0"
        assert fault.fired == 1


def test_a_position_that_lags(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped(), fetch_media=False)
    kitchen = speakers(sim)["Kitchen"]
    kitchen.play_uri(URL)
    sim.clock.advance(seconds=7)
    sim.faults.add("AVTransport.GetPositionInfo", Frozen("RelTime"), lasting=5)
    seen = [position(kitchen)]
    for seconds in (3, 3):
        sim.clock.advance(seconds=seconds)
        seen.append(position(kitchen))
    assert seen == ["0:00:07", "0:00:07", "0:00:13"]


def test_a_frozen_volume_makes_a_relative_change_wrong(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen")
    kitchen = speakers(sim)["Kitchen"]
    sim.faults.add("RenderingControl.GetVolume", Frozen())
    assert kitchen.volume == 20
    kitchen.volume = 50
    assert (kitchen.volume, sim["Kitchen"].rendering.volume) == (20, 50)
    sim.faults.clear()
    assert kitchen.volume == 50


@pytest.mark.usefixtures("threads")
def test_a_topology_that_is_too_large_is_read_from_an_event(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office")
    kitchen = speakers(sim)["Kitchen"]
    fault = sim.faults.add("ZoneGroupTopology.GetZoneGroupState", TooLarge(100))
    assert {zone.player_name for zone in kitchen.visible_zones} == {"Kitchen", "Office"}
    assert fault.fired
    assert [request.method for request in sim.journal.requests if request.method != "GET"][:2] == [
        "SUBSCRIBE",
        "UNSUBSCRIBE",
    ]
    asked = fault.fired
    assert len(kitchen.all_groups) == 2
    assert fault.fired == asked + 1, "what came by event is not kept for a while, as an answer is"


def test_a_topology_that_is_too_large_where_events_are_not_wanted(
    start: Start, speakers: Speakers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soco.config, "ZGT_EVENT_FALLBACK", False)
    sim = start("Kitchen")
    kitchen = speakers(sim)["Kitchen"]
    with sim.faults.add("ZoneGroupTopology.GetZoneGroupState", TooLarge(100)), pytest.raises(NotSupportedException):
        _ = kitchen.all_groups
    assert len(kitchen.all_groups) == 1


def test_success_without_effect(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen")
    kitchen = speakers(sim)["Kitchen"]
    sim.faults.add(SET_VOLUME, Ignored(), every=2)
    seen = []
    for volume in (31, 32, 33, 34):
        kitchen.volume = volume
        seen.append(kitchen.volume)
    assert seen == [20, 32, 32, 34]


def test_a_handler_in_front_of_an_action(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office")
    zones = speakers(sim)

    def loud(call: ActionCall) -> dict[str, int] | None:
        return {"CurrentVolume": 99} if call.player.name == "Kitchen" else None

    handler = sim.intercept("RenderingControl.GetVolume", loud)
    assert (zones["Kitchen"].volume, zones["Office"].volume) == (99, 20)
    handler.remove()
    assert zones["Kitchen"].volume == 20
