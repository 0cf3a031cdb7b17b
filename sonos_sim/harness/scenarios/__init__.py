"""Failures that were seen in the field, on demand: ``scenario("renew-412-lost-sid")``, ``start(name, simulator)``."""

from sonos_sim.harness.scenarios.base import Finding, Scenario, Statement, Verdict
from sonos_sim.harness.scenarios.registry import UnknownScenarioError, names, scenario, scenarios
from sonos_sim.harness.scenarios.stage import Stage, start

__all__ = [
    "Finding",
    "Scenario",
    "Stage",
    "Statement",
    "UnknownScenarioError",
    "Verdict",
    "names",
    "scenario",
    "scenarios",
    "start",
]
