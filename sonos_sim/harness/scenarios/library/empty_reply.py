"""Connections are closed without a byte of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import listens_everywhere
from sonos_sim.harness.transport_faults import EmptyReply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_SETTING = "RenderingControl.SetRelativeVolume"


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("SUBSCRIBE *", EmptyReply(), player=stage.rooms[0], lasting=30)
    stage.faults.add("RenderingControl.GetVolume", EmptyReply(), player=stage.rooms[0], times=1)
    stage.faults.add(_SETTING, EmptyReply(), player=stage.rooms[0], times=1)
    yield 240


def _reads_again(stage: Stage) -> str:
    return "" if stage.journal.calls("RenderingControl.GetVolume") else "the volume was not asked for again"


def _sends_once(stage: Stage) -> str:
    struck = [fault for fault in stage.journal.faults if fault.record.at == _SETTING]
    sent = len(struck) + len(stage.journal.calls(_SETTING))
    return "" if sent == 1 else f"SetRelativeVolume was sent {sent} times"


SCENARIO = Scenario(
    name="empty-reply",
    group="http-soap-transport",
    title="Not a byte of an answer",
    imitates="A player takes a request and closes the connection in order, without so much as a status line.",
    sources=("https://github.com/home-assistant/core/issues/10868",),
    severity="medium",
    task="ask for the volume of the first room, and turn it up by 5",
    steps=_steps,
    oracle=(
        Statement("it reads again what can be read", _reads_again),
        Statement("it does not repeat what may have happened", _sends_once),
        listens_everywhere("RenderingControl"),
    ),
)
