"""Events; mostly there is nothing to do but to listen."""

from __future__ import annotations

from tests.support.tasks import Part

PARTS = {
    "subscription-silently-dead": Part(step=300.0, naive_step=300.0),
    "granted-timeout-shorter": Part(step=30.0),
    "initial-event-late": Part(naive_step=1.0),
    "rendering-event-before-topology": Part(naive_step=1.0),
}
