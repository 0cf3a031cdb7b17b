"""The members of the topology have other attributes."""

from __future__ import annotations

import re

from sonos_sim.harness.gena_faults import MutateBody
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import odd_topology
from sonos_sim.harness.scenarios.statements import hears, is_calm

_GONE = re.compile(rb" (?:WirelessMode|EthLink|SSLPort|HHSSLPort|MoreInfo)=&quot;.*?&quot;")
_NEW = b" ActiveZoneID=&quot;&quot; VirtualLineInSource=&quot;airplay&quot; ShineOn=&quot;1&quot;"


def _drifted(body: bytes) -> bytes:
    opening = b"&lt;ZoneGroupMember"
    return _GONE.sub(b"", body).replace(opening, opening + _NEW)


SCENARIO = Scenario(
    name="zgs-attribute-drift",
    group="firmware-model-drift",
    title="Attributes of the topology come and go",
    imitates=(
        "With each version attributes such as HasConfiguredSSID, SSLPort or ActiveZoneID appear in the "
        "topology, or are gone."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/133231",
        "https://github.com/janbar/noson-app/issues/74",
        "https://github.com/jishi/node-sonos-http-api/issues/289",
    ),
    severity="medium",
    bundles=("firmware-night",),
    steps=odd_topology(lambda: MutateBody(_drifted)),
    oracle=(hears("ZoneGroupTopology", "knob"), is_calm(60)),
)
