"""Enqueuing an album takes longer than clients wait; it happens all the same."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.transport_faults import LateAnswer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


_ENQUEUE = ("AVTransport.AddURIToQueue", "AVTransport.AddMultipleURIsToQueue")


def _steps(stage: Stage) -> Iterator[float]:
    for action in _ENQUEUE:
        stage.faults.add(action, LateAnswer(40))
    yield 300


def _enqueues_once(stage: Stage) -> str:
    calls = [call.record for action in _ENQUEUE for call in stage.journal.calls(action)]
    if not calls:
        return "nothing was enqueued"
    uris = Counter((c.player, c.arguments.get("EnqueuedURI") or c.arguments.get("EnqueuedURIs", "")) for c in calls)
    often = [f"{uri} {count} times at {stage.name_of(player)}" for (player, uri), count in uris.items() if count > 1]
    return f"enqueued {often[0]}" if often else ""


SCENARIO = Scenario(
    name="slow-enqueue-not-idempotent",
    group="http-soap-transport",
    title="Enqueuing takes longer than the client waits",
    imitates="A playlist of a service costs 0.3 to 0.5 s a track; the player goes on although the client has hung up.",
    sources=(
        "https://github.com/OpenSurface/SonosESP/issues/169",
        "https://github.com/SoCo/SoCo/pull/876",
        "https://github.com/duncan3dc/sonos/issues/61",
    ),
    severity="high",
    task="enqueue something",
    steps=_steps,
    oracle=(Statement("it enqueues each thing once", _enqueues_once),),
)
