"""Made-up households: realistic room names, everything else from the seed."""

from __future__ import annotations

from itertools import cycle, islice
from typing import TYPE_CHECKING

from faker import Generator
from faker.providers.person.en_US import Provider as People

from sonos_sim.household.household import DEFAULT_PROFILE, Household
from sonos_sim.household.randomness import draw_seed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sonos_sim.household.clock import Clock

COMMON_ROOMS = ("Living Room", "Kitchen", "Bedroom", "Bathroom", "Office", "Dining Room")
FURTHER_ROOMS = (
    "Hallway", "Guest Room", "Garage", "Patio", "Garden", "Basement", "Attic", "Library", "Workshop", "Laundry",
    "Playroom", "Gym", "Sauna", "Studio",
)  # fmt: skip
_OWNED = ("Room", "Office", "Bathroom", "Den")


def generate(
    rooms: int | Sequence[str] = 5,
    seed: int | None = None,
    models: Sequence[str] | None = None,
    clock: Clock | None = None,
) -> Household:
    """A household with a player in each of ``rooms``: so many with made-up names, or these.

    ``models`` are profile keys given to the rooms in turn (default: all S18). Without ``seed`` one is drawn; it is in
    ``household.random.seed``, and the same seed and arguments make the same household. Raises ValueError for a
    number of rooms below 0, an empty list of models and a text where a list is meant, UnknownProfileError for a
    model that is not there.
    """
    if isinstance(rooms, str) or isinstance(models, str):
        raise ValueError("rooms and models are lists: a single text would be taken letter by letter")
    if models is not None and not models:
        raise ValueError("the list of models is empty; leave it out for the default")
    if isinstance(rooms, int) and rooms < 0:
        raise ValueError(f"{rooms} rooms; there are 0 or more")
    if seed is None:
        seed = draw_seed()
    household = Household(seed=seed, clock=clock)
    names = list(islice(_names(household), rooms)) if isinstance(rooms, int) else rooms
    # Not zip(strict): models are repeated as long as there are rooms.
    for name, model in zip(names, cycle(models or [DEFAULT_PROFILE]), strict=False):
        household.add(name, model)
    return household


def _names(household: Household) -> Iterator[str]:
    """Room names without end, no two the same."""
    rng = household.random.stream("rooms")
    for rooms in (COMMON_ROOMS, FURTHER_ROOMS):
        yield from rng.sample(rooms, len(rooms))
    generator = Generator()
    generator.random = rng
    people = People(generator)
    given: set[str] = set()
    while True:
        name = base = f"{people.first_name()}'s {rng.choice(_OWNED)}"
        number = 1
        while name in given:
            number += 1
            name = f"{base} {number}"
        given.add(name)
        yield name
