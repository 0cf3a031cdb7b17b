"""Actions that are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.acts import CLIP, load, pause
from tests.support.tasks import Part
from tests.support.wire import call

if TYPE_CHECKING:
    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal


async def announce_in_all_rooms(household: Household, run: Rehearsal) -> None:
    group = household[run.stage.able("line-out").uuid].group
    await group.announce(CLIP, title="Bell", volume=40)


async def pause_the_room(run: Rehearsal) -> None:
    await call(run.rooms[1], "AVTransport", "Pause")


async def announce_until_something_fails(run: Rehearsal) -> None:
    for player in sorted(run.rooms, key=lambda player: player is run.stage.able("line-out")):
        await call(player, "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=40)
    await load(run.rooms[0].coordinator, CLIP)


PARTS = {
    "command-to-non-coordinator": Part(mark="joined", client=pause, naive=pause_the_room),
    "501-fixed-volume": Part(mark="grouped", client=announce_in_all_rooms, naive=announce_until_something_fails),
}
