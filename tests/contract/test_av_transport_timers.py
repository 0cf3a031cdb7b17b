"""Sleep timer, alarms, snooze and autoplay over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.playing import STATION, code, fill, load, play, state, transport
from tests.support.wire import call, subscribe

if TYPE_CHECKING:
    from sonos_sim import Player

CHIME = "x-rincon-buzzer:0"


async def sleep(player: Player, duration: str) -> None:
    await transport(player, "ConfigureSleepTimer", NewSleepTimerDuration=duration)


async def remaining(player: Player) -> str:
    return (await transport(player, "GetRemainingSleepTimerDuration"))["RemainingSleepTimerDuration"]


async def ring(player: Player, **changes: object) -> None:
    await transport(player, "RunAlarm", **(ALARM | changes))


async def volume(player: Player) -> int:
    return int((await call(player, "RenderingControl", "GetVolume", Channel="Master"))["CurrentVolume"])


ALARM: dict[str, object] = {
    "AlarmID": 14, "LoggedStartTime": "2026-01-01 07:00:00", "Duration": "00:30:00", "ProgramURI": CHIME,
    "ProgramMetaData": "", "PlayMode": "NORMAL", "Volume": 40, "IncludeLinkedZones": 0,
}  # fmt: skip


async def test_the_sleep_timer(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, "A", seconds=9000)
    await play(kitchen)
    async with subscribe(kitchen, "AVTransport") as events:
        await events.next()
        await sleep(kitchen, "01:00:00")
        assert (await events.next()).changes == {"SleepTimerGeneration": "1"}
        await sleep(kitchen, "0:30:00")
        assert (await events.next()).changes == {"SleepTimerGeneration": "2"}
        await sim.clock.advance(minutes=10)
        assert await remaining(kitchen) == "00:20:00"
        await sim.clock.advance(minutes=20)
        assert (await events.next()).changes == {"SleepTimerGeneration": "3"}
        assert await remaining(kitchen) == ""
        assert (await state(kitchen), await volume(kitchen)) == ("PLAYING", 20)
        await sim.clock.advance(seconds=10)
        assert await volume(kitchen) == 8
        await sim.clock.advance(seconds=10)
        assert (await events.next()).changes["TransportState"] == "PAUSED_PLAYBACK"
    assert await volume(kitchen) == 20


async def test_the_sleep_timer_is_cancelled(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, "A", seconds=9000)
    await play(kitchen)
    await sleep(kitchen, "0:10:00")
    await sleep(kitchen, "")
    assert await remaining(kitchen) == ""
    await sim.clock.advance(hours=1)
    assert await state(kitchen) == "PLAYING"


@pytest.mark.parametrize("duration", ["1 day, 0:00:00", "24:00:00", "10:00", "x", "-0:01:00", "0:61:00", "1" * 64])
async def test_malformed_sleep_times(simulate: Any, duration: str) -> None:
    sim = await simulate("Kitchen")
    await sleep(sim["Kitchen"], "0:10:00")
    assert await code(sim["Kitchen"], "ConfigureSleepTimer", NewSleepTimerDuration=duration) == 402
    assert await remaining(sim["Kitchen"]) == "00:10:00"


async def test_an_alarm(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    async with subscribe(kitchen, "AVTransport") as events:
        await events.next()
        await ring(kitchen)
        first, changes = (await events.next()).changes, (await events.next()).changes
        assert first["TransportState"] == "TRANSITIONING"
        assert (first["AlarmRunning"], first["AlarmIDRunning"], first["AlarmLoggedStartTime"]) == (
            "1", "14", "2026-01-01 07:00:00",
        )  # fmt: skip
        assert (changes["TransportState"], changes["CurrentTrackURI"]) == ("PLAYING", CHIME)
        properties = await transport(kitchen, "GetRunningAlarmProperties")
        assert (properties["AlarmID"], properties["GroupID"]) == ("14", kitchen.group.id)
        assert await volume(kitchen) == 0
        await sim.clock.advance(minutes=29)
        assert await volume(kitchen) == 40
        await sim.clock.advance(minutes=1)
        ended = (await events.next()).changes
        assert (ended["TransportState"], ended["AlarmRunning"]) == ("STOPPED", "0")
    assert await volume(kitchen) == 20
    assert await code(kitchen, "GetRunningAlarmProperties") == 800


@pytest.mark.parametrize(
    "changes", [{"Duration": "soon"}, {"PlayMode": "LOUD"}, {"Volume": 101}, {"Duration": "99:00:00"}]
)
async def test_refused_alarms(simulate: Any, changes: dict[str, object]) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    await load(office, f"x-rincon:{kitchen.uuid}")
    assert await code(office, "RunAlarm", **(ALARM | changes)) == 402
    assert (await state(kitchen), office.group) == ("STOPPED", kitchen.group)


@pytest.mark.parametrize("linked", [0, 1])
async def test_an_alarm_takes_its_group_along_or_leaves_it(simulate: Any, linked: int) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    await load(office, f"x-rincon:{kitchen.uuid}")
    await ring(office, ProgramURI=STATION, IncludeLinkedZones=linked)
    members = (await call(kitchen, "ZoneGroupTopology", "GetZoneGroupAttributes"))["CurrentZonePlayerUUIDsInGroup"]
    assert members == (f"{kitchen.uuid},{office.uuid}" if linked else kitchen.uuid)
    assert await state(kitchen) == ("PLAYING" if linked else "STOPPED")
    assert (await transport(kitchen if linked else office, "GetMediaInfo"))["CurrentURI"] == STATION


async def test_snoozing(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    assert await code(kitchen, "SnoozeAlarm", Duration="00:10:00") == 701
    await ring(kitchen, ProgramURI=STATION)
    assert await code(kitchen, "SnoozeAlarm", Duration="") == 402
    assert await code(kitchen, "SnoozeAlarm", Duration="later") == 402
    async with subscribe(kitchen, "AVTransport") as events:
        await events.next()
        await transport(kitchen, "SnoozeAlarm", Duration="00:10:00")
        changes = (await events.next()).changes
        assert (changes["TransportState"], changes["AlarmRunning"], changes["SnoozeRunning"]) == ("STOPPED", "0", "1")
        await sim.clock.advance(minutes=10)
        rings = [(await events.next()).changes for _ in range(2)][-1]
        assert rings["TransportState"] == "PLAYING"
    assert (await transport(kitchen, "GetRunningAlarmProperties"))["AlarmID"] == "14"


async def test_autoplay(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Den:S6")
    kitchen, den = sim.players
    arguments = {
        "ProgramURI": f"x-rincon-stream:{den.uuid}",
        "ProgramMetaData": "",
        "Volume": 35,
        "IncludeLinkedZones": 0,
    }
    await transport(kitchen, "StartAutoplay", **arguments, ResetVolumeAfter=1)
    await sim.clock.advance(seconds=2)
    assert (await state(kitchen), await volume(kitchen)) == ("PLAYING", 35)
    await transport(kitchen, "Stop")
    assert await volume(kitchen) == 20
    arguments["Volume"] = 101
    assert await code(kitchen, "StartAutoplay", **arguments, ResetVolumeAfter=1) == 402
