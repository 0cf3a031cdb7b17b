"""Which of those that are found the client connects to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sonos_client import NotFoundError, SonosClient

from sonos_sim.household.randomness import draw_seed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_sim import Simulator
    from tests.conftest import Simulate


@pytest.fixture
async def two(simulate: Simulate) -> tuple[Simulator, Simulator]:
    """Two households, found at given hosts."""
    return await simulate("Kitchen"), await simulate("Office", seed=8)


@pytest.fixture
async def client(two: tuple[Simulator, Simulator]) -> AsyncIterator[SonosClient]:
    hosts = [simulator.players[0].address for simulator in two]
    async with SonosClient(hosts, use_ssdp=False, use_mdns=False) as made:
        yield made


async def test_a_household_by_its_long_id(client: SonosClient, two: tuple[Simulator, Simulator]) -> None:
    office = two[1].household
    assert "." in office.muse_id
    (found,) = await client.discover(office.muse_id)
    assert (found.uuid, found.household) == (office.first_uuid, office.id)
    household = await client.connect(office.muse_id)
    assert ([room.room for room in household.rooms], household.id) == (["Office"], office.id)


async def test_an_id_that_only_begins_alike_is_another(client: SonosClient, two: tuple[Simulator, Simulator]) -> None:
    with pytest.raises(NotFoundError):
        await client.connect(two[1].household.id[:-1])


async def test_a_speaker_without_household_is_no_other_household(
    client: SonosClient, two: tuple[Simulator, Simulator]
) -> None:
    two[0].household.id = ""
    assert two[0].household.muse_id == ""
    assert len(await client.discover()) == 2
    assert [room.room for room in (await client.connect()).rooms] == ["Office"]
    two[1].household.id = ""
    assert (await client.connect()).id == ""


async def test_a_search_ends_with_enough_of_the_household(simulate: Simulate) -> None:
    """The one that does not tell its household may be of another, so it does not count."""
    simulator, fresh = [await simulate(name, seed=draw_seed(), discovery=True) for name in ("Kitchen", "Fresh")]
    fresh.household.id = ""
    async with SonosClient(interfaces=["127.0.0.1"]) as client:
        household = await client.connect(simulator.household.id, seconds=20.0, enough=1)
        assert [room.room for room in household.rooms] == ["Kitchen"]
