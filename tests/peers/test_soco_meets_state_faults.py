"""Unmodified SoCo meets players that are not as they were: views, batteries, and what they play."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from soco import zonegroupstate

from sonos_sim import Clock
from sonos_sim.harness.state_faults import Battery, HoldView, MediaFail, Script, Switch, Takeover
from sonos_sim.household.fetching import FetchError
from tests.support.client import WAIT
from tests.support.soco_events import subscribed

if TYPE_CHECKING:
    from sonos_sim.harness.faults import Fault
    from tests.peers.conftest import Speakers, Start

URL = "http://127.0.0.1:9/song.mp3"


@pytest.fixture(autouse=True)
def kept_topology(monkeypatch: pytest.MonkeyPatch) -> None:
    """What SoCo keeps of the topology is forgotten when a test says so, and not meanwhile."""
    monkeypatch.setattr(zonegroupstate, "POLLING_CACHE_TIMEOUT", 3600)


def test_a_battery_that_runs_out(start: Start, speakers: Speakers) -> None:
    sim = start("Roam:S27", "Kitchen", clock=Clock.stopped())
    zones = speakers(sim)
    full = zones["Roam"].get_battery_info()
    fault = sim.faults.add(Battery(3, charging=False), player="Roam")
    info = zones["Roam"].get_battery_info()
    assert (info["Level"], info["PowerSource"]) == (3, "BATTERY")
    sim.clock.advance(hours=1)
    with pytest.raises(ConnectionError):
        zones["Roam"].get_battery_info()
    assert {zone.player_name for zone in zones["Kitchen"].visible_zones} == {"Kitchen"}
    fault.remove()
    sim.settle()
    assert zones["Roam"].get_battery_info() == full


def test_it_believes_whom_it_asked_last(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", "Bath", clock=Clock.stopped())
    zones = speakers(sim)

    def groups(room: str) -> int:
        zones[room].zone_group_state.clear_cache()
        return len(zones[room].all_groups)

    with sim.faults.add(HoldView(), player="Kitchen"):
        sim.do(lambda: sim.household.groups.join(sim["Bath"], sim["Office"].uuid))
        assert [groups("Kitchen"), groups("Office"), len(zones["Kitchen"].all_groups)] == [3, 2, 2]
    assert groups("Kitchen") == 2


def test_a_topology_that_lags(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", clock=Clock.stopped())
    kitchen, office = (speakers(sim)[room] for room in ("Kitchen", "Office"))
    sim.faults.add(Switch(topology_lag=20))
    office.join(kitchen)
    assert (len(kitchen.all_groups), len(sim.household.groups)) == (2, 1), "SoCo asks at once after a join"
    sim.clock.advance(seconds=20)
    kitchen.zone_group_state.clear_cache()
    assert len(kitchen.all_groups) == 1


@pytest.mark.usefixtures("threads")
def test_a_script_of_changes(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", clock=Clock.stopped())
    kitchen = speakers(sim)["Kitchen"]
    with subscribed(sim, kitchen, "zoneGroupTopology") as subscription:
        subscription.events.get(timeout=WAIT)
        sim.faults.add(
            Script(
                (0, lambda home: home.groups.join(home["Office"], home["Kitchen"].uuid)),
                (5, lambda home: home.groups.leave(home["Office"])),
            )
        )
        sim.settle()
        assert [group.label for group in kitchen.all_groups] == ["Kitchen, Office"]
        sim.clock.advance(seconds=5)
        assert {group.label for group in kitchen.all_groups} == {"Kitchen", "Office"}


@pytest.mark.parametrize(
    ("by", "source", "left"),
    [
        ("airplay", "AIRPLAY", "STOPPED"),
        ("spotify", "SPOTIFY_CONNECT", "STOPPED"),
        ("tv", "TV", "PLAYING"),  # also without a sound
    ],
)
def test_somebody_takes_over(start: Start, speakers: Speakers, by: Any, source: str, left: str) -> None:
    sim = start("TV:S19", clock=Clock.stopped())
    bar = speakers(sim)["TV"]
    assert bar.music_source == "NONE"
    with sim.faults.add(Takeover(by)):
        assert bar.music_source == source
        assert bar.get_current_transport_info()["current_transport_state"] == "PLAYING"
    assert bar.get_current_transport_info()["current_transport_state"] == left


@pytest.mark.parametrize(
    ("fault", "state", "status"),
    [
        (MediaFail(FetchError.HTTP, 404), "STOPPED", "ERROR_HTTP"),
        (Switch(fetch_media=False, transition_time=3600), "TRANSITIONING", "OK"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_play_that_does_not_play(start: Start, speakers: Speakers, fault: Fault, state: str, status: str) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    kitchen = speakers(sim)["Kitchen"]
    sim.faults.add(fault)
    kitchen.play_uri(URL)
    sim.settle()
    info = kitchen.get_current_transport_info()
    assert (info["current_transport_state"], info["current_transport_status"]) == (state, status)
