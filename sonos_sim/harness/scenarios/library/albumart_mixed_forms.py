"""Pictures are given in five forms."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.soap_faults import Fields
from sonos_sim.household.art_uri import service_art
from sonos_sim.household.favourites import Favourite
from sonos_sim.server.art import ART_PATH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_HERE = "http://art.example/here"
_BARE = "https://art.example/cover.png?size=300&v=9"
_LIST = "http://art.example/list"
_ELEMENT = "<upnp:albumArtURI>{}</upnp:albumArtURI>"


def _station(number: int) -> str:
    return f"x-rincon-mp3radio://radio.example/{number}"


def _prepare(household: Household) -> None:
    there = {favourite.uri for favourite in household.content.favourites}
    for number, art in enumerate((service_art(_station(0)), _HERE, _BARE, "", _LIST)):
        if _station(number) not in there:
            favourite = Favourite(f"Station {number}", _station(number), art_uri=art)
            household.content.favourites.create(favourite, household.visible[0])


def _in_all_forms(other: str, result: str) -> str:
    """What a player says, with one picture at ``other`` (``host:port``), one ``&`` that is bare, and a list of two."""
    there, first, second = (service_art(_station(number)).replace("&", "&amp;") for number in (1, 4, 5))
    return (
        result.replace(_HERE, f"http://{other}{there}")
        .replace(_BARE.replace("&", "&amp;"), _BARE)
        .replace(_ELEMENT.format(_LIST), _ELEMENT.format(first) + _ELEMENT.format(second))
    )


def _steps(stage: Stage) -> Iterator[float]:
    for player in stage.household.players.values():
        other = next(one for one in stage.rooms if one is not player)
        stage.notes[player.uuid] = other.uuid
        forms = Fields(Result=partial(_in_all_forms, f"{other.address}:{other.port}"))
        stage.faults.add("ContentDirectory.Browse", forms, player=player, arguments={"ObjectID": "FV:2"})
    yield 120


def _finds_all(stage: Stage) -> str:
    browsed = {call.record.player for call in stage.journal.calls("ContentDirectory.Browse", ObjectID="FV:2")}
    asked = [entry.record for entry in stage.requests("GET") if entry.record.path == ART_PATH]
    if failed := [record for record in asked if record.status != 200]:
        return f"{stage.name_of(failed[0].player)} has no such picture"
    fetched = Counter(record.player for record in asked)
    for uuid in browsed:
        other = stage.notes[uuid]
        if fetched[uuid] < 2:
            return f"{fetched[uuid]} of 2 pictures were fetched from {stage.name_of(uuid)}"
        if not fetched[other]:
            return f"no picture was fetched from {stage.name_of(other)}"
    return "" if browsed else "the favourites were not listed"


SCENARIO = Scenario(
    name="albumart-mixed-forms",
    group="library-indexing",
    title="Album art in all forms",
    imitates=(
        "Art is a path on the player that was asked, a whole address with http or https, with a bare &, missing, or "
        "there are several."
    ),
    sources=(
        "https://github.com/svrooij/node-sonos-ts/pull/220",
        "jishi/node-sonos-discovery commit-b2ddb8f",
        "https://github.com/home-assistant/core/issues/61913",
    ),
    severity="low",
    task="list the favourites, and fetch the first picture of each that players have",
    prepare=_prepare,
    steps=_steps,
    oracle=(Statement("it fetches each picture from the player that has it", _finds_all),),
)
