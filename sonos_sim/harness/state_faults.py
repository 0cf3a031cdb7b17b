"""Faults of what players are in, believe and play: batteries, switches, views, takeovers, media.

All of these begin at once, or after the time that was asked for; taking one back, or the end of ``lasting``, undoes it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from sonos_sim.harness.player_faults import PlayerFault
from sonos_sim.household import inputs, virtual_line_in
from sonos_sim.household.battery import PowerSource
from sonos_sim.household.fetching import Fetched, FetchError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim.household import Household, Player
    from sonos_sim.household.fetching import Fetcher
    from sonos_sim.household.topology import Topology


class Battery(PlayerFault):
    """The battery is at ``level`` percent, or on another source of power; what it was returns at the end."""

    def __init__(self, level: int | None = None, *, charging: bool | None = None) -> None:
        self.level = level
        self.charging = charging
        self._before: list[tuple[Player, int, PowerSource]] = []

    def begin(self) -> None:
        """Set it."""
        for player in self.stage.players:
            if (battery := player.battery) is None:
                raise ValueError(f"{player.name} has no battery")
            self._before.append((player, battery.level, battery.source))
            if self.charging is not None:
                battery.source = PowerSource.CHARGING_RING if self.charging else PowerSource.BATTERY
            if self.level is not None:
                battery.level = self.level

    def end(self) -> None:
        """Set it back."""
        for player, level, source in self._before:
            if player.battery is not None:
                player.battery.level, player.battery.source = level, source


class Switch(PlayerFault):
    """Behaviour switches are others meanwhile: ``Switch(subscription_slots=2)``, ``Switch(topology_lag=20)``."""

    def __init__(self, **switches: Any) -> None:
        self.switches = switches
        self._before: list[tuple[Player, dict[str, Any]]] = []

    def begin(self) -> None:
        """Set them."""
        for player in self.stage.players:
            self._before.append((player, player.overrides))
            player.override(**self.switches)

    def end(self) -> None:
        """Set back those that nobody else has set since."""
        for player, before in self._before:
            now = player.overrides
            untouched = {name for name, value in self.switches.items() if now.get(name) == value}
            kept = {name: value for name, value in now.items() if name not in untouched}
            player.replace_overrides(**kept | {name: before[name] for name in untouched & before.keys()})


class HoldView(PlayerFault):
    """The players go on believing of the household what they believe now, or ``view``, until the end."""

    def __init__(self, view: Topology | None = None) -> None:
        self.view = view

    def begin(self) -> None:
        """Hold."""
        for player in self.stage.players:
            player.household.hold_view(player, self.view)

    def end(self) -> None:
        """Let them see the truth."""
        for player in self.stage.players:
            player.household.release_view(player)


class Script(PlayerFault):
    """Changes of the household at their times: ``Script((0, join), (2.5, leave))``; each gets the household."""

    def __init__(self, *steps: tuple[float, Callable[[Household], object]]) -> None:
        self.steps = steps

    def begin(self) -> None:
        """Put all of them on the clock; those at 0 happen at once."""
        for seconds, step in self.steps:
            if seconds > 0:
                self.later(seconds, partial(step, self.stage.household))
            else:
                step(self.stage.household)


class Takeover(PlayerFault):
    """AirPlay, Spotify Connect or the television takes over what the players play; it goes away at the end."""

    def __init__(self, by: Literal["airplay", "spotify", "tv"] = "airplay") -> None:
        self.by = by

    def begin(self) -> None:
        """Take over."""
        for player in self.stage.players:
            if self.by == "tv":
                inputs.switch_tv_on(player)
            else:
                virtual_line_in.take_over(player, self.by)

    def end(self) -> None:
        """Go away."""
        for player in self.stage.players:
            if self.by == "tv":
                inputs.switch_tv_off(player)
            else:
                virtual_line_in.disconnect(player)


class MediaFail(PlayerFault):
    """Whatever the players ask the network for cannot be had, for the reason ``error``."""

    def __init__(self, error: FetchError = FetchError.REFUSED, http_status: int = 0) -> None:
        self.error = error
        self.http_status = http_status
        self._real: dict[Household, Fetcher | None] = {}

    def begin(self) -> None:
        """Stand in front of what asks the network."""
        for household in self.stage.network.households:
            self._real[household], household.fetcher = household.fetcher, self

    def end(self) -> None:
        """Stand aside."""
        for household, fetcher in self._real.items():
            household.fetcher = fetcher

    def fetch(
        self, player: Player, uri: str, done: Callable[[Fetched], None], on_title: Callable[[str], None]
    ) -> Callable[[], None]:
        """Fail for the players it is for; see :class:`~sonos_sim.household.fetching.Fetcher`."""
        real = self._real[player.household]
        if player not in self.stage.players and real is not None:
            return real.fetch(player, uri, done, on_title)
        cancelled: list[bool] = []

        async def fail() -> None:
            if not cancelled:
                done(Fetched(uri, error=self.error, http_status=self.http_status))

        self.stage.run(fail())
        return lambda: cancelled.append(True)
