"""Unmodified SoCo meets players that leave, come back, move and are cut off: where it looks for them, what it finds.

SoCo knows a speaker by its address. The topology it keeps is one for the household: for five seconds after it asked any
player, or for as long as a subscription to it lasts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import soco
from requests.exceptions import ConnectionError as BrokenConnection
from requests.exceptions import ConnectTimeout, ReadTimeout
from soco import zonegroupstate

from sonos_sim import Clock
from sonos_sim.harness.player_faults import Flap, Move, Partition, Reboot, SoftwareUpdate, SwapAddresses, Vanish
from tests.support.client import WAIT
from tests.support.soco_events import heard, numbered, subscribed, turn

if TYPE_CHECKING:
    from sonos_sim import Simulator
    from sonos_sim.harness.faults import Fault
    from tests.peers.conftest import Speakers, Start

SHORT = 0.05


@pytest.fixture(autouse=True)
def kept_topology(monkeypatch: pytest.MonkeyPatch) -> None:
    """What SoCo keeps of the topology is forgotten when a test says so, and not meanwhile."""
    monkeypatch.setattr(zonegroupstate, "POLLING_CACHE_TIMEOUT", 3600)


def met(speakers: dict[str, soco.SoCo]) -> dict[str, soco.SoCo]:
    """The speakers, asked for what SoCo asks each once: without the id of the household it cannot tell a name."""
    assert len({speaker.household_id for speaker in speakers.values()}) == 1
    return speakers


def rooms(speaker: soco.SoCo) -> dict[str, str]:
    """Rooms and addresses as that player tells them now."""
    speaker.zone_group_state.clear_cache()
    return {zone.player_name: zone.ip_address for zone in speaker.visible_zones}


def places(sim: Simulator, *names: str) -> dict[str, str]:
    """Rooms and addresses as they are."""
    return {name: sim[name].address for name in names}


def test_a_player_that_says_goodbye(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", clock=Clock.stopped())
    zones = met(speakers(sim))
    both = rooms(zones["Office"])
    sim.faults.add(Vanish("sleeping"), player="Kitchen", lasting=60)
    sim.settle()
    with pytest.raises(BrokenConnection):
        zones["Kitchen"].volume = 33
    assert rooms(zones["Office"]) == places(sim, "Office")
    sim.clock.advance(seconds=60)
    assert rooms(zones["Office"]) == both
    zones["Kitchen"].volume = 33
    assert (zones["Kitchen"].volume, zones["Kitchen"].boot_seqnum) == (33, 2)


def test_a_power_cut_is_not_in_the_topology_for_a_while(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", clock=Clock.stopped())
    zones = met(speakers(sim))
    with sim.faults.add(Vanish(), player="Kitchen"):
        sim.settle()
        assert rooms(zones["Office"]) == places(sim, "Kitchen", "Office")
        with pytest.raises(BrokenConnection):
            _ = zones["Kitchen"].volume
        sim.clock.advance(seconds=60)
        assert rooms(zones["Office"]) == places(sim, "Office")
    sim.settle()
    assert zones["Kitchen"].volume == 20


@pytest.mark.usefixtures("threads")
def test_a_reboot_takes_the_subscriptions_along(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    kitchen = speakers(sim)["Kitchen"]
    with subscribed(sim, kitchen) as subscription:
        subscription.events.get(timeout=WAIT)
        sim.faults.add(Reboot(30))
        sim.settle()
        with pytest.raises(BrokenConnection):
            _ = kitchen.volume
        sim.clock.advance(seconds=30)
        turn(sim, 25)
        subscription.renew()
        assert (subscription.is_subscribed, heard(sim, subscription)) == (True, []), "it is told nothing"
        with subscribed(sim, kitchen) as again:
            assert numbered([again.events.get(timeout=WAIT)]) == [(0, "25")]
    assert kitchen.boot_seqnum == 2


@pytest.mark.usefixtures("threads")
def test_a_flapping_player_comes_and_goes_in_the_topology(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", clock=Clock.stopped())
    office = speakers(sim)["Office"]
    with subscribed(sim, office, "zoneGroupTopology") as subscription:
        subscription.events.get(timeout=WAIT)
        fault = sim.faults.add(Flap(down=10, up=20, reason="sleeping"), player="Kitchen")
        seen = []
        for seconds in (0, 10, 20, 10):
            sim.clock.advance(seconds=seconds)
            seen.append(len(office.visible_zones))
        assert seen == [1, 2, 1, 2]
        fault.remove()
        sim.clock.advance(hours=1)
        assert len(office.visible_zones) == 2


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("fault", [Move(), Move(reboots=True, seconds=20)], ids=["running", "with a reboot"])
def test_another_address_is_another_speaker(start: Start, speakers: Speakers, fault: Move) -> None:
    sim = start("Kitchen", "Office", clock=Clock.stopped())
    zones = met(speakers(sim))
    before = zones["Kitchen"]
    with subscribed(sim, zones["Office"], "zoneGroupTopology") as topology, subscribed(sim, before) as own:
        for one in (topology, own):
            one.events.get(timeout=WAIT)
        assert before.uid == sim["Kitchen"].uuid
        sim.faults.add(fault, player="Kitchen")
        sim.clock.advance(seconds=20)
        (after,) = (zone for zone in zones["Office"].visible_zones if zone.player_name == "Kitchen")
        assert (after.ip_address, after.uid) == (sim["Kitchen"].address, before.uid)
        assert after is not before
        with pytest.raises(BrokenConnection):
            _ = before.volume
        turn(sim, 33)
        assert after.volume == 33
        assert numbered(heard(sim, own)) == ([] if fault.reboots else [(1, "33")])
        with pytest.raises(BrokenConnection):
            own.renew()
        assert not own.is_subscribed


def test_speakers_are_mixed_up_where_two_change_addresses(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", clock=Clock.stopped())
    zones = met(speakers(sim))
    there = {name: zone.uid for name, zone in zones.items()}
    with sim.faults.add(SwapAddresses(), player=("Kitchen", "Office")):
        sim.settle()
        zones["Kitchen"].volume = 33
        assert (sim["Office"].rendering.volume, sim["Kitchen"].rendering.volume) == (33, 20)
        assert (zones["Kitchen"].uid, zones["Kitchen"].player_name) == (there["Kitchen"], "Kitchen")
        assert rooms(zones["Kitchen"]) == places(sim, "Kitchen", "Office")
        assert (zones["Kitchen"].uid, zones["Kitchen"].player_name) == (there["Office"], "Office")
    sim.settle()
    assert rooms(zones["Kitchen"]) == {name: zone.ip_address for name, zone in zones.items()}


@pytest.mark.parametrize(
    ("fault", "raised"), [(Partition(), ConnectTimeout), (Partition("127.0.0.1"), ReadTimeout)], ids=["all", "SoCo"]
)
def test_a_parted_network(
    start: Start,
    speakers: Speakers,
    monkeypatch: pytest.MonkeyPatch,
    fault: Fault,
    raised: type[Exception],
) -> None:
    sim = start("Kitchen", "Office", clock=Clock.stopped())
    zones = met(speakers(sim))
    planned = sim.faults.add(fault, player="Kitchen", lasting=120)
    sim.settle()
    with monkeypatch.context() as patched:
        patched.setattr(soco.config, "REQUEST_TIMEOUT", SHORT)
        with pytest.raises(raised):
            _ = zones["Kitchen"].volume
    sim.do(lambda: setattr(sim["Office"].device, "name", "Study"))
    assert rooms(zones["Office"]) == places(sim, "Kitchen", "Study")
    sim.clock.advance(seconds=120)
    assert planned.fired
    assert rooms(zones["Kitchen"]) == places(sim, "Kitchen", "Study")


@pytest.mark.usefixtures("threads")
def test_events_do_not_cross_a_parted_network(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    with subscribed(sim, speakers(sim)["Kitchen"]) as subscription:
        subscription.events.get(timeout=WAIT)
        with sim.faults.add(Partition()):
            turn(sim, 21)
        sim.settle()
        turn(sim, 22)
        assert numbered(heard(sim, subscription)) == [(2, "22")]


def test_a_parted_network_of_somebody_else(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    kitchen = speakers(sim)["Kitchen"]
    sim.faults.add(Partition("192.0.2.7"))
    kitchen.volume = 33
    assert kitchen.volume == 33


def test_a_firmware_night(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", clock=Clock.stopped())
    zones = met(speakers(sim))
    old = zones["Office"].get_speaker_info()["software_version"]
    sim.faults.add(SoftwareUpdate(software="96.0-78000", seconds=120, one_by_one=True))
    sim.settle()
    assert rooms(zones["Office"]) == places(sim, "Office")
    sim.clock.advance(seconds=120)
    assert rooms(zones["Kitchen"]) == places(sim, "Kitchen")
    sim.clock.advance(seconds=120)
    assert zones["Office"].get_speaker_info()["software_version"] == old, "what it read once it does not read again"
    assert zones["Office"].get_speaker_info(refresh=True)["software_version"] == "96.0-78000"
