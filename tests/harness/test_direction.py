"""A fault at all of a service strikes what clients begin, what players begin, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim.harness.faults import Fault
from tests.support.wire import call, subscribe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sonos_sim.server.junctions import ActionCall, Direction, Outgoing, Outputs
    from sonos_sim.server.subscriptions import Notification
    from tests.conftest import Simulate


class Nothing(Fault):
    """Actions answer nothing, and events are lost."""

    def on_action(self, call: ActionCall) -> Outputs | None:
        return []

    def on_event(self, event: Outgoing) -> Iterable[tuple[float, Notification]]:
        return []


@pytest.mark.parametrize(
    ("direction", "answered", "told"), [("in", False, True), ("out", True, False), (None, False, False)]
)
async def test_who_began_it(simulate: Simulate, direction: Direction | None, answered: bool, told: bool) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    async with subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        sim.faults.add("RenderingControl", Nothing(), direction=direction)
        assert bool(await call(kitchen, "RenderingControl", "GetVolume", Channel="Master")) is answered
        kitchen.rendering.set_volume(31, kitchen.behaviour)
        if told:
            assert (await events.next()).changes["Volume/Master"] == "31"
        else:
            await events.none()


async def test_another_word(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    with pytest.raises(ValueError, match="direction is 'up'; it is in"):
        sim.faults.add(Nothing(), direction="up")  # type: ignore[arg-type]
    assert not list(sim.faults)
