"""For tests of what SoCo makes of events: subscriptions of its threads, and what has come of them."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from queue import Empty
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import soco
    from soco.events import Subscription
    from soco.events_base import Event

    from sonos_sim import Simulator


@contextmanager
def subscribed(
    sim: Simulator, speaker: soco.SoCo, service: str = "renderingControl", **options: Any
) -> Iterator[Subscription]:
    """A subscription, its first event still to be read.

    It ends when no event is on its way any more: with the last one SoCo stops its listener, and that takes long then.
    """
    subscription = getattr(speaker, service).subscribe(**options)
    try:
        yield subscription
    finally:
        sim.settle()
        subscription.unsubscribe()


def heard(sim: Simulator, subscription: Subscription) -> list[Event]:
    """All events that have come, and whatever was on its way."""
    sim.settle()
    found = []
    while True:
        try:
            found.append(subscription.events.get_nowait())
        except Empty:
            return found


def numbered(events: Iterable[Event]) -> list[tuple[int, str | None]]:
    """SEQ and volume of events of RenderingControl."""
    return [(int(event.seq), event.variables.get("volume", {}).get("Master")) for event in events]


def turn(sim: Simulator, *volumes: int, room: str = "Kitchen") -> None:
    """Somebody turns the knob; each volume has an event of its own."""
    for volume in volumes:
        sim.do(partial(sim[room].rendering.set_volume, volume, sim[room].behaviour))
