"""AlarmClock over the wire: time, formats, and the list of alarms; each change is seen a second way."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.wire import Fault, call, subscribe

if TYPE_CHECKING:
    from sonos_sim import Player

CET = "ffc40a000503000003000502ffc4"
NEW_YORK = "012c0b000102000003000202ffc4"
SERVERS = ",".join(f"{n}.sonostime.pool.ntp.org" for n in range(4))
A_DAY = "Second-86400"
ALARM: dict[str, Any] = {
    "StartLocalTime": "07:00:00",
    "Duration": "02:00:00",
    "Recurrence": "DAILY",
    "Enabled": 1,
    "ProgramURI": "x-rincon-buzzer:0",
    "ProgramMetaData": "",
    "PlayMode": "SHUFFLE_NOREPEAT",
    "Volume": 25,
    "IncludeLinkedZones": 0,
}


async def ask(player: Player, action: str, **arguments: object) -> dict[str, str]:
    return await call(player, "AlarmClock", action, **arguments)


async def create(player: Player, **changes: object) -> str:
    return (await ask(player, "CreateAlarm", **{"RoomUUID": player.uuid, **ALARM, **changes}))["AssignedID"]


async def alarms(player: Player) -> list[dict[str, str]]:
    return [alarm.attrib for alarm in ET.fromstring((await ask(player, "ListAlarms"))["CurrentAlarmList"])]


async def version(player: Player) -> str:
    return (await ask(player, "ListAlarms"))["CurrentAlarmListVersion"]


# Time


async def test_a_new_household(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    assert await ask(kitchen, "GetFormat") == {"CurrentTimeFormat": "INV", "CurrentDateFormat": "INV"}
    assert await ask(kitchen, "GetTimeZone") == {"Index": "27", "AutoAdjustDst": "1"}
    rule = await ask(kitchen, "GetTimeZoneAndRule")
    assert list(rule.items()) == [("Index", "27"), ("AutoAdjustDst", "1"), ("CurrentTimeZone", CET)]
    assert await ask(kitchen, "GetTimeZoneRule", Index=27) == {"TimeZone": CET}
    assert await ask(kitchen, "GetTimeServer") == {"CurrentTimeServer": SERVERS}
    assert await ask(kitchen, "GetDailyIndexRefreshTime") == {"CurrentDailyIndexRefreshTime": "02:00:00"}
    assert list((await ask(kitchen, "GetTimeNow")).items()) == [
        ("CurrentUTCTime", "2026-01-01 12:00:00"),
        ("CurrentLocalTime", "2026-01-01 13:00:00"),
        ("CurrentTimeZone", CET),
        ("CurrentTimeGeneration", "1"),
    ]
    assert list((await ask(kitchen, "ListAlarms")).items()) == [
        ("CurrentAlarmList", "<Alarms></Alarms>"),
        ("CurrentAlarmListVersion", f"{kitchen.uuid}:0"),
    ]


@pytest.mark.parametrize(
    ("action", "arguments", "events", "getter", "expected"),
    [
        (
            "SetFormat",
            {"DesiredTimeFormat": "24H", "DesiredDateFormat": "DMY"},
            {"TimeFormat": "24H", "DateFormat": "DMY"},
            "GetFormat",
            {"CurrentTimeFormat": "24H", "CurrentDateFormat": "DMY"},
        ),
        (
            "SetTimeServer",
            {"DesiredTimeServer": "time.example.invalid"},
            {"TimeServer": "time.example.invalid"},
            "GetTimeServer",
            {"CurrentTimeServer": "time.example.invalid"},
        ),
        (
            "SetDailyIndexRefreshTime",
            {"DesiredDailyIndexRefreshTime": "06:00:00"},
            {"DailyIndexRefreshTime": "06:00:00"},
            "GetDailyIndexRefreshTime",
            {"CurrentDailyIndexRefreshTime": "06:00:00"},
        ),
        (
            "SetDailyIndexRefreshTime",
            {"DesiredDailyIndexRefreshTime": ""},
            {"DailyIndexRefreshTime": ""},
            "GetDailyIndexRefreshTime",
            {"CurrentDailyIndexRefreshTime": ""},
        ),
        (
            "SetTimeZone",
            {"Index": 13, "AutoAdjustDst": 1},
            {"TimeZone": NEW_YORK, "TimeGeneration": "2"},
            "GetTimeZoneAndRule",
            {"Index": "13", "AutoAdjustDst": "1", "CurrentTimeZone": NEW_YORK},
        ),
        (
            "SetTimeZone",
            {"Index": 27, "AutoAdjustDst": 0},
            {"TimeZone": "ffc4000000000000000000000000", "TimeGeneration": "2"},
            "GetTimeZone",
            {"Index": "27", "AutoAdjustDst": "0"},
        ),
    ],
)
async def test_settings_are_the_households(
    simulate: Any,
    action: str,
    arguments: dict[str, object],
    events: dict[str, str],
    getter: str,
    expected: dict[str, str],
) -> None:
    sim = await simulate("Kitchen", "Office")
    async with subscribe(sim["Office"], "AlarmClock") as office:
        await office.next()
        await ask(sim["Kitchen"], action, **arguments)
        assert (await office.next()).properties == events
        await office.none()
    assert await ask(sim["Office"], getter) == expected


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("SetFormat", {"DesiredTimeFormat": "25H", "DesiredDateFormat": "DMY"}),
        ("SetFormat", {"DesiredTimeFormat": "24H", "DesiredDateFormat": ""}),
        ("SetTimeServer", {"DesiredTimeServer": " "}),
        ("SetDailyIndexRefreshTime", {"DesiredDailyIndexRefreshTime": "24:00:00"}),
        ("SetDailyIndexRefreshTime", {"DesiredDailyIndexRefreshTime": "2:00"}),
        ("SetTimeZone", {"Index": -1, "AutoAdjustDst": 1}),
        ("SetTimeZone", {"Index": 75, "AutoAdjustDst": 1}),
        ("GetTimeZoneRule", {"Index": 75}),
    ],
)
async def test_bad_settings(simulate: Any, action: str, arguments: dict[str, object]) -> None:
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], "AlarmClock") as events:
        await events.next()
        with pytest.raises(Fault) as fault:
            await ask(sim["Kitchen"], action, **arguments)
        assert fault.value.code == 402
        await events.none()


async def test_local_time_follows_the_rule(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    await ask(kitchen, "SetTimeZone", Index=13, AutoAdjustDst=1)
    now = await ask(kitchen, "GetTimeNow")
    assert (now["CurrentLocalTime"], now["CurrentTimeGeneration"]) == ("2026-01-01 07:00:00", "2")
    await sim.clock.advance(days=180)
    assert (await ask(kitchen, "GetTimeNow"))["CurrentLocalTime"] == "2026-06-30 08:00:00"
    await ask(kitchen, "SetTimeZone", Index=13, AutoAdjustDst=0)
    assert (await ask(kitchen, "GetTimeNow"))["CurrentLocalTime"] == "2026-06-30 07:00:00"


async def test_each_index_has_a_rule(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    rules = [(await ask(sim["Kitchen"], "GetTimeZoneRule", Index=index))["TimeZone"] for index in range(75)]
    assert all(len(bytes.fromhex(rule)) == 14 for rule in rules)
    assert (rules[27], rules[13]) == (CET, NEW_YORK)


INTERNAL = [
    ("SetTimeNow", {"DesiredTime": "2026-05-01 08:00:00", "TimeZoneForDesiredTime": NEW_YORK}),
    ("GetHouseholdTimeAtStamp", {"TimeStamp": "1767268800"}),
]


@pytest.mark.parametrize(("action", "arguments"), INTERNAL)
async def test_what_players_ask_each_other_is_refused(simulate: Any, action: str, arguments: dict[str, object]) -> None:
    sim = await simulate("Kitchen")
    with pytest.raises(Fault) as fault:
        await ask(sim["Kitchen"], action, **arguments)
    assert fault.value.code == 401


async def test_the_households_time_can_be_set_from_within(simulate: Any) -> None:
    sim = await simulate("Kitchen", behaviour={"internal_actions": True})
    kitchen = sim["Kitchen"]
    stamp = {"TimeStamp": str(int(sim.clock.now()))}
    assert await ask(kitchen, "GetHouseholdTimeAtStamp", **stamp) == {"HouseholdUTCTime": "2026-01-01 12:00:00"}
    await ask(kitchen, "SetTimeNow", **INTERNAL[0][1])
    now = await ask(kitchen, "GetTimeNow")
    assert (now["CurrentUTCTime"], now["CurrentLocalTime"]) == ("2026-05-01 12:00:00", "2026-05-01 14:00:00")
    assert now["CurrentTimeGeneration"] == "2"
    assert await ask(kitchen, "GetHouseholdTimeAtStamp", **stamp) == {"HouseholdUTCTime": "2026-05-01 12:00:00"}


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("SetTimeNow", {"DesiredTime": "tomorrow", "TimeZoneForDesiredTime": CET}),
        ("SetTimeNow", {"DesiredTime": "2026-05-01 08:00:00", "TimeZoneForDesiredTime": "CET"}),
        ("SetTimeNow", {"DesiredTime": "2026-03-29 02:30:00", "TimeZoneForDesiredTime": CET}),
        ("GetHouseholdTimeAtStamp", {"TimeStamp": "-1"}),
        ("GetHouseholdTimeAtStamp", {"TimeStamp": ""}),
    ],
)
async def test_bad_moments(simulate: Any, action: str, arguments: dict[str, object]) -> None:
    sim = await simulate("Kitchen", behaviour={"internal_actions": True})
    with pytest.raises(Fault) as fault:
        await ask(sim["Kitchen"], action, **arguments)
    assert fault.value.code == 402
    assert (await ask(sim["Kitchen"], "GetTimeNow"))["CurrentTimeGeneration"] == "1"


# The list of alarms


async def test_the_list_is_written_as_recorded(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    assert await create(sim["Kitchen"]) == "1"
    assert (await ask(sim["Kitchen"], "ListAlarms"))["CurrentAlarmList"] == (
        '<Alarms><Alarm ID="1" StartTime="07:00:00" Duration="02:00:00" Recurrence="DAILY" Enabled="1" '
        f'RoomUUID="{sim["Kitchen"].uuid}" ProgramURI="x-rincon-buzzer:0" ProgramMetaData="" '
        'PlayMode="SHUFFLE_NOREPEAT" Volume="25" IncludeLinkedZones="0"/></Alarms>'
    )


async def test_alarms_are_created_updated_and_destroyed_by_any_player(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim["Kitchen"], sim["Office"]
    async with subscribe(kitchen, "AlarmClock") as events:
        await events.next()

        async def changed_by(player: Player, number: int) -> None:
            assert (await events.next()).properties == {"AlarmListVersion": f"{player.uuid}:{number}"}
            assert await version(office) == f"{player.uuid}:{number}"

        assert await create(kitchen) == "1"
        await changed_by(kitchen, 1)
        assert await create(office, StartLocalTime="08:15:30", Duration="", Recurrence="ON_06", Enabled=0) == "2"
        await changed_by(office, 2)
        new = {**ALARM, "ID": 1, "RoomUUID": office.uuid, "Volume": 8, "PlayMode": "NORMAL", "IncludeLinkedZones": 1}
        await ask(office, "UpdateAlarm", **new)
        await changed_by(office, 3)
        first, second = await alarms(kitchen)
        assert [first[key] for key in ("ID", "RoomUUID", "Volume", "PlayMode", "IncludeLinkedZones")] == [
            "1", office.uuid, "8", "NORMAL", "1",
        ]  # fmt: skip
        assert [second[key] for key in ("ID", "StartTime", "Duration", "Recurrence", "Enabled")] == [
            "2", "08:15:30", "", "ON_06", "0",
        ]  # fmt: skip
        await ask(kitchen, "DestroyAlarm", ID=1)
        await changed_by(kitchen, 4)
        assert [alarm["ID"] for alarm in await alarms(office)] == ["2"]
        assert await create(kitchen) == "5"
        await changed_by(kitchen, 5)
        await events.none()


async def test_programs_come_back_as_given(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    uri = "x-rincon-cpcontainer:1006206c?sid=9&flags=8300&sn=7"
    metadata = (
        '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/"><item>'
        '<dc:title>R&amp;B "x"</dc:title></item></DIDL-Lite>'
    )
    await create(sim["Kitchen"], ProgramURI=uri, ProgramMetaData=metadata)
    (alarm,) = await alarms(sim["Kitchen"])
    assert (alarm["ProgramURI"], alarm["ProgramMetaData"]) == (uri, metadata)


@pytest.mark.parametrize("recurrence", ["ONCE", "DAILY", "WEEKDAYS", "WEEKENDS", "ON_0", "ON_0123456", "ON_666"])
async def test_recurrences(simulate: Any, recurrence: str) -> None:
    sim = await simulate("Kitchen")
    await create(sim["Kitchen"], Recurrence=recurrence)
    assert (await alarms(sim["Kitchen"]))[0]["Recurrence"] == recurrence


BAD = [
    ("StartLocalTime", "7:00:00"),
    ("StartLocalTime", "24:00:00"),
    ("StartLocalTime", ""),
    ("Duration", "24:00:00"),
    ("Duration", "long"),
    ("Recurrence", ""),
    ("Recurrence", "ON_"),
    ("Recurrence", "ON_7"),
    ("Recurrence", "ON_01234560"),
    ("Recurrence", "daily"),
    ("Enabled", "maybe"),
    ("PlayMode", "REPEAT_ONE"),
    ("Volume", 101),
    ("Volume", -1),
    ("RoomUUID", "RINCON_000000000000001400"),
]


@pytest.mark.parametrize(("argument", "value"), BAD)
async def test_bad_alarms(simulate: Any, argument: str, value: object) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    await create(kitchen)
    before = await ask(kitchen, "ListAlarms")
    changes = {"StartLocalTime": "09:00:00", argument: value}
    with pytest.raises(Fault) as created:
        await create(kitchen, **changes)
    with pytest.raises(Fault) as updated:
        await ask(kitchen, "UpdateAlarm", **{**ALARM, "ID": 1, "RoomUUID": kitchen.uuid, **changes})
    assert (created.value.code, updated.value.code) == (402, 402)
    assert await ask(kitchen, "ListAlarms") == before


async def test_volume_can_be_clamped(simulate: Any) -> None:
    sim = await simulate("Kitchen", behaviour={"volume_range": "clamp"})
    await create(sim["Kitchen"], Volume=101)
    assert (await alarms(sim["Kitchen"]))[0]["Volume"] == "100"


async def test_one_alarm_a_time_and_room(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim["Kitchen"], sim["Office"]
    await create(kitchen)
    await create(office)
    third = await create(kitchen, StartLocalTime="07:00:01")
    for recurrence in ("DAILY", "ONCE"):
        with pytest.raises(Fault) as fault:
            await create(kitchen, Recurrence=recurrence, Enabled=0)
        assert fault.value.code == 801
    with pytest.raises(Fault) as fault:
        await ask(kitchen, "UpdateAlarm", **{**ALARM, "ID": third, "RoomUUID": kitchen.uuid})
    assert fault.value.code == 801
    # An alarm is not in its own way.
    await ask(kitchen, "UpdateAlarm", **{**ALARM, "ID": 1, "RoomUUID": kitchen.uuid, "Volume": 3})
    assert await version(kitchen) == f"{kitchen.uuid}:4"
    assert len(await alarms(kitchen)) == 3


async def test_unknown_ids(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    with pytest.raises(Fault) as fault:
        await ask(kitchen, "DestroyAlarm", ID=1)
    assert fault.value.code == 800
    with pytest.raises(Fault) as fault:
        await ask(kitchen, "UpdateAlarm", **{**ALARM, "ID": 1, "RoomUUID": kitchen.uuid})
    assert fault.value.code == 800
    assert await version(kitchen) == f"{kitchen.uuid}:0"


async def test_there_is_a_last_alarm(simulate: Any) -> None:
    sim = await simulate("Kitchen", behaviour={"max_alarms": 1})
    await create(sim["Kitchen"])
    with pytest.raises(Fault) as fault:
        await create(sim["Kitchen"], StartLocalTime="08:00:00")
    assert fault.value.code == 402


@pytest.mark.parametrize("missing", ["RoomUUID", *ALARM])
async def test_every_value_is_needed(simulate: Any, missing: str) -> None:
    sim = await simulate("Kitchen")
    arguments = {"RoomUUID": sim["Kitchen"].uuid, **ALARM}
    del arguments[missing]
    with pytest.raises(Fault) as fault:
        await ask(sim["Kitchen"], "CreateAlarm", **arguments)
    assert fault.value.code == 402
    assert await alarms(sim["Kitchen"]) == []


# Ringing


async def test_an_alarm_rings_and_all_see_it(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim["Kitchen"], sim["Office"]
    await create(office, RoomUUID=kitchen.uuid, Recurrence="ONCE", Volume=30)
    async with (
        subscribe(office, "AlarmClock", timeout=A_DAY) as clock,
        subscribe(kitchen, "AVTransport", timeout=A_DAY) as transport,
        subscribe(kitchen, "ZoneGroupTopology", timeout=A_DAY) as topology,
    ):
        for events in (clock, transport, topology):
            await events.next()
        await sim.clock.advance(hours=17, minutes=59, seconds=59)
        await clock.none()
        await transport.none()
        await sim.clock.advance(seconds=1)
        assert (await clock.next()).properties == {"AlarmListVersion": f"{kitchen.uuid}:2"}
        ringing: dict[str, str] = {}
        while ringing.get("TransportState") != "PLAYING":
            ringing |= (await transport.next()).changes
        assert ringing["AlarmRunning"] == "1"
        assert ringing["AVTransportURI"] == "x-rincon-buzzer:0"
        sequence = f"{kitchen.uuid}:1:1"
        while (await topology.next()).properties.get("AlarmRunSequence") != sequence:
            pass
    running = await call(kitchen, "AVTransport", "GetRunningAlarmProperties")
    assert running == {"AlarmID": "1", "GroupID": kitchen.group.id, "LoggedStartTime": "2026-01-02 06:00:00"}
    assert (await alarms(kitchen))[0]["Enabled"] == "0"
    await sim.clock.advance(minutes=2)
    volume = await call(kitchen, "RenderingControl", "GetVolume", Channel="Master")
    assert volume == {"CurrentVolume": "30"}
    state = await call(office, "AVTransport", "GetTransportInfo")
    assert state["CurrentTransportState"] == "STOPPED"
    # After its duration it is over, and once is once.
    await sim.clock.advance(hours=2)
    state = await call(kitchen, "AVTransport", "GetTransportInfo")
    assert state["CurrentTransportState"] == "STOPPED"
    await sim.clock.advance(days=1)
    with pytest.raises(Fault) as fault:
        await call(kitchen, "AVTransport", "GetRunningAlarmProperties")
    assert fault.value.code == 800


async def test_a_snooze_rings_again(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    await create(kitchen)
    await sim.clock.advance(hours=18)
    async with subscribe(kitchen, "AVTransport", timeout=A_DAY) as events:
        assert (await events.next()).changes["AlarmRunning"] == "1"
        await call(kitchen, "AVTransport", "SnoozeAlarm", Duration="00:09:00")
        changes: dict[str, str] = {}
        while changes.get("SnoozeRunning") != "1":
            changes |= (await events.next()).changes
        assert (changes["TransportState"], changes["AlarmRunning"]) == ("STOPPED", "0")
        await sim.clock.advance(minutes=9)
        while changes["TransportState"] != "PLAYING":
            changes |= (await events.next()).changes
        assert (changes["AlarmRunning"], changes["SnoozeRunning"]) == ("1", "0")


async def test_a_station_that_is_silent_becomes_the_chime(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    await create(kitchen, ProgramURI="x-rincon-mp3radio://127.0.0.1:9/none")
    async with subscribe(kitchen, "AVTransport", timeout=A_DAY) as events:
        await events.next()
        await sim.clock.advance(hours=18)
        uris: list[str] = []
        while "x-rincon-buzzer:0" not in uris:
            uris.append((await events.next()).changes.get("AVTransportURI", ""))
        assert uris[0] == "x-rincon-mp3radio://127.0.0.1:9/none"
    assert (await call(kitchen, "AVTransport", "GetTransportInfo"))["CurrentTransportState"] == "PLAYING"
    assert (await call(kitchen, "AVTransport", "GetRunningAlarmProperties"))["AlarmID"] == "1"
