"""What happens at set local times: alarms ring, and once a day the library is read anew."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sonos_sim.household.media import Track
from sonos_sim.household.observed import Aspect
from sonos_sim.household.programs import Program, run_alarm
from sonos_sim.household.time_settings import clock_seconds, time_text
from sonos_sim.household.time_zones import EVERY_DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sonos_sim.household.alarms import Alarm
    from sonos_sim.household.clock import Timer
    from sonos_sim.household.household import Household
    from sonos_sim.household.player import Player


class Timetable:
    """Keeps one timer on the household's clock: for whatever its alarms and its time settings want next."""

    def __init__(self, household: Household) -> None:
        self._household = household
        self._timer: Timer | None = None
        household.listeners.append(self._changed)
        self._plan()

    def due(self, alarm: Alarm) -> float:
        """When ``alarm``, enabled or not, rings next: a POSIX timestamp by the household's clock."""
        room = self._household.players.get(alarm.room_uuid)
        behaviour = (room or self._household).behaviour
        return self._household.time.next_instant(clock_seconds(alarm.start), alarm.weekdays, behaviour)

    def _changed(self, player: Player | None, aspect: Aspect) -> None:
        if aspect is Aspect.ALARMS:
            self._plan()

    def _plan(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        plans = list(self._plans())
        if plans:
            when = min(instant for instant, _ in plans)
            # Together: what one of them changes makes a new plan, from which the others would be missing.
            acts = [act for instant, act in plans if instant == when]
            self._timer = self._household.clock.call_at(when, partial(self._run, acts))

    def _plans(self) -> Iterator[tuple[float, Callable[[], None]]]:
        household = self._household
        for alarm in household.alarms.by_id.values():
            if alarm.enabled:
                yield self.due(alarm), partial(ring, household, alarm)
        if household.time.index_refresh:
            seconds = clock_seconds(household.time.index_refresh)
            yield (
                household.time.next_instant(seconds, EVERY_DAY, household.behaviour),
                partial(read_library, household),
            )

    def _run(self, acts: Iterable[Callable[[], None]]) -> None:
        for act in acts:
            act()
        self._plan()


def ring(household: Household, alarm: Alarm) -> None:
    """Ring ``alarm`` now in its room; a player that is off, or gone from the household, misses it (inferred)."""
    player = household.players.get(alarm.room_uuid)
    if player is None or not player.primary.is_running:
        return
    room, uri = player.primary, alarm.program_uri
    program = Program(
        uri,
        alarm.program_metadata,
        alarm.track or household.content.track_for(uri) or Track(uri),
        alarm.volume,
        linked_rooms=alarm.include_linked_zones and room.coordinator.is_running,
    )
    run_alarm(room, alarm.id, time_text(household.time.utc), alarm.duration, alarm.play_mode, program)
    household.alarms.has_rung(alarm)


def read_library(household: Household) -> None:
    """Read the shares anew, if there are any, unless that is going on or no player is on (inferred)."""
    content = household.content
    reader = next((p for p in household.players.values() if p.is_running), None)
    if reader is not None and content.library.shares and not content.index_in_progress:
        content.refresh_index(reader, "")
