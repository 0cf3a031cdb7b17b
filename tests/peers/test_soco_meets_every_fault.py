"""Whoever adds a fault lets SoCo meet it in ``test_soco_meets_*_faults.py``, or says here why it cannot."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from sonos_sim.harness import discovery_faults, gena_faults, player_faults, soap_faults, state_faults, transport_faults
from sonos_sim.harness.faults import Fault

MODULES = (transport_faults, soap_faults, gena_faults, discovery_faults, player_faults, state_faults)
NO_MEETING = {
    "EventFault": "a base, which does nothing by itself",
    "PlayerFault": "a base, which does nothing by itself",
    "Interception": "made by sim.intercept, not by name",
    "ReflectedMdns": "SoCo knows no mDNS",
}
MEETINGS = Path(__file__).parent.glob("test_soco_meets_*_faults.py")


def test_soco_meets_every_fault_that_it_can_meet() -> None:
    faults = {
        name
        for module in MODULES
        for name, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, Fault) and member.__module__ == module.__name__ and not name.startswith("_")
    }
    made = {
        node.func.id
        for path in MEETINGS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert len(faults) > 50
    assert faults - made == NO_MEETING.keys()
