"""Announces a doorbell clip in every room of a Sonos household, and puts everything back as it was.

Each group plays the clip by itself, so that no room is regrouped; a room that cannot be reached spoils nothing for
the others; and what people do meanwhile wins: music that somebody starts plays on, a knob that is turned stays.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import requests
import soco
from soco.exceptions import SoCoException
from soco.snapshot import Snapshot

ERRORS = (SoCoException, requests.RequestException)
POLL = 0.05
"""Real seconds between two looks at whether the clip is over."""


@dataclass
class Report:
    """What became of an announcement."""

    heard: list[str] = field(default_factory=list)
    """Rooms in which it was played to its end."""
    taken_over: list[str] = field(default_factory=list)
    """Rooms in which somebody played something else meanwhile."""
    failed: dict[str, str] = field(default_factory=dict)
    """Rooms that could not be reached or did not end, and why."""


async def announce(address: str, clip: str, *, volume: int = 30, patience: float = 30.0) -> Report:
    """Play the URL ``clip`` in all rooms of the household that the player at ``address`` belongs to.

    ``patience`` is how many real seconds the clip may take. Raises an error of SoCo or requests when ``address`` itself
    does not answer.
    """
    report = Report()
    groups = await asyncio.to_thread(_groups, address)
    await asyncio.gather(*(asyncio.to_thread(_in_group, group, clip, volume, patience, report) for group in groups))
    return report


def _groups(address: str) -> list[list[soco.SoCo]]:
    """The visible rooms of each group, its coordinator first."""
    known = soco.SoCo(address)
    # Asked of the one that answers: a room that does not could not even say whether it is visible.
    visible = known.visible_zones
    groups = []
    for group in known.all_groups:
        if group.coordinator in visible:
            members = sorted((group.members & visible) - {group.coordinator}, key=lambda room: room.ip_address)
            groups.append([group.coordinator, *members])
    return groups


def _in_group(rooms: list[soco.SoCo], clip: str, volume: int, patience: float, report: Report) -> None:
    before: dict[soco.SoCo, Snapshot] = {}
    for room in rooms:
        try:
            before[room] = _prepared(room, volume)
        except ERRORS as error:
            report.failed[_name(room)] = _reason(error)
    coordinator = rooms[0]
    outcome = "the coordinator of its group does not answer"
    if coordinator in before:
        try:
            outcome = _play(coordinator, clip, patience)
        except ERRORS as error:
            outcome = _reason(error)
    for room, snapshot in before.items():
        problem = outcome
        try:
            _restore(room, snapshot, clip, volume)
        except ERRORS as error:
            problem = _reason(error)
        if problem == "heard":
            report.heard.append(_name(room))
        elif problem == "taken over":
            report.taken_over.append(_name(room))
        else:
            report.failed[_name(room)] = problem


def _prepared(room: soco.SoCo, volume: int) -> Snapshot:
    snapshot = Snapshot(room)
    snapshot.snapshot()
    room.mute = False
    if not room.fixed_volume:
        room.volume = volume
    return snapshot


def _play(coordinator: soco.SoCo, clip: str, patience: float) -> str:
    coordinator.play_uri(clip, title="Doorbell")
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        if _loaded(coordinator) != clip:
            return "taken over"
        if coordinator.get_current_transport_info()["current_transport_state"] == "STOPPED":
            return "heard"
        time.sleep(POLL)
    return f"not over after {patience} seconds"


def _restore(room: soco.SoCo, snapshot: Snapshot, clip: str, volume: int) -> None:
    turned = None if room.volume in (volume, snapshot.volume) else room.volume
    if snapshot.is_coordinator and _loaded(room) != clip:
        snapshot.is_coordinator = False  # what plays now is somebody's wish; sound alone is restored
    snapshot.restore()
    if turned is not None:
        room.volume = turned


def _loaded(room: soco.SoCo) -> str:
    return str(room.avTransport.GetMediaInfo([("InstanceID", 0)])["CurrentURI"])


def _name(room: soco.SoCo) -> str:
    # From the topology that is known already: the room itself may be unreachable.
    return str(room._player_name or room.ip_address)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
