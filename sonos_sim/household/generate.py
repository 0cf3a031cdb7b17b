"""Made-up households: realistic room names, everything else from the seed."""

from __future__ import annotations

from itertools import cycle, islice
from typing import TYPE_CHECKING

from faker import Generator
from faker.providers.person.en_US import Provider as People

from sonos_sim.catalogue import profile
from sonos_sim.household.clock import Clock
from sonos_sim.household.household import DEFAULT_PROFILE, Household
from sonos_sim.household.library import Library
from sonos_sim.household.library_generator import GeneratedSongs
from sonos_sim.household.randomness import draw_seed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    library: int = 0,
) -> Household:
    """A household with a player in each of ``rooms``: so many with made-up names, or these.

    ``models`` are profile keys given to the rooms in turn (default: all S18), ``library`` is a number of tracks for
    its music library. Without ``seed`` one is drawn; it is in
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
        player = household.add(name, model)
        if player.is_bridge and isinstance(rooms, int):
            # It stands in no room and is called what it is (recorded).
            player.device.name = player.profile.display_name.upper()
    if library and household.players:
        songs = GeneratedSongs(tracks=library, seed=seed)
        household.content.set_library(Library([songs]), household.players[household.first_uuid])
    return household


def generate_split(
    s1_rooms: int | Sequence[str] = 2,
    s2_rooms: int | Sequence[str] = 3,
    seed: int | None = None,
    s1_models: Sequence[str] = ("S5", "ZP120"),
    s2_models: Sequence[str] | None = None,
    clock: Clock | None = None,
) -> tuple[Household, Household]:
    """An S1 and an S2 household side by side on one clock, as people have who kept their oldest players.

    They know nothing of each other; ``Simulator(*generate_split())`` serves both. Room names may come twice.
    Raises ValueError for a model of the wrong generation, and as :func:`generate` does.
    """
    for generation, models in ((1, s1_models), (2, s2_models or ())):
        if strangers := [key for key in models if profile(key).generation != generation]:
            raise ValueError(f"{', '.join(strangers)} cannot be in an S{generation} household")
    clock = clock or Clock()
    new = generate(s2_rooms, seed, s2_models, clock)
    # A seed of its own: with the same one both would draw the same players.
    old = generate(s1_rooms, new.random.stream("split").randrange(2**32), s1_models, clock)
    return old, new


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
