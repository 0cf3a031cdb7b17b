"""UPnP is switched off for two minutes: everything on port 1400 is 403."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import is_calm, is_listened_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_PATIENCE = 120.0


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    stage.mark("off")
    stage.household.override(upnp_enabled=False)
    for room in stage.rooms:  # what was subscribed is over as well
        for subscription in stage.live(player=room):
            stage.network.servers[room.uuid].subscriptions.drop(subscription)
    yield 600
    stage.household.override(upnp_enabled=True)
    stage.mark("on")
    yield 300


def _comes_back(stage: Stage) -> str:
    if not stage.held("off"):
        return "nobody had subscribed before"
    anew = [e for e in stage.subscribed() if stage.after("on")(e)]
    if not anew:
        return "nothing was subscribed after UPnP was on again"
    late = anew[0].at - stage.marks["on"]
    return f"the first subscription came after {late:.0f} s" if late > _PATIENCE else ""


SCENARIO = Scenario(
    name="upnp-disabled-403",
    group="http-soap-transport",
    title="UPnP is switched off in the privacy settings",
    imitates="Since 2025 UPnP can be off, by hand or after an update: description, control and events answer 403.",
    sources=(
        "https://github.com/home-assistant/core/issues/151258",
        "https://github.com/home-assistant/core/issues/154877",
        "https://github.com/home-assistant/core/issues/156328",
    ),
    severity="critical",
    bundles=("smoke",),
    steps=_steps,
    oracle=(
        is_calm(120, "off", "on"),
        Statement("it comes back within two minutes of UPnP being switched on", _comes_back),
        is_listened_to("RenderingControl"),
    ),
)
