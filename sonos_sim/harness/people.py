"""What people, and their pets, do to a household while a program looks after it.

Each verb does what the hand or the app would do, through the same state as any action, so that clients hear of it by
events and topology alone. What real players do then stands, with its evidence, in the household's own modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from sonos_sim.household import inputs, playback, virtual_line_in
from sonos_sim.household.battery import PowerSource
from sonos_sim.household.media import Track

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim.household import Player
    from sonos_sim.household.battery import Battery

SettledT = TypeVar("SettledT", covariant=True)


class World(Protocol[SettledT]):
    """What people need of a simulator."""

    @property
    def players(self) -> list[Player]:
        """All players."""

    def __getitem__(self, key: str) -> Player:
        """The player with that room name or UUID."""

    def do(self, change: Callable[[], object]) -> SettledT:
        """Make a change; the result is what waits for its events."""


class People(Generic[SettledT]):
    """Those who live there; ``sim.people``.

    Rooms are named as in ``sim["Kitchen"]``, and each verb waits for its events as ``sim.do`` does. A room that is not
    there is a KeyError, a model that cannot do it a ValueError; what players refuse raises the UPnPError of the action.
    """

    def __init__(self, world: World[SettledT]) -> None:
        self._world = world

    # At the box

    def turns_knob(self, room: str, by: int) -> SettledT:
        """Somebody presses the volume keys of a room: up if ``by`` is positive, clamped to 0..100."""
        player = self._world[room]
        return self._world.do(lambda: player.rendering.change_volume(by, player.behaviour))

    def presses_play(self, room: str) -> SettledT:
        """Somebody presses the key on the box: its group pauses, or plays what is loaded."""
        player = self._world[room].coordinator
        return self._world.do(lambda: playback.pause(player) if player.transport.is_active else playback.play(player))

    def presses_next(self, room: str) -> SettledT:
        """Somebody presses the key twice: the next track."""
        player = self._world[room].coordinator
        return self._world.do(lambda: playback.step(player, 1))

    # With the app

    def regroups(self, coordinator: str, *members: str) -> SettledT:
        """Somebody ticks rooms in the app: ``coordinator`` leads just ``members``, whoever else was there leaves.

        A room that was led by another one leaves it, and what that played plays on without it.
        """
        leader, wanted = self._world[coordinator], [self._world[room] for room in members]

        def change() -> None:
            groups = leader.household.groups
            if not leader.is_coordinator:
                groups.leave(leader)
            for other in [p for p in leader.group.visible if p is not leader and p not in wanted]:
                groups.leave(other)
            for player in wanted:
                groups.join(player, leader.uuid)

        return self._world.do(change)

    def renames(self, room: str, name: str) -> SettledT:
        """Somebody gives a room another name."""
        player = self._world[room].primary
        return self._world.do(lambda: setattr(player.device, "name", name))

    # From elsewhere

    def plays_from_phone(self, room: str, *titles: str) -> SettledT:
        """AirPlay takes a room over, with songs of these titles (default: one)."""
        player = self._world[room]
        tracks = [Track("", title, duration=180) for title in titles or ("A Song",)]
        return self._world.do(lambda: virtual_line_in.take_over(player, "airplay", *tracks))

    def takes_phone_away(self, room: str) -> SettledT:
        """The phone that plays into a room goes out of reach: silence."""
        player = self._world[room]
        return self._world.do(lambda: virtual_line_in.disconnect(player))

    def switches_tv_on(self, room: str) -> SettledT:
        """The television is switched on, and takes its room unless autoplay is set otherwise."""
        player = self._world[room]
        return self._world.do(lambda: inputs.switch_tv_on(player))

    def switches_tv_off(self, room: str) -> SettledT:
        """The television is switched off; the room stays on its silent input."""
        player = self._world[room]
        return self._world.do(lambda: inputs.switch_tv_off(player))

    def starts_record_player(self, room: str) -> SettledT:
        """What is plugged into the line-in begins to play; autoplay does what it is set to."""
        player = self._world[room]
        return self._world.do(lambda: inputs.play_line_in(player))

    def stops_record_player(self, room: str) -> SettledT:
        """What is plugged into the line-in falls silent."""
        player = self._world[room]
        return self._world.do(lambda: inputs.silence_line_in(player))

    # Power

    def unplugs(self, room: str) -> SettledT:
        """The dog pulls a plug: the player is gone without a goodbye."""
        return self._switch_off(self._world[room])

    def unplugs_sub(self, room: str) -> SettledT:
        """The dog pulls the plug of the Sub that is bonded to a room."""
        return self._switch_off(self._sub_of(room))

    def plugs_in(self, room: str) -> SettledT:
        """A player has power again: it boots, and stands in a group of its own."""
        return self._switch_on(self._world[room])

    def plugs_in_sub(self, room: str) -> SettledT:
        """The Sub that is bonded to a room has power again."""
        return self._switch_on(self._sub_of(room))

    def cuts_power(self) -> SettledT:
        """The power fails: everything is gone but what has a battery of its own."""
        return self._switch_off(*self._on_mains())

    def restores_power(self) -> SettledT:
        """The power is back: everything that was gone boots."""
        return self._switch_on(*self._on_mains())

    # Portable players

    def lifts_off_charger(self, room: str) -> SettledT:
        """Somebody takes a portable player off its charger: it plays on, from its battery."""
        battery = self._battery_of(room)
        return self._world.do(lambda: setattr(battery, "source", PowerSource.BATTERY))

    def puts_on_charger(self, room: str) -> SettledT:
        """Somebody puts a portable player back on its charger."""
        battery = self._battery_of(room)
        return self._world.do(lambda: setattr(battery, "source", PowerSource.CHARGING_RING))

    def carries_away(self, room: str) -> SettledT:
        """Somebody takes a portable player along, out of reach of the network, without a goodbye."""
        player, battery = self._world[room], self._battery_of(room)

        def change() -> None:
            battery.source = PowerSource.BATTERY
            player.household.power_off(player)

        return self._world.do(change)

    def brings_back(self, room: str) -> SettledT:
        """Somebody comes home with a portable player: as after a boot (inferred), and on its battery still."""
        self._battery_of(room)
        return self._switch_on(self._world[room])

    def _switch_off(self, *players: Player) -> SettledT:
        def change() -> None:
            for player in players:
                if player.is_running:
                    player.household.power_off(player)

        return self._world.do(change)

    def _switch_on(self, *players: Player) -> SettledT:
        def change() -> None:
            for player in players:
                if not player.is_running:
                    player.household.power_on(player)

        return self._world.do(change)

    def _on_mains(self) -> list[Player]:
        return [player for player in self._world.players if player.battery is None]

    def _battery_of(self, room: str) -> Battery:
        player = self._world[room]
        if player.battery is None:
            raise ValueError(f"{player.name} is a {player.profile.display_name}, which has no battery")
        return player.battery

    def _sub_of(self, room: str) -> Player:
        bond = self._world[room].bond
        for player in bond.players if bond is not None else ():
            if player.profile.can("sub"):
                return player
        raise ValueError(f"no Sub is bonded to {room}")
