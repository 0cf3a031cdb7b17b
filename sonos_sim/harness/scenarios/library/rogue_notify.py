"""Somebody forges events."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import EventFault
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import odd_sound
from sonos_sim.harness.scenarios.statements import hears, is_calm, turns_away

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sonos_sim.server.junctions import Outgoing
    from sonos_sim.server.subscriptions import Notification


class _Forgery(EventFault):
    """An event with a guessed SID and an absurd volume comes before the true one."""

    def on_event(self, event: Outgoing) -> Iterable[tuple[float, Notification]]:
        """Send both."""
        body = event.notification.body.replace(b"val=&quot;41&quot;", b"val=&quot;100&quot;")
        forged = replace(event.notification, sid="uuid:RINCON_00000000000001400_sub0000000001", body=body)
        return [(0, forged), (0, event.notification)]


SCENARIO = Scenario(
    name="rogue-notify",
    group="security",
    title="Forged events",
    imitates="Another host of the network sends events to the callback, with a SID that it guessed.",
    sources=("SoCo/SoCo soco/events_base.py",),
    severity="medium",
    bundles=("hostile-lan",),
    steps=odd_sound(_Forgery),
    oracle=(
        turns_away("it answers with an error to events of subscriptions that it never made", "odd", "knob"),
        hears("RenderingControl", "knob", lambda stage: stage.rooms[0]),
        is_calm(60),
    ),
)
