"""The coverage rows agree with the catalogue and with the handlers."""

from __future__ import annotations

from sonos_sim import Clock, Household
from sonos_sim.catalogue import profile, profile_keys, recorded_keys
from sonos_sim.services.coverage import PENDING, Row, counts, coverage, coverage_table
from sonos_sim.services.evidence import Grade
from sonos_sim.services.registry import SERVICES, create


def rows_by_name() -> dict[tuple[str, str], Row]:
    return {(row.service, row.action): row for row in coverage()}


def test_every_declared_action_has_one_row() -> None:
    rows = rows_by_name()
    assert len(rows) == len(coverage()) == 207
    for key in recorded_keys():
        for service in profile(key).services.values():
            for action in service.actions:
                assert key in rows[service.name, action].profiles


def test_rows_tell_what_handlers_state() -> None:
    rows = rows_by_name()
    row = rows["AVTransport", "DelegateGroupCoordinationTo"]
    assert (row.grade, row.errors, row.is_implemented) == (Grade.CLIENT_DERIVED, (402, 701, 1001), True)
    assert rows["HTControl", "GetIRRepeaterState"].profiles == ("S14", "S16", "S19", "S36", "S9")
    assert {(r.service, r.action) for r in rows.values() if r.grade == PENDING} == {
        (name, action) for name, service in SERVICES.items() for action in service.pending
    }


def test_table_and_counts() -> None:
    lines = coverage_table().splitlines()
    assert len(lines) == 209
    assert sum(counts().values()) == 207
    assert all(f"{number} {grade}" in lines[-1] for grade, number in counts().items())
    (line,) = [line for line in lines if line.startswith("HTControl.GetIRRepeaterState")]
    assert rows_by_name()["HTControl", "GetIRRepeaterState"].grade in line
    assert line.endswith("[S14 S16 S19 S36 S9]")


def test_every_endpoint_has_a_service_that_events_what_is_declared() -> None:
    household = Household(seed=7, clock=Clock.stopped())
    for key in profile_keys():
        player = household.add(key, key)
        created = [create(player, endpoint) for endpoint in player.profile.endpoints]
        assert [(s.name, s.device) for s in created] == [(e.service, e.device) for e in player.profile.endpoints]
        # What a first event carries is declared, but for the one variable that no description knows (recorded).
        for service in created:
            carried = service.properties(service.evented(), None).keys()
            assert carried - set(profile(key).service(service.name).evented) <= {"ActiveZoneID"}
