"""CurrentAlarmList, as three recorded answers of ListAlarms have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sonos_sim.wire.xml import escape

if TYPE_CHECKING:
    from collections.abc import Iterable


class AlarmEntry(NamedTuple):
    """The attributes of an Alarm element, in their order."""

    ID: int
    StartTime: str
    Duration: str
    Recurrence: str
    Enabled: bool
    RoomUUID: str
    ProgramURI: str
    ProgramMetaData: str
    PlayMode: str
    Volume: int
    IncludeLinkedZones: bool


def render_alarm_list(entries: Iterable[AlarmEntry]) -> str:
    """The list; without alarms ``<Alarms></Alarms>``."""
    return f"<Alarms>{''.join(map(_render, entries))}</Alarms>"


def _render(entry: AlarmEntry) -> str:
    texts = ((name, int(v) if isinstance(v, bool) else v) for name, v in zip(entry._fields, entry, strict=True))
    return "<Alarm " + " ".join(f'{name}="{escape(str(value))}"' for name, value in texts) + "/>"
