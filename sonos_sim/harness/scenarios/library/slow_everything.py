"""Every answer takes seconds, and so does every event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import DelayEvent
from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.transport_faults import Delay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.server.http import Answer
    from sonos_sim.server.junctions import Exchange

_MEAN, _JITTER = 5.0, 3.0
_READING = ("Get", "List", "Browse")


class _Slow(Delay):
    """Notes the first question that a client asks again on top of one that it still waits to be answered."""

    def __init__(self, notes: dict[str, str]) -> None:
        super().__init__(_MEAN, _JITTER)
        self._notes = notes
        self._open: list[Exchange] = []

    async def on_request(self, exchange: Exchange) -> Answer | None:
        """Wait."""
        is_question = exchange.name.partition(".")[2].startswith(_READING)
        if is_question and any(_is_same(exchange, other) for other in self._open):
            self._notes.setdefault("asked twice", f"{exchange.name} of {exchange.player.name}")
        self._open.append(exchange)
        try:
            return await super().on_request(exchange)
        finally:
            self._open.remove(exchange)


def _is_same(one: Exchange, other: Exchange) -> bool:
    """Whether the same is asked, and ``other`` is still waited for."""
    if other.request.transport is None or other.request.transport.is_closing():
        return False
    return (one.player, one.name, one.arguments) == (other.player, other.name, other.arguments)


def _steps(stage: Stage) -> Iterator[float]:
    late = [
        stage.faults.add(_Slow(stage.notes)),
        stage.faults.add("NOTIFY *", DelayEvent(_MEAN, _JITTER)),
    ]
    yield 120
    stage.mark("knob")
    for player in stage.rooms:
        player.rendering.set_volume(41, player.behaviour)
    yield 60
    for planned in late:
        planned.remove()


def _keeps_up(stage: Stage) -> str:
    asked = {c.record.player for c in stage.journal.calls("RenderingControl.GetVolume") if stage.after("knob")(c)}
    told = {event.record.player for event in stage.journal.events("RenderingControl") if stage.after("knob")(event)}
    missing = [player.name for player in stage.rooms if player.uuid not in asked | told]
    return f"it cannot know the volume of {', '.join(missing)}" if missing else ""


def _does_not_pile_up(stage: Stage) -> str:
    return stage.notes.get("asked twice", "")


SCENARIO = Scenario(
    name="slow-everything",
    group="http-soap-transport",
    title="Everything takes seconds",
    imitates=(
        "In a large household or on a weak Wi-Fi each answer takes 2 to 8 s, events come as late, and polls that do "
        "not wait for each other pile up."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/22070",
        "https://github.com/home-assistant/core/issues/18579",
        "https://github.com/home-assistant/core/issues/70088",
        "https://github.com/pascalopitz/unoffical-sonos-controller-for-linux/issues/170",
    ),
    severity="medium",
    bundles=("big-house",),
    rooms=8,
    task="follow the volume of all rooms",
    steps=_steps,
    oracle=(
        Statement("it hears of or asks for every room's volume when all have changed", _keeps_up),
        Statement("it never asks a player again what it still waits for", _does_not_pile_up),
    ),
)
