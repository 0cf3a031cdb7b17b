"""The proxies are what the generator writes, cover every action, and speak with a player of all 16 services."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sonos_client.errors import UPnPError
from sonos_client.services import SERVICES, Services, enums

from sonos_sim.catalogue import SERVICE_NAMES, service_sheet

if TYPE_CHECKING:
    from types import ModuleType

    from tests.client.conftest import Connect
    from tests.conftest import Simulate

REMOVED = {"ProvisionCredentialedTrialAccountX", "ResetThirdPartyCredentials"}
"""Declared by newer firmware, and refused with 401."""
GENERATOR = Path(__file__).parents[2] / "client" / "generate.py"


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("client_generate", GENERATOR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # Dataclasses look their module up.
    spec.loader.exec_module(module)
    return module


def test_regeneration_changes_nothing(generator: ModuleType) -> None:
    assert generator.outdated() == []


@pytest.mark.parametrize(
    ("wire", "python"),
    [
        ("SetAVTransportURI", "set_av_transport_uri"),
        ("AddMultipleURIsToQueue", "add_multiple_uris_to_queue"),
        ("CurrentZonePlayerUUIDsInGroup", "current_zone_player_uuids_in_group"),
        ("GetVolumeDBRange", "get_volume_db_range"),
        ("AddOAuthAccountX", "add_oauth_account_x"),
        ("HTSatChanMapSet", "ht_sat_chan_map_set"),
        ("QPlayAuth", "qplay_auth"),
    ],
)
def test_names(generator: ModuleType, wire: str, python: str) -> None:
    assert generator.snake(wire) == python


def test_every_action_has_a_documented_method(generator: ModuleType) -> None:
    found = 0
    assert sorted(SERVICES) == sorted(SERVICE_NAMES)
    for name, service in SERVICES.items():
        for action in {line[0] for line in service_sheet(name).actions}:
            method = getattr(service, generator.snake(action))
            assert inspect.iscoroutinefunction(method)
            assert method.__doc__
            found += 1
    assert found == 207


def _example(annotation: str) -> Any:
    simple = {
        "str": "x", "int": 1, "bool": True, "timedelta": timedelta(hours=1), "timedelta | None": None,
        "time": time(7), "time | None": None, "datetime": datetime(2026, 1, 1),  # noqa: DTZ001
    }  # fmt: skip
    return simple[annotation] if annotation in simple else next(iter(getattr(enums, annotation)))


async def test_every_method_sends_what_the_player_declares(simulate: Simulate, connect: Connect) -> None:
    """On a player with all services each call is answered, or refused for its values, never for its form."""
    simulator = await simulate("Kitchen:ANY", behaviour={"internal_actions": True})
    household = await connect(simulator)
    services = Services(household.transport, household["Kitchen"])
    declared = simulator["Kitchen"].profile
    sent: list[tuple[str, str, set[str]]] = []
    simulator.observe(
        lambda record: (
            sent.append((record.service, record.action, set(record.arguments)))
            if type(record).__name__ == "ActionRecord"
            else None
        )
    )
    refused: list[UPnPError] = []
    answered = 0
    for service in vars(services).values():
        for name, method in inspect.getmembers(service, inspect.iscoroutinefunction):
            if name.startswith("_") or name == "call":
                continue
            required = [p for p in inspect.signature(method).parameters.values() if p.default is p.empty]
            try:
                await method(*[_example(str(p.annotation)) for p in required])
            except UPnPError as error:
                refused.append(error)
            else:
                answered += 1
    assert len({(service, action) for service, action, _ in sent}) == 207
    assert answered > 90
    assert {error.action for error in refused if error.code == 401} == REMOVED
    for service, action, arguments in sent:
        wanted = {argument.name for argument in declared.services[service].actions[action].inputs}
        assert wanted >= arguments, (service, action)
