"""The metadata of an alarm have grown to tens of thousands of characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.household.alarms import Alarm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_CLASS = "object.item.audioItem.audioBroadcast" + ".sonos-favorite" * 2000
_METADATA = (
    '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/" '
    'xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/"><item id="-1" parentID="-1" restricted="true">'
    f"<dc:title>Rock &amp; Pop</dc:title><upnp:class>{_CLASS}</upnp:class></item></DIDL-Lite>"
)


def _steps(stage: Stage) -> Iterator[float]:
    room = stage.rooms[0]
    program = "x-rincon-mp3radio://radio.example/rock"
    alarm = Alarm(start="07:00:00", room_uuid=room.uuid, program_uri=program, program_metadata=_METADATA)
    stage.notes["alarm"] = str(stage.household.alarms.create(room, alarm))
    yield 60
    stage.mark("asked")
    yield 120


def _is_off(stage: Stage) -> str:
    alarm = stage.household.alarms.by_id.get(int(stage.notes["alarm"]))
    if alarm is None:
        return "the alarm has been lost"
    return "the alarm is still on" if alarm.enabled else ""


def _does_not_grow(stage: Stage) -> str:
    written = [c.record.arguments["ProgramMetaData"] for c in stage.journal.calls("AlarmClock.UpdateAlarm")]
    if not written:
        return "the alarm was not written"
    if (longest := max(map(len, written))) > len(_METADATA):
        return f"they had {len(_METADATA)} characters, and were written with {longest}"
    return "" if all("Rock &amp; Pop" in metadata for metadata in written) else "they were written without their title"


SCENARIO = Scenario(
    name="alarm-metadata-growth",
    group="alarms",
    title="The metadata of an alarm grow",
    imitates=(
        "The class of an alarm that plays a favourite gets longer with each time that it is saved, until the list of "
        "alarms has tens of thousands of characters."
    ),
    sources=("https://github.com/ebaauw/homebridge-zp/issues/235",),
    severity="medium",
    task="60 s after the start: switch all alarms off",
    steps=_steps,
    oracle=(
        Statement("the alarm is off", _is_off),
        Statement("it writes the metadata back as they were, or shorter", _does_not_grow),
    ),
)
