"""A player reboots: it comes back with a higher BootSeq and without subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import is_calm, is_listened_to, subscribes_again

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player


def _rebooted(stage: Stage) -> Player:
    return stage.rooms[0]


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    stage.mark("gone")
    stage.household.power_off(_rebooted(stage))
    yield 40
    stage.household.power_on(_rebooted(stage))
    stage.mark("back")
    yield 180


SCENARIO = Scenario(
    name="reboot-bootseq",
    group="topology",
    title="A player reboots",
    imitates=(
        "A player is gone for 20 to 60 s and comes back with BootSeq + 1, silent, and with all its SIDs forgotten."
    ),
    sources=(
        "https://github.com/ebaauw/homebridge-zp/issues/53",
        "https://github.com/ebaauw/homebridge-zp/issues/163",
        "https://github.com/ebaauw/homebridge-zp/issues/172",
    ),
    severity="critical",
    bundles=("week-in-the-life",),
    steps=_steps,
    oracle=(
        subscribes_again(90, "back", "RenderingControl", before="gone", of=_rebooted, at_most=1),
        is_listened_to("RenderingControl"),
        is_calm(60),
    ),
)
