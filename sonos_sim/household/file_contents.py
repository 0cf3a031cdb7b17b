"""Between a household and the document of a household file; the form of the document has been checked already."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household.battery import Battery, PowerSource
from sonos_sim.household.bonding import BOTH_FRONTS, Bond, BondKind
from sonos_sim.household.clock import Clock
from sonos_sim.household.eq import set_eq
from sonos_sim.household.file_library import build_library, describe_library
from sonos_sim.household.file_schema import key_path, near_miss
from sonos_sim.household.file_time import build_alarms, build_time, describe_alarms, describe_time
from sonos_sim.household.household import DEFAULT_PROFILE, Household
from sonos_sim.household.music_services import entries_of_services, services_from_entries
from sonos_sim.household.randomness import draw_seed
from sonos_sim.household.rendering import MASTER

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable

    from sonos_sim.household.player import Player

Path = list[str | int]


def _same(value: Any) -> Any:
    return value


def _replaced(value: Any, _old: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where a key of a player lives, and how its value is written in files."""

    part: str
    attribute: str
    to_file: Callable[[Any], Any] = _same
    from_file: Callable[[Any, Any], Any] = _replaced
    """From the value in the file and the present one."""

    def get(self, player: Player) -> Any:
        return self.to_file(getattr(getattr(player, self.part), self.attribute))

    def put(self, player: Player, value: Any) -> None:
        part = getattr(player, self.part)
        setattr(part, self.attribute, self.from_file(value, getattr(part, self.attribute)))


def _master(attribute: str) -> _Setting:
    return _Setting("rendering", attribute, lambda values: values[MASTER], lambda value, old: {**old, MASTER: value})


def _switch(attribute: str) -> _Setting:
    # YAML reads an unquoted On as true.
    return _Setting("device", attribute, lambda value: value == "On", lambda value, _: "On" if value else "Off")


_SETTINGS = {
    "volume": _master("volumes"),
    "mute": _master("mutes"),
    **{name: _Setting("rendering", name) for name in ("bass", "treble", "loudness", "output_fixed")},
    "led": _switch("led"),
    "button_lock": _switch("button_lock"),
    **{
        name: _Setting("device", name)
        for name in ("icon", "configuration", "target_room_name", "microphone", "boot_seq")
    },
}
_BATTERY = ("source", "level", "health", "temperature", "temperature_state")
_KINDS = {"stereo": BondKind.CHANNEL_MAP, "sub": BondKind.CHANNEL_MAP, "theatre": BondKind.THEATRE}


class Builder:
    """Makes the household of a document that has the right form, and notes what does not fit together."""

    def __init__(self, document: dict[str, Any], folder: pathlib.Path) -> None:
        self.problems: list[str] = []
        self.household = Household(seed=document.get("seed", draw_seed()), clock=_clock(document.get("clock", {})))
        self.household.id = document.get("id", self.household.id)
        self.household.override(**_switches(document))
        build_time(self.household, document.get("time", {}))
        self.household.accounts.strings = dict(document.get("strings", {}))
        if "music_services" in document:
            self._services(document["music_services"])
        entries = list(enumerate(document["players"]))
        players = [(number, entry, self._player(number, entry)) for number, entry in entries]
        for number, bond in enumerate(document.get("bonds", ())):
            self._bond(number, *next(iter(bond.items())))
        for number, names in enumerate(document.get("groups", ())):
            self._group(number, names)
        for number, entry, player in players:
            if player is not None:
                self._eq(number, entry, player)
        build_alarms(self.household, document.get("alarms", []), self._find, self._note)
        if "library" in document:
            build_library(self.household, document["library"], folder, self._note)

    def _player(self, number: int, entry: dict[str, Any]) -> Player | None:
        address, port = entry.get("address", ""), entry.get("port", 1400)
        for other in self.household.players.values():
            if address and (other.address, other.port) == (address, port):
                self._note(["players", number, "address"], f"is {address}:{port}, which {other.name} has already")
            if other.uuid == entry.get("uuid"):
                self._note(["players", number, "uuid"], f"is {other.uuid}, which {other.name} has already")
                return None
        player = self.household.add(entry["name"], entry.get("model", DEFAULT_PROFILE), uuid=entry.get("uuid"))
        player.override(**_switches(entry))
        player.address, player.port = address, port
        for key, setting in _SETTINGS.items():
            if key in entry:
                setting.put(player, entry[key])
        if "battery" in entry:
            self._battery(number, entry["battery"], player)
        return player

    def _battery(self, number: int, entry: dict[str, Any], player: Player) -> None:
        if player.battery is None:
            self._note(["players", number, "battery"], f"is for models that have one; {player.profile.key} has none")
            return
        for key, value in entry.items():
            setattr(player.battery, key, PowerSource(value) if key == "source" else value)

    def _services(self, entries: list[dict[str, Any]]) -> None:
        ids = [entry["id"] for entry in entries]
        for number, service_id in enumerate(ids):
            if service_id in ids[:number]:
                self._note(["music_services", number, "id"], f"is {service_id}, which another service has already")
        self.household.music_services.services = services_from_entries(entries)

    def _eq(self, number: int, entry: dict[str, Any], player: Player) -> None:
        # After bonding: what a player has depends on its Sub.
        for name, value in entry.get("eq", {}).items():
            try:
                set_eq(player, name, value)
            except UPnPError as error:
                self._note(["players", number, "eq", name], f"is {value}: {error.reason}")

    def _bond(self, number: int, key: str, channels: dict[str, str]) -> None:
        path: Path = ["bonds", number, key]
        found = [(self._find(name, [*path, name]), names) for name, names in channels.items()]
        entries = [(player, names) for player, names in found if player is not None]
        if taken := [player for player, _ in entries if player.bond is not None]:
            self._note(path, f"has {taken[0].name}, which is in another bonded set already")
        elif len(entries) == len(found):
            try:
                self.household.groups.bond(Bond.form(_KINDS[key], entries))
            except UPnPError as error:
                self._note(path, f"cannot be: {error.reason}")

    def _group(self, number: int, names: list[str]) -> None:
        members: list[Player] = []
        for position, name in enumerate(names):
            player = self._find(name, ["groups", number, position])
            if player is None:
                continue
            members.append(player)
            if player.is_invisible:
                self._note(["groups", number, position], f"is {name}, which is a bridge or a bonded player")
            elif len(player.group.members) > 1 or members.count(player) > 1:
                self._note(["groups", number, position], f"is {name}, which is in a group already")
        if not self.problems:
            self.household.groups.restore(members[0].group.id, members)

    def _find(self, name: str, path: Path) -> Player | None:
        players = self.household.players
        if name in players:
            return players[name]
        rooms = [p for p in players.values() if p.device.name == name]
        found = [p for p in rooms if not p.is_invisible] or rooms
        if len(found) == 1:
            return found[0]
        if found:
            self._note(path, f"names {name}, and {len(found)} players are called so; give the UUID")
        else:
            self._note(path, f"names no player{near_miss(name, (p.device.name for p in players.values()))}")
        return None

    def _note(self, path: Path, problem: str) -> None:
        self.problems.append(f"{key_path(path)} {problem}")


def _clock(entry: dict[str, Any]) -> Clock:
    start = datetime.fromisoformat(entry["start"]) if "start" in entry else None
    return Clock(entry.get("rate", 1.0), start.replace(tzinfo=start.tzinfo or UTC) if start else None)


def _switches(entry: dict[str, Any]) -> dict[str, Any]:
    """The behaviour switches of a file entry; lists become sets."""
    switches = entry.get("behaviour", {})
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in switches.items()}


def describe(household: Household) -> dict[str, Any]:
    """The document of a household file, with nothing that is as in a new household."""
    clock: dict[str, Any] = {"rate": household.clock.rate} if household.clock.rate != 1 else {}
    if household.clock.is_stopped:
        clock["start"] = household.clock.utc().isoformat()
    blank = Household()
    blank.override(**household.behaviour_overrides)
    counts = Counter(p.device.name for p in household.players.values())

    def label(player: Player) -> str:
        return player.device.name if counts[player.device.name] == 1 else player.uuid

    primaries = [p for p in household.players.values() if p.bond is not None and p.bond.primary is p]
    document: dict[str, Any] = {
        "seed": household.random.seed,
        "id": household.id,
        "clock": clock,
        "behaviour": _plain(household.behaviour_overrides),
        "time": describe_time(household),
        "strings": dict(household.accounts.strings),
        "music_services": entries_of_services(household.music_services.services),
        "players": [_player_entry(player, blank) for player in household.players.values()],
        "bonds": [_bond_entry(p.bond, label) for p in primaries if p.bond is not None],
        "groups": [
            [label(g.coordinator), *(label(p) for p in g.members if p is not g.coordinator)]
            for g in household.groups
            if len(g.members) > 1
        ],
        "alarms": describe_alarms(household, label),
        "library": describe_library(household),
    }
    return {key: value for key, value in document.items() if value or key in {"seed", "players"}}


def _player_entry(player: Player, blank: Household) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": player.device.name, "model": player.profile.key, "uuid": player.uuid}
    if player.address:
        entry["address"] = player.address
    if player.port != 1400:
        entry["port"] = player.port
    if player.overrides:
        entry["behaviour"] = _plain(player.overrides)
    new = blank.add("", player.profile)
    for key, setting in _SETTINGS.items():
        if (value := setting.get(player)) != setting.get(new):
            entry[key] = value
    if player.battery is not None:
        charged = Battery()
        state = {key: getattr(player.battery, key) for key in _BATTERY}
        if changed := {key: value for key, value in state.items() if value != getattr(charged, key)}:
            entry["battery"] = {key: value if isinstance(value, int) else str(value) for key, value in changed.items()}
    if player.rendering.eq:
        entry["eq"] = dict(player.rendering.eq)
    return entry


def _bond_entry(bond: Bond, label: Callable[[Player], str]) -> dict[str, Any]:
    channels = {label(player): names for player, names in bond.channels}
    if bond.kind is BondKind.THEATRE:
        return {"theatre": channels}
    return {"sub" if bond.channels[0][1] == BOTH_FRONTS else "stereo": channels}


def _plain(switches: dict[str, Any]) -> dict[str, Any]:
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in switches.items()}
