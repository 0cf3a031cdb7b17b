"""The ``time`` and the ``alarms`` of a household file."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any

from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household.alarms import Alarm
from sonos_sim.household.clock import Clock
from sonos_sim.household.time_settings import TimeSettings
from sonos_sim.household.time_zones import ZONE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim.household.household import Household
    from sonos_sim.household.player import Player

    Path = list[str | int]

_SETTINGS = ("zone", "adjust_dst", "server", "time_format", "date_format", "index_refresh")
_DEFAULTS = {f.name: f.default for f in fields(Alarm) if f.default is not MISSING and f.name not in {"id", "track"}}


def build_time(household: Household, entry: dict[str, Any]) -> None:
    """Give ``household`` the time settings of ``entry``."""
    for key, value in entry.items():
        setattr(household.time, key, ZONE_NAMES.index(value) if key == "zone" else value)


def build_alarms(
    household: Household,
    entries: list[dict[str, Any]],
    find: Callable[[str, Path], Player | None],
    note: Callable[[Path, str], None],
) -> None:
    """Give ``household`` the alarms of ``entries``; ``find`` knows rooms, what cannot be goes to ``note``."""
    alarms = household.alarms
    for number, entry in enumerate(entries):
        room = find(entry["room"], ["alarms", number, "room"])
        if room is None:
            continue
        if "id" in entry:
            if entry["id"] <= alarms.number:
                note(["alarms", number, "id"], f"is {entry['id']}; ids rise, and {alarms.number} is taken")
                continue
            alarms.number = entry["id"] - 1
        values = {key: value for key, value in entry.items() if key not in {"room", "id"}}
        try:
            alarms.create(room, Alarm(room_uuid=room.uuid, **values))
        except UPnPError as error:
            note(["alarms", number], f"cannot be: {error.reason}")


def describe_time(household: Household) -> dict[str, Any]:
    """The settings that are not those of a new household."""
    new, entry = TimeSettings(Clock.stopped()), {}
    for key in _SETTINGS:
        if (value := getattr(household.time, key)) != getattr(new, key):
            entry[key] = ZONE_NAMES[value] if key == "zone" else value
    return entry


def describe_alarms(household: Household, label: Callable[[Player], str]) -> list[dict[str, Any]]:
    """The alarms of the rooms there are."""
    return [
        {
            "id": alarm.id,
            "room": label(household.players[alarm.room_uuid]),
            "start": alarm.start,
            **{key: getattr(alarm, key) for key, default in _DEFAULTS.items() if getattr(alarm, key) != default},
        }
        for alarm in household.alarms.by_id.values()
        if alarm.room_uuid in household.players
    ]
