"""A player forgets its subscriptions; renewals are 412 from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import LoseSubscriptions
from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import is_listened_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_PATIENCE = 10.0


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    player = stage.rooms[0]
    longest = max((subscription.timeout for subscription in stage.live(player=player)), default=1800)
    stage.mark("lost")
    stage.faults.add(LoseSubscriptions(), player=player)
    yield 5
    player.rendering.set_volume(33, player.behaviour)
    yield longest + 60


def _resubscribes(stage: Stage) -> str:
    refused = [e for e in stage.requests("SUBSCRIBE", player=stage.rooms[0]) if e.record.status == 412]
    if not refused:
        return "nobody renewed what was lost"
    anew = stage.subscribed(player=stage.rooms[0])
    for loss in refused:
        if not any(e.record.path == loss.record.path and 0 <= e.at - loss.at <= _PATIENCE for e in anew):
            return f"no new subscription after #{loss.number} SUBSCRIBE {loss.record.path} 412"
    return ""


def _forgets_the_sid(stage: Stage) -> str:
    notes = [e.record.note for e in stage.requests("SUBSCRIBE") if e.record.status == 412]
    repeated = sorted({note for note in notes if notes.count(note) > 1})
    return f"renewed again: {repeated[0]}" if repeated else ""


SCENARIO = Scenario(
    name="renew-412-lost-sid",
    group="eventing-gena",
    title="The player has forgotten the subscription",
    imitates="After a reboot, an expiry or a suspended client the player answers renewals with 412 and sends nothing.",
    sources=(
        "https://github.com/SoCo/SoCo/issues/736",
        "https://github.com/jishi/node-sonos-http-api/issues/644",
        "https://github.com/ebaauw/homebridge-zp/issues/187",
    ),
    severity="critical",
    bundles=("smoke",),
    steps=_steps,
    oracle=(
        Statement("a renewal that is refused is followed by a new subscription within 10 s", _resubscribes),
        Statement("the lost SID is not renewed a second time", _forgets_the_sid),
        is_listened_to(),
    ),
)
