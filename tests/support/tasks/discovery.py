"""Two households, and players that are none."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sonos_client import SonosError

from tests.support.tasks import Part
from tests.support.wire import call

if TYPE_CHECKING:
    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal


async def set_all_volumes(household: Household, run: Rehearsal) -> None:
    for player in household.rooms:
        await player.set_volume(30)


async def set_volumes_where_it_can(household: Household, run: Rehearsal) -> None:
    for room in household.rooms:
        with suppress(SonosError):
            await room.set_volume(31)


async def set_all_volumes_there_are(run: Rehearsal) -> None:
    for player in run.sim.players:
        await call(player, "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=30)


async def set_all_volumes_of_what_is_found(run: Rehearsal) -> None:
    found = sorted(run.sim.players, key=lambda player: not player.profile.can("bridge"))
    for player in found:
        await call(player, "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=31)


PARTS = {
    "two-households-one-lan": Part(client=set_all_volumes, naive=set_all_volumes_there_are),
    "bridge-or-boost-present": Part(client=set_volumes_where_it_can, naive=set_all_volumes_of_what_is_found),
}
