"""Favourites have classes that no list knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import reads_all
from sonos_sim.harness.soap_faults import Fields
from sonos_sim.household.favourites import Favourite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household


_CLASSES = (
    "object.container.playlistContainer.#PlaylistView",
    "object.itemobject.item.sonos-favorite",
    "object.container",
)


def _prepare(household: Household) -> None:
    household.override(browse_cap=5)
    player = household.visible[0]
    for number in range(12 - len(household.content.favourites)):
        favourite = Favourite(f"Station {number}", f"x-rincon-mp3radio://radio.example/{number}")
        household.content.favourites.create(favourite, player)


def _renamed(result: str) -> str:
    pieces = result.split("<upnp:class>")
    renamed = [pieces[0]]
    for number, piece in enumerate(pieces[1:]):
        renamed.append(_CLASSES[number % len(_CLASSES)] + piece[piece.index("</upnp:class>") :])
    return "<upnp:class>".join(renamed)


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("ContentDirectory.Browse", Fields(Result=_renamed), arguments={"ObjectID": "FV:2"})
    yield 120


SCENARIO = Scenario(
    name="vendor-didl-classes",
    group="playback",
    title="Classes of things that no list knows",
    imitates=(
        "Services and players make up classes: #PlaylistView behind a dot, sonos-favorite, a bare object.container."
    ),
    sources=(
        "https://github.com/SoCo/SoCo/issues/516",
        "https://github.com/SoCo/SoCo/issues/801",
        "https://github.com/SoCo/SoCo/pull/713",
    ),
    severity="high",
    task="list the favourites",
    prepare=_prepare,
    steps=_steps,
    oracle=(reads_all("FV:2"),),
)
