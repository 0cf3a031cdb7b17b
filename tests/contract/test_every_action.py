"""Every profile, every action it declares: success with all that is declared, or a fault that is documented."""

from __future__ import annotations

from typing import Any

import pytest

from sonos_sim.catalogue import profile_keys, recorded_keys
from sonos_sim.server.records import ActionRecord
from sonos_sim.services.base import evidence_of, snake_case
from sonos_sim.services.registry import SERVICES
from tests.support.walk import TUNE_IN_TYPE, Case, Outcome, Walker, cases, mistyped, prelude, sensible

ALWAYS = frozenset({401, 402})
"""An action the model lacks, or arguments that are no such."""
EVERYTHING = "ANY"
NEVER_GRANTED = {
    # Refused whatever is asked.
    "AVTransport.ChangeTransportSettings", "AlarmClock.GetHouseholdTimeAtStamp", "AlarmClock.SetTimeNow",
    "ConnectionManager.GetCurrentConnectionInfo", "ContentDirectory.SetBrowseable",
    "GroupManagement.ReportTrackBufferingResult", "SystemProperties.ProvisionCredentialedTrialAccountX",
    "SystemProperties.ResetThirdPartyCredentials",
    # They need groups, bonded players, a ringing alarm or a queue of a service, which have tests of their own.
    "AVTransport.BecomeGroupCoordinator", "AVTransport.BecomeGroupCoordinatorAndSource",
    "AVTransport.ChangeCoordinator", "AVTransport.DelegateGroupCoordinationTo",
    "AVTransport.GetRunningAlarmProperties", "AVTransport.SnoozeAlarm", "DeviceProperties.AddBondedZones",
    "DeviceProperties.AddHTSatellite", "DeviceProperties.CreateStereoPair", "DeviceProperties.RemoveBondedZones",
    "DeviceProperties.RemoveHTSatellite", "DeviceProperties.SeparateStereoPair", "Queue.AttachQueue",
}  # fmt: skip
"""Actions that the walk never sees succeed."""
IN_FULL = {*recorded_keys(), EVERYTHING}
"""Profiles walked with all borders; a derived one has the handlers and declarations of a recorded one."""


def documented(service: str, action: str, case: Case) -> set[int]:
    """Fault codes that may answer ``case``."""
    evidence = evidence_of(getattr(SERVICES[service], snake_case(action)))
    assert evidence is not None
    return {*evidence.errors, *ALWAYS} | ({SERVICES[service].instance_code} if case.bad_instance else set())


def problem(declared: Any, service: str, case: Case, outcome: Outcome) -> str:
    """What is wrong with the outcome of ``case``; empty if nothing is."""
    if outcome.fault is not None:
        codes = documented(service, declared.name, case)
        return "" if outcome.status == 500 and outcome.fault in codes else f"fault {outcome.fault}, not in {codes}"
    if [name for name, _ in outcome.outputs] != [argument.name for argument in declared.outputs]:
        return f"out arguments {outcome.outputs}"
    pairs = zip(declared.outputs, outcome.outputs, strict=True)
    return " ".join(filter(None, (mistyped(argument.variable, text) for argument, (_, text) in pairs)))


@pytest.mark.parametrize("key", profile_keys())
async def test_every_action_of(simulate: Any, key: str) -> None:
    sim = await simulate(f"Kitchen:{key}", "Office", behaviour={"keep_alive": True, "fetch_media": False})
    kitchen, records = sim["Kitchen"], []
    sim.observe(records.append)
    sim.household.accounts.add(TUNE_IN_TYPE, "ann")
    known = sensible(kitchen, sim["Office"])
    problems, refused = [], set()
    async with Walker(kitchen) as walker:
        for endpoint in kitchen.profile.endpoints:
            for action in kitchen.profile.service(endpoint.service).actions.values():
                for other, before, case in prelude(kitchen, endpoint.service, known):
                    await walker.calls(other, before.name, [case])
                planned = list(cases(action, known, borders=key in IN_FULL))
                outcomes = await walker.calls(endpoint, action.name, planned)
                name = f"{endpoint.service}.{action.name}"
                for case, outcome in zip(planned, outcomes, strict=True):
                    if wrong := problem(action, endpoint.service, case, outcome):
                        problems.append(f"{name}, {case.what}: {wrong}")
                if all(outcome.fault is not None for outcome in outcomes):
                    refused.add(name)
    defects = [r for r in records if isinstance(r, ActionRecord) and r.reason.startswith("defect")]
    problems += [f"{r.service}.{r.action} {r.arguments}: {r.reason}" for r in defects]
    assert not problems, "\n".join(problems)
    if key == EVERYTHING:
        assert refused <= NEVER_GRANTED


def test_nothing_is_left_to_come() -> None:
    assert not {name for name, service in SERVICES.items() if service.pending}
