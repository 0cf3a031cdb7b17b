"""Players without a network: playback on the stopped clock of a household, fetching played by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from sonos_sim import Clock, Household
from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household.deck import TransportState
from sonos_sim.household.loading import set_uri
from sonos_sim.household.media import Track

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim import Player
    from sonos_sim.household.fetching import Fetched

STOPPED, PLAYING, PAUSED, TRANSITIONING = TransportState
LOCAL = "http://127.0.0.1/clip.mp3"
RADIO = "x-rincon-mp3radio://127.0.0.1/live"


@dataclass
class FakeFetcher:
    """Keeps what it is asked; a test answers."""

    asked: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    done: Callable[[Fetched], None] = print
    on_title: Callable[[str], None] = print

    def fetch(
        self, player: Player, uri: str, done: Callable[[Fetched], None], on_title: Callable[[str], None]
    ) -> Callable[[], None]:
        self.asked.append(uri)
        self.done, self.on_title = done, on_title
        return lambda: self.cancelled.append(uri)


def make(*rooms: str, **behaviour: object) -> tuple[Household, list[Player]]:
    household = Household(seed=7, clock=Clock.stopped())
    household.override(**behaviour)
    for room in rooms or ("Kitchen",):
        name, _, model = room.partition(":")
        household.add(name, model or "S18")
    return household, list(household.players.values())


def load(player: Player, uri: str, duration: float | None = None) -> None:
    set_uri(player, uri, "", Track(uri, duration=duration))


def code(verb: Callable[[], object]) -> int:
    with pytest.raises(UPnPError) as error:
        verb()
    return error.value.code


def now(player: Player) -> tuple[TransportState, int, float]:
    return player.transport.state, player.queue.current, player.transport.position


def fetching(*rooms: str) -> tuple[Household, list[Player], FakeFetcher]:
    household, players = make(*rooms)
    household.fetcher = fetcher = FakeFetcher()
    return household, players, fetcher
