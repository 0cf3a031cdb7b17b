"""Events of a subscription come after its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import NotifyAfterUnsubscribe
from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import answers_events, hears

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


_SERVICE = "DeviceProperties"


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add(f"UNSUBSCRIBE {_SERVICE}", NotifyAfterUnsubscribe(3))
    yield 60
    stage.mark("ready")
    yield 60
    stage.mark("knob")
    player = stage.rooms[0]
    player.rendering.set_volume(42, player.behaviour)
    yield 30


def _unsubscribes(stage: Stage) -> str:
    ended = [entry for entry in stage.requests("UNSUBSCRIBE", _SERVICE) if entry.record.status == 200]
    return "" if ended else f"no subscription to {_SERVICE} was ended"


SCENARIO = Scenario(
    name="notify-after-unsubscribe",
    group="eventing-gena",
    title="Events after the end of a subscription",
    imitates="Up to three events of a SID still arrive that has just been cancelled, as at a shutdown or a reload.",
    sources=(
        "https://github.com/home-assistant/core/issues/69511",
        "https://github.com/ioBroker/ioBroker.sonos/issues/90",
        "SoCo/SoCo soco/events_base.py",
    ),
    severity="low",
    task=(
        "listen to RenderingControl of the first room all the time, and from 60 s after the start for 30 s to its "
        f"{_SERVICE} too; then end that subscription"
    ),
    steps=_steps,
    oracle=(
        Statement("it ends the subscription", _unsubscribes),
        answers_events("ready"),
        hears("RenderingControl", "knob", lambda stage: stage.rooms[0]),
    ),
)
