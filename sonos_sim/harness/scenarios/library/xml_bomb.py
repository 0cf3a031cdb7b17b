"""An event unfolds to many megabytes."""

from __future__ import annotations

from itertools import pairwise

from sonos_sim.harness.gena_faults import MutateBody
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import odd_sound
from sonos_sim.harness.scenarios.statements import hears, is_calm

_LEVELS = "abcdefgh"
"""Each is ten times the one before: 10 MB in all, which hurts nobody who tries it."""


def _bomb(_body: bytes) -> bytes:
    entities = [f'<!ENTITY {_LEVELS[0]} "x">']
    entities += [f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(_LEVELS)]
    return (
        f"<!DOCTYPE bomb [{''.join(entities)}]>"
        '<e:propertyset xmlns:e="urn:schemas-upnp-org:event-1-0"><e:property>'
        f"<LastChange>&{_LEVELS[-1]};</LastChange></e:property></e:propertyset>"
    ).encode()


SCENARIO = Scenario(
    name="xml-bomb",
    group="security",
    title="An event with nested entities",
    imitates=("Somebody hostile on the network sends a small document whose entities unfold to a huge one."),
    sources=(
        "https://github.com/home-assistant/core/issues/9813",
        "https://github.com/StevenLooman/async_upnp_client/pull/27",
        "home-assistant/core homeassistant/components/sonos/speaker.py",
    ),
    severity="high",
    bundles=("hostile-lan",),
    steps=odd_sound(lambda: MutateBody(_bomb)),
    oracle=(hears("RenderingControl", "knob", lambda stage: stage.rooms[0]), is_calm(60)),
)
