"""The bundled client meets players whose state is another: batteries, views, scripts, takeovers, media that fail."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sonos_client.services import AVTransportChange

from sonos_sim.harness.state_faults import Battery, HoldView, MediaFail, Script, Switch, Takeover
from sonos_sim.household.fetching import FetchError
from tests.support.client import WAIT, until
from tests.support.meeting import SONG, connected, name_of

if TYPE_CHECKING:
    from sonos_client import Watch

    from sonos_sim.harness.faults import Fault
    from tests.conftest import Simulate


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Battery(3, charging=False), (3, False)),
        (Battery(3), (3, True)),
        (Battery(charging=False), (100, False)),
        (Battery(50, charging=True), (50, True)),
    ],
    ids=name_of,
)
async def test_a_battery_that_runs_low(simulate: Simulate, fault: Battery, told: tuple[int, bool]) -> None:
    sim = await simulate("Kitchen", "Roam:S27")
    async with connected(sim) as household:
        roam = household["Roam"]
        before = roam.battery
        with sim.faults.add(fault, player="Roam"):
            await household.refresh()
            assert roam.battery is not None
            assert (roam.battery.percent, roam.battery.charging) == told
        await household.refresh()
        assert roam.battery == before


async def test_a_view_that_is_held(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    async with connected(sim) as household:
        with sim.faults.add(HoldView(), player="Kitchen"):
            sim.household.groups.join(sim["Bath"], sim["Office"].uuid)
            await sim.settle()
            await household.refresh()
            assert len(household.groups) == 3
        await household.refresh()
        assert len(household.groups) == 2


async def test_a_view_of_yesterday(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    async with connected(sim) as household:
        yesterday = sim.household.truth
        sim.household.groups.join(sim["Bath"], sim["Office"].uuid)
        await until(lambda: len(household.groups) == 2)
        planned = sim.faults.add(HoldView(yesterday), player="Kitchen")
        await until(lambda: len(household.groups) == 3)
        planned.remove()
        await until(lambda: len(household.groups) == 2)


async def test_a_view_that_lags(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    async with connected(sim) as household:
        planned = sim.faults.add(Switch(topology_lag=20), player="Kitchen")
        sim.household.groups.join(sim["Bath"], sim["Office"].uuid)
        await sim.clock.advance(seconds=19)
        await household.refresh()
        assert len(household.groups) == 3
        await sim.clock.advance(seconds=1)
        assert len(household.groups) == 2
        planned.remove()
        sim.household.groups.leave(sim["Bath"])
        await sim.settle()
        assert len(household.groups) == 3


async def test_a_script_of_changes(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as household:
        sim.faults.add(
            Script(
                (0, lambda home: home.groups.join(home["Office"], home["Kitchen"].uuid)),
                (5, lambda home: home.groups.leave(home["Office"])),
                (10, lambda home: home.groups.join(home["Kitchen"], home["Office"].uuid)),
            ),
            lasting=8,
        )
        await until(lambda: len(household.groups) == 1)
        await sim.clock.advance(seconds=4)
        assert len(household.groups) == 1
        await sim.clock.advance(seconds=1)
        await until(lambda: len(household.groups) == 2)
        await sim.clock.advance(seconds=60)
        assert len(household.groups) == 2, "it was taken back before the last step"


async def source_of(changes: Watch[AVTransportChange]) -> str:
    """What plays by the next event that says so."""
    while (uri := (await asyncio.wait_for(anext(changes), WAIT)).raw.get("AVTransportURI")) is None:
        pass
    return uri


@pytest.mark.parametrize(
    ("by", "scheme", "state_after"),
    [
        ("airplay", "x-sonos-vli:", "STOPPED"),
        ("spotify", "x-sonos-vli:", "STOPPED"),
        ("tv", "x-sonos-htastream:", "PLAYING"),
    ],
)
async def test_somebody_takes_over(simulate: Simulate, by: Any, scheme: str, state_after: str) -> None:
    sim = await simulate("TV:S19")
    async with connected(sim) as household, household["TV"].watch(AVTransportChange) as changes:
        assert not (await source_of(changes)).startswith(scheme)
        tv, properties = household["TV"], household["TV"].services.device_properties
        silent = (await properties.get_zone_info()).ht_audio_in
        planned = sim.faults.add(Takeover(by))
        uri = await source_of(changes)
        assert uri.startswith(scheme)
        assert (f",{by}:" in uri) is (by != "tv")
        assert await tv.group.state() == "PLAYING"
        assert ((await properties.get_zone_info()).ht_audio_in == silent) is (by != "tv")
        planned.remove()
        await sim.settle()
        # Whoever goes away leaves its source behind; only the input tells that a television is off.
        assert (await tv.group.state(), (await properties.get_zone_info()).ht_audio_in) == (state_after, silent)
        media = await tv.call("AVTransport", "GetMediaInfo", InstanceID=0)
        assert media["CurrentURI"] == uri


PROBLEMS = [(MediaFail(), "ERROR_REFUSED", ""), (MediaFail(FetchError.HTTP, 404), "ERROR_HTTP", "404")]
PROBLEMS += [(MediaFail(FetchError.HTTP, 503), "ERROR_HTTP", "503")]
PROBLEMS += [(MediaFail(error), f"ERROR_{error.name}", "") for error in FetchError if error is not FetchError.HTTP]


@pytest.mark.parametrize(("fault", "status", "code"), PROBLEMS, ids=name_of)
async def test_media_that_cannot_be_had(simulate: Simulate, fault: MediaFail, status: str, code: str) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household, household["Kitchen"].watch(AVTransportChange) as changes:
        sim.faults.add(fault)
        await household["Kitchen"].group.play_uri(SONG)
        async with asyncio.timeout(WAIT):
            while (told := (await anext(changes)).raw).get("TransportStatus", "OK") == "OK":
                pass
        assert (told["TransportStatus"], told["TransportState"]) == (status, "STOPPED")
        assert (told["TransportErrorURI"], told["TransportErrorHttpCode"]) == (SONG, code)


@pytest.mark.parametrize(
    ("fault", "state", "status"),
    [
        (MediaFail(FetchError.HTTP, 404), "STOPPED", "ERROR_HTTP"),
        (Switch(fetch_media=False, transition_time=3600), "TRANSITIONING", "OK"),
    ],
    ids=name_of,
)
async def test_play_that_does_not_play(simulate: Simulate, fault: Fault, state: str, status: str) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        sim.faults.add(fault)
        group = household["Kitchen"].group
        await group.play_uri(SONG)
        await sim.settle()
        assert await group.state() == state
        info = await household["Kitchen"].call("AVTransport", "GetTransportInfo", InstanceID=0)
        assert info["CurrentTransportStatus"] == status


async def test_media_fail_for_the_players_that_are_meant_and_until_the_end(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")

    async def status(room: str) -> str:
        """What comes of playing something that really refuses connections."""
        await household[room].group.play_uri(SONG)
        await sim.settle()
        answer = await household[room].call("AVTransport", "GetTransportInfo", InstanceID=0)
        return answer["CurrentTransportStatus"]

    async with connected(sim) as household:
        with sim.faults.add(MediaFail(FetchError.TLS), player="Kitchen"):
            assert (await status("Kitchen"), await status("Office")) == ("ERROR_TLS", "ERROR_REFUSED")
        assert await status("Kitchen") == "ERROR_REFUSED"
