"""SoCo's alarms: listed, created, changed, removed, and ringing at the virtual hour."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import pytest
from soco.alarms import Alarm, Alarms, get_alarms, remove_alarm_by_id
from soco.exceptions import SoCoUPnPException

from sonos_sim import Clock

if TYPE_CHECKING:
    import soco

    from tests.peers.conftest import Speakers, Start

SEVEN = time(7, 0)
STREAM = "x-rincon-mp3radio://radio.example.invalid/live"
METADATA = (
    '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/" '
    'xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/"><item id="-1" parentID="-1" restricted="true">'
    "<dc:title>Wake &amp; Shake</dc:title><upnp:class>object.item.audioItem.audioBroadcast</upnp:class></item>"
    "</DIDL-Lite>"
)


def at(year: int, month: int, day: int, hour: int) -> datetime:
    """A local time; SoCo passes the zone through."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def stopped(start: str = "2026-01-01T12:00:00") -> Clock:
    return Clock.stopped(datetime.fromisoformat(start).replace(tzinfo=UTC))


def listed(speaker: soco.SoCo) -> list[Alarm]:
    """What a SoCo that knows nothing yet is told."""
    alarms = Alarms()
    alarms.__init__()  # type: ignore[misc]
    alarms.update(speaker)
    return list(alarms)


def state(speaker: soco.SoCo) -> str:
    return str(speaker.get_current_transport_info()["current_transport_state"])


def test_a_new_household_has_no_alarms(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen")
    assert get_alarms(speakers(sim)["Kitchen"]) == set()


def test_an_alarm_comes_back_as_it_was_saved(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office")
    kitchen, office = speakers(sim)["Kitchen"], speakers(sim)["Office"]
    alarm = Alarm(
        kitchen,
        start_time=time(6, 30, 15),
        duration=time(1, 0),
        recurrence="ON_135",
        enabled=False,
        program_uri=STREAM,
        program_metadata=METADATA,
        play_mode="SHUFFLE",
        volume=33,
        include_linked_zones=True,
    )
    assert alarm.save() == "1"
    (found,) = listed(office)
    assert found is not alarm
    assert (found.alarm_id, found.zone, found.room_uuid) == ("1", kitchen, kitchen.uid)
    for name in (
        "start_time",
        "duration",
        "recurrence",
        "enabled",
        "program_uri",
        "program_metadata",
        "play_mode",
        "include_linked_zones",
    ):
        assert getattr(found, name) == getattr(alarm, name), name
    assert int(found.volume) == 33


def test_the_chime_without_an_end(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen")
    Alarm(speakers(sim)["Kitchen"], start_time=SEVEN).save()
    (found,) = listed(speakers(sim)["Kitchen"])
    assert (found.program_uri, found.duration, found.recurrence) == (None, None, "DAILY")


def test_update_enable_disable_and_remove(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office")
    kitchen, office = speakers(sim)["Kitchen"], speakers(sim)["Office"]
    alarm = Alarm(kitchen, start_time=SEVEN)
    alarm.save()
    alarm.zone, alarm.start_time, alarm.volume = office, time(8, 0), 5
    alarm.save()
    (found,) = listed(kitchen)
    assert (found.alarm_id, found.zone, found.start_time, int(found.volume)) == ("1", office, time(8, 0), 5)
    for enabled in (False, True):
        alarm.enabled = enabled
        alarm.save()
        assert [found.enabled for found in listed(office)] == [enabled]
    alarm.remove()
    assert listed(kitchen) == []
    assert sim.household.alarms.by_id == {}


def test_socos_list_follows_the_version(start: Start, speakers: Speakers) -> None:
    """It reads a list only when the number in its version rose."""
    sim = start("Kitchen", "Office")
    kitchen, office = speakers(sim)["Kitchen"], speakers(sim)["Office"]
    alarms = Alarms()
    alarms.update(kitchen)
    assert (alarms.last_uid, alarms.last_id) == (kitchen.uid, 0)
    first = Alarm(kitchen, start_time=SEVEN)
    first.save()
    second = Alarm(office, start_time=SEVEN)
    second.save()
    assert (set(alarms.alarms), alarms.last_id) == ({"1", "2"}, 2)
    # Somebody else changes the list.
    office.alarmClock.DestroyAlarm([("ID", first.alarm_id)])
    alarms.update(kitchen)
    assert (set(alarms.alarms), alarms.last_uid, alarms.last_id) == ({"2"}, office.uid, 3)
    assert remove_alarm_by_id(kitchen, "2")
    assert not remove_alarm_by_id(kitchen, "2")


def test_refusals(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen")
    kitchen = speakers(sim)["Kitchen"]
    Alarm(kitchen, start_time=SEVEN).save()
    with pytest.raises(SoCoUPnPException) as error:
        Alarm(kitchen, start_time=SEVEN).save()
    assert error.value.error_code == "801"
    with pytest.raises(SoCoUPnPException) as error:
        kitchen.alarmClock.DestroyAlarm([("ID", 99)])
    assert error.value.error_code == "800"
    assert len(listed(kitchen)) == 1


def test_zone_filters(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office")
    kitchen, office = speakers(sim)["Kitchen"], speakers(sim)["Office"]
    Alarm(kitchen, start_time=SEVEN).save()
    Alarm(office, start_time=time(6, 0), enabled=False).save()
    Alarm(office, start_time=time(9, 0)).save()
    alarms = Alarms()
    alarms.update(kitchen)
    noon = at(2026, 1, 1, 12)
    assert alarms.get_next_alarm_datetime(noon) == at(2026, 1, 2, 7)
    assert alarms.get_next_alarm_datetime(noon, zone_uid=office.uid) == at(2026, 1, 2, 9)
    early = alarms.get_next_alarm_datetime(noon, include_disabled=True, zone_uid=office.uid)
    assert early == at(2026, 1, 2, 6)


def test_alarms_of_a_player_that_is_gone_are_skipped(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office")
    kitchen, office = speakers(sim)["Kitchen"], speakers(sim)["Office"]
    Alarm(office, start_time=SEVEN).save()
    sim.do(lambda: sim.household.remove(sim["Office"]))
    kitchen.zone_group_state.clear_cache()
    assert listed(kitchen) == []
    assert set(Alarms().alarms_skipped) == {"1"}


def test_rings_when_soco_says(start: Start, speakers: Speakers) -> None:
    """SoCo computes the next time by itself; the simulator rings at that local time."""
    sim = start("Kitchen", clock=stopped())
    kitchen = speakers(sim)["Kitchen"]
    Alarm(kitchen, start_time=SEVEN, duration=time(0, 10), recurrence="ON_135", volume=40).save()
    now = datetime.fromisoformat(kitchen.alarmClock.GetTimeNow()["CurrentLocalTime"]).replace(tzinfo=UTC)
    due = get_alarms(kitchen).pop().get_next_alarm_datetime(now)
    assert due == at(2026, 1, 2, 7)
    wait = (due - now).total_seconds()
    sim.clock.advance(seconds=wait - 1)
    assert state(kitchen) == "STOPPED"
    sim.clock.advance(seconds=1)
    assert state(kitchen) == "PLAYING"
    running = kitchen.avTransport.GetRunningAlarmProperties([("InstanceID", 0)])
    assert running["AlarmID"] == "1"
    sim.clock.advance(minutes=2)
    assert kitchen.volume == 40
    sim.clock.advance(minutes=8)
    assert state(kitchen) == "STOPPED"
    # Monday is next.
    sim.clock.advance(days=2, hours=23, minutes=49)
    assert state(kitchen) == "STOPPED"
    sim.clock.advance(minutes=1)
    assert state(kitchen) == "PLAYING"


def test_rings_a_station_in_its_room_alone(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", clock=stopped())
    kitchen, office = speakers(sim)["Kitchen"], speakers(sim)["Office"]
    kitchen.join(office)
    Alarm(kitchen, start_time=SEVEN, program_uri=STREAM, program_metadata=METADATA, recurrence="ONCE").save()
    sim.clock.advance(hours=18)
    kitchen.zone_group_state.clear_cache()
    assert {zone.player_name for zone in kitchen.group.members} == {"Kitchen"}
    assert kitchen.get_current_media_info()["uri"] == STREAM
    assert (state(kitchen), state(office)) == ("PLAYING", "STOPPED")
    assert [alarm.enabled for alarm in listed(kitchen)] == [False]


def test_rings_in_all_linked_rooms(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", clock=stopped())
    kitchen, office = speakers(sim)["Kitchen"], speakers(sim)["Office"]
    kitchen.join(office)
    Alarm(kitchen, start_time=SEVEN, include_linked_zones=True).save()
    sim.clock.advance(hours=18)
    kitchen.zone_group_state.clear_cache()
    assert {zone.player_name for zone in office.group.members} == {"Kitchen", "Office"}
    assert office.get_current_media_info()["uri"] == "x-rincon-buzzer:0"
    assert state(office) == "PLAYING"


@pytest.mark.parametrize(
    ("zone", "start_utc", "hours"),
    [
        # 02:30 is skipped: it rings at 03:30 by the new clocks, which is as long after midnight.
        (27, "2026-03-28T23:00:00", 2.5),
        (13, "2026-03-08T05:00:00", 2.5),
        # 02:30 comes twice in Berlin and rings the first time; once in New York, an hour later than on other nights.
        (27, "2026-10-24T22:00:00", 2.5),
        (13, "2026-11-01T04:00:00", 3.5),
    ],
)
def test_half_past_two_on_change_nights(
    start: Start, speakers: Speakers, zone: int, start_utc: str, hours: float
) -> None:
    sim = start("Kitchen", clock=stopped(start_utc))
    kitchen = speakers(sim)["Kitchen"]
    kitchen.alarmClock.SetTimeZone([("Index", zone), ("AutoAdjustDst", 1)])
    assert kitchen.alarmClock.GetTimeNow()["CurrentLocalTime"].endswith(" 00:00:00")
    Alarm(kitchen, start_time=time(2, 30), duration=time(0, 5)).save()
    sim.clock.advance(seconds=hours * 3600 - 1)
    assert state(kitchen) == "STOPPED"
    sim.clock.advance(seconds=1)
    assert state(kitchen) == "PLAYING"
    sim.clock.advance(hours=22)
    assert state(kitchen) == "STOPPED"
