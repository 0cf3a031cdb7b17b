"""What the announcer does to a household, without a single speaker."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import naive
import pytest
import soco
from announcer import Report, announce

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim import Player, Simulator

LIMIT = 10.0
RADIO = "x-rincon-mp3radio://radio.example.invalid/live"


async def ring(sim: Simulator, clip: str, meanwhile: Callable[[], object] = lambda: None) -> Report:
    """Announce, and move the clock past the end of the clip once it sounds wherever it can."""
    running = [player for player in sim.players if player.is_running]
    task = asyncio.create_task(announce(running[0].address, clip, patience=LIMIT))
    async with asyncio.timeout(LIMIT):
        while not all(sounds(player, clip) for player in running) and not task.done():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await sim.do(meanwhile)
        await sim.clock.advance(seconds=4)
        return await task


def sounds(player: Player, clip: str) -> bool:
    transport = player.coordinator.transport
    return transport.source.uri == clip and transport.state == "PLAYING"


async def play_radio(player: Player) -> None:
    room = soco.SoCo(player.address)
    await asyncio.to_thread(room.play_uri, RADIO, title="Radio")


async def test_every_room_hears_it(sonos_simulator: Simulator, clip: str) -> None:
    report = await ring(sonos_simulator, clip)
    assert sorted(report.heard) == ["Bath", "Kitchen", "Office"]
    assert not report.failed


async def test_volume_and_music_are_as_before(sonos_simulator: Simulator, clip: str) -> None:
    kitchen = sonos_simulator["Kitchen"]
    await sonos_simulator.do(lambda: kitchen.rendering.set_volume(12, kitchen.behaviour))
    await play_radio(kitchen)
    await ring(sonos_simulator, clip)
    assert kitchen.rendering.volume == 12
    assert kitchen.transport.source.uri == RADIO
    assert kitchen.transport.state in ("PLAYING", "TRANSITIONING")
    assert sonos_simulator["Office"].transport.state == "STOPPED"


async def test_a_group_stays_a_group(sonos_simulator: Simulator, clip: str) -> None:
    kitchen, office = sonos_simulator["Kitchen"], sonos_simulator["Office"]
    await sonos_simulator.do(lambda: kitchen.household.groups.join(office, kitchen.uuid))
    group = kitchen.group.id
    report = await ring(sonos_simulator, clip)
    assert len(report.heard) == 3
    assert office.coordinator is kitchen
    assert kitchen.group.id == group


async def test_a_room_without_power_spoils_nothing(sonos_simulator: Simulator, clip: str) -> None:
    bath = sonos_simulator["Bath"]
    await sonos_simulator.do(lambda: bath.household.power_off(bath))
    report = await ring(sonos_simulator, clip)
    assert sorted(report.heard) == ["Kitchen", "Office"]
    assert list(report.failed) == ["Bath"]


async def test_what_people_do_meanwhile_wins(sonos_simulator: Simulator, clip: str) -> None:
    kitchen = sonos_simulator["Kitchen"]
    report = await ring(sonos_simulator, clip, lambda: kitchen.rendering.set_volume(45, kitchen.behaviour))
    assert "Kitchen" in report.heard
    assert kitchen.rendering.volume == 45


@pytest.mark.sonos(behaviour={"fetch_media": False}, rooms=["Kitchen"])
async def test_a_clip_that_never_ends_is_reported(sonos_simulator: Simulator, clip: str) -> None:
    kitchen = sonos_simulator["Kitchen"]
    report = await announce(kitchen.address, clip, patience=0.3)
    assert "not over" in report.failed["Kitchen"]
    assert kitchen.rendering.volume == 20


@pytest.mark.sonos(clock=20)
def test_the_naive_one_works_on_a_quiet_day(sonos_simulator: Simulator, clip: str) -> None:
    naive.announce(sonos_simulator["Kitchen"].address, clip, seconds=0.3)
    assert [player.rendering.volume for player in sonos_simulator.players] == [20, 20, 20]
    assert all(player.is_coordinator for player in sonos_simulator.players)


@pytest.mark.sonos(clock=20)
def test_the_naive_one_forgets_the_music(sonos_simulator: Simulator, clip: str) -> None:
    kitchen = sonos_simulator["Kitchen"]
    soco.SoCo(kitchen.address).play_uri(RADIO, title="Radio")
    naive.announce(kitchen.address, clip, seconds=0.3)
    assert kitchen.transport.source.uri != RADIO
