from __future__ import annotations

import pytest

from sonos_sim import Clock, Household
from sonos_sim.catalogue import UnknownProfileError


def describe(household: Household) -> list[tuple[str, str, str]]:
    return [(p.name, p.uuid, p.profile.key) for p in household.players.values()]


def test_rooms_have_usual_names_first():
    assert {p.name for p in Household.generate(6, seed=1).players.values()} == {
        "Living Room", "Kitchen", "Bedroom", "Bathroom", "Office", "Dining Room",
    }  # fmt: skip


def test_the_seed_decides_everything():
    assert describe(Household.generate(40, seed=1)) == describe(Household.generate(40, seed=1))
    assert describe(Household.generate(40, seed=1)) != describe(Household.generate(40, seed=2))


def test_a_drawn_seed_is_kept_and_makes_the_same_again():
    drawn = Household.generate(30)
    assert describe(Household.generate(30, seed=drawn.random.seed)) == describe(drawn)
    assert Household.generate(1).random.seed != drawn.random.seed


def test_a_household_that_grows_keeps_its_first_rooms():
    assert describe(Household.generate(50, seed=3))[:20] == describe(Household.generate(20, seed=3))


def test_given_names_and_models_are_taken_in_turn():
    household = Household.generate(["Kitchen", "TV", "Bath"], seed=1, models=["S18", "S9"])
    assert [(p.name, p.profile.key) for p in household.players.values()] == [
        ("Kitchen", "S18"),
        ("TV", "S9"),
        ("Bath", "S18"),
    ]


def test_the_clock_is_taken():
    clock = Clock.stopped()
    assert Household.generate(1, clock=clock).clock is clock


def test_a_thousand_rooms_are_unique():
    household = Household.generate(1000, seed=5)
    assert len({p.name for p in household.players.values()}) == len(household.groups) == 1000


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"rooms": "Kitchen"}, ValueError),
        ({"rooms": -1}, ValueError),
        ({"models": "S18"}, ValueError),
        ({"models": []}, ValueError),
        ({"models": ["S999"]}, UnknownProfileError),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: dict[str, object], error: type[Exception]):
    with pytest.raises(error):
        Household.generate(**arguments)
