"""Renewals succeed, and no event comes any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import Drop
from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import catches_up, is_calm
from sonos_sim.server.junctions import Outgoing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.server.junctions import Subject


class _Deaf(Drop):
    """Events of the subscriptions there are in the beginning are lost; new ones work."""

    def __init__(self, sids: frozenset[str]) -> None:
        super().__init__()
        self.sids = sids

    def matches(self, subject: Subject) -> bool:
        """Only events of those."""
        return isinstance(subject, Outgoing) and subject.subscription.sid in self.sids


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    stage.faults.add(_Deaf(frozenset(subscription.sid for subscription in stage.live())))
    player = stage.rooms[0]
    player.rendering.set_volume(42, player.behaviour)
    stage.mark("deaf")
    yield 3 * 3600


def _renews(stage: Stage) -> str:
    return "" if stage.held("deaf") else "nobody had subscribed before"


SCENARIO = Scenario(
    name="subscription-silently-dead",
    group="eventing-gena",
    title="The subscription is dead, and renewals succeed",
    imitates="After a blip of the network, or when a NAT entry is gone, renewals are 200 and no NOTIFY ever comes.",
    sources=(
        "https://github.com/svrooij/node-sonos-ts/issues/171",
        "https://github.com/svrooij/node-sonos-ts/issues/66",
        "https://github.com/bencevans/node-sonos/issues/455",
    ),
    severity="critical",
    steps=_steps,
    oracle=(
        Statement("it had subscribed", _renews),
        catches_up("RenderingControl", "deaf", 2 * 3600),
        is_calm(60),
    ),
)
