"""A service answers with an HTML page for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import is_calm, listens_everywhere

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    for at in ("SUBSCRIBE RenderingControl", "RenderingControl.*"):
        stage.faults.add(at, status=503, lasting=300)
    yield 600


SCENARIO = Scenario(
    name="html-error-not-soap",
    group="http-soap-transport",
    title="A page in HTML where SOAP should be",
    imitates=("A player that is busy, or has no such service, answers 403, 404, 405 or 503 with a page in HTML."),
    sources=(
        "https://github.com/SoCo/SoCo/pull/849",
        "https://github.com/tbouron/MMM-Sonos/issues/5",
        "https://github.com/athombv/homey/issues/1199",
    ),
    severity="medium",
    steps=_steps,
    oracle=(listens_everywhere("RenderingControl"), is_calm(120)),
)
