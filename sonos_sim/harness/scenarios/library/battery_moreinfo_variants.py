"""MoreInfo says other things than usual."""

from __future__ import annotations

import re
from itertools import cycle

from sonos_sim.harness.gena_faults import MutateBody
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import odd_topology
from sonos_sim.harness.scenarios.statements import hears, is_calm

_ATTRIBUTE = re.compile(rb"MoreInfo=&quot;.*?&quot;")
_SEEN = (b"", b"SPID:1,TargetRoomName:Office", b"BattChg:NOT_CHARGING,BattPct:94,NewKey:a:b")


def _other_words(body: bytes) -> bytes:
    words = cycle(_SEEN[1:] + _SEEN[:1])
    return _ATTRIBUTE.sub(lambda found: b"MoreInfo=&quot;" + next(words) + b"&quot;", body)


SCENARIO = Scenario(
    name="battery-moreinfo-variants",
    group="battery-portable",
    title="MoreInfo has other keys, or none",
    imitates=(
        "MoreInfo is empty on mains, lists battery values on a Move or Roam, and anything else where a player "
        "feels like it."
    ),
    sources=(
        "https://github.com/openhab/openhab-addons/issues/9950",
        "home-assistant/core homeassistant/components/sonos/speaker.py",
    ),
    severity="medium",
    bundles=("portable",),
    models={"battery": "S27"},
    steps=odd_topology(lambda: MutateBody(_other_words)),
    oracle=(hears("ZoneGroupTopology", "knob"), is_calm(60)),
)
