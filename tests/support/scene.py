"""A simulated household in the state in which an exchange was recorded."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sonos_sim import Household, Player, Simulator
from sonos_sim.household.file_contents import Builder
from sonos_sim.household.media import Track
from tests.support import wire
from tests.support.fixtures import ROOT
from tests.support.tree import DIDL, text_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.support.fixtures import Exchange

_DEFAULTS = {"seed": 7, "clock": {"rate": 0, "start": "2026-02-03T07:00:00+00:00"}}
_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")


def build(exchange: Exchange) -> Household:
    """The household of the exchange, not on the network; setup verbs are still to be done."""
    document = _DEFAULTS | {"players": [{"name": "Kitchen"}]} | exchange.household
    document["players"] = [{"model": exchange.profile} | player for player in document["players"]]
    builder = Builder(document, ROOT)
    assert not builder.problems, f"{exchange.id}: {builder.problems}"
    for player in builder.household.players.values():
        versions = exchange.software
        if isinstance(versions, dict):
            software = versions.get(player.device.name) or versions.get(player.uuid, "")
        else:
            software = versions
        if software:
            player.profile = replace(
                player.profile,
                software=software,
                generation=exchange.generation or player.profile.generation,
            )
    return builder.household


def asked(exchange: Exchange, household: Household) -> Player:
    """The player that was asked."""
    return household[exchange.player] if exchange.player else next(iter(household.players.values()))


def fill(text: str, household: Household) -> str:
    """``text`` with its placeholders, such as ``${Kitchen.uuid}`` and ``${household.id}``, replaced."""

    def value(match: re.Match[str]) -> str:
        owner, _, path = match[1].partition(".")
        found: Any = household if owner == "household" else household[owner]
        for name in path.split("."):
            found = getattr(found, name)
        return str(found)

    return _PLACEHOLDER.sub(value, text)


def filled(value: Any, fill_in: Callable[[str], str]) -> Any:
    """``value`` with the placeholders in all its texts replaced."""
    if isinstance(value, dict):
        return {name: filled(each, fill_in) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, fill_in) for each in value]
    return fill_in(value) if isinstance(value, str) else value


@dataclass
class Scene:
    """A simulator in the recorded state."""

    simulator: Simulator
    exchange: Exchange
    player: Player

    def fill(self, text: str) -> str:
        """``text`` with its placeholders replaced."""
        return fill(text, self.simulator.household)

    @property
    def arguments(self) -> dict[str, str]:
        """The arguments of the call as texts."""
        return {name: text_of(value, self.fill) for name, value in self.exchange.argument_texts.items()}

    async def do(self, verbs: list[dict[str, Any]]) -> None:
        """Do what ``setup`` or ``after`` lists."""
        for entry in verbs:
            for verb, value in entry.items():
                await self._do(verb, value)

    async def _do(self, verb: str, value: Any) -> None:
        room, _, name = verb.rpartition("/")
        player = self.simulator[room] if room else self.player
        if name == "advance":
            await self.simulator.clock.advance(value)
        elif name == "power_off":
            self.simulator.household.power_off(self.simulator[value])
        elif name == "queue":
            tracks = [Track(**entry) for entry in value["tracks"]]
            count = value.get("count", len(tracks))
            player.queue.insert([tracks[n % len(tracks)] for n in range(count)], 0, player.shuffling, 65535)
        elif name == "set":
            for path, new in value.items():
                *way, last = path.split(".")
                part: Any = player
                for step in way:
                    part = getattr(part, step)
                setattr(part, last, self._value(new))
        else:
            service, _, action = name.partition(".")
            arguments = {key: text_of(_texts(each), self.fill) for key, each in (value or {}).items()}
            await wire.call(player, service, action, **arguments)

    async def event(self) -> wire.Event:
        """The recorded event: the first one, or the last one after what the exchange says has happened."""
        async with wire.subscribe(self.player, self.exchange.service) as events:
            event = await events.next()
            if self.exchange.after:
                await self.do(self.exchange.after)
                await self.simulator.settle()
                while not events.listener.received.empty():
                    event = await events.next()
                assert event.seq, "nothing has changed"
            return event

    def _value(self, value: Any) -> Any:
        if isinstance(value, str) or (isinstance(value, dict) and DIDL in value):
            return text_of(_texts(value), self.fill)
        return value


def _texts(value: Any) -> Any:
    """A value of YAML in the notation, whose leaves are texts."""
    if isinstance(value, dict):
        return {key: _texts(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_texts(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


@asynccontextmanager
async def scene(exchange: Exchange, *, discovery: bool = False) -> AsyncIterator[Scene]:
    """Run a simulator in the state in which the exchange was recorded."""
    household = build(exchange)
    async with Simulator(household, discovery=discovery, mdns=False) as simulator:
        wire.SETTLERS[id(household)] = simulator.network.settle
        try:
            staged = Scene(simulator, exchange, asked(exchange, household))
            await staged.do(exchange.setup)
            yield staged
        finally:
            del wire.SETTLERS[id(household)]
