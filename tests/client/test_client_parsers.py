"""Documents as real players send them, well-formed or not."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sonos_client.alarm_list import read_alarms
from sonos_client.changes import Change
from sonos_client.description import read_description
from sonos_client.didl import MediaKind, NowOnAir, metadata, metadata_of, read_didl, read_stream_content
from sonos_client.errors import MalformedError
from sonos_client.gena import LAST_SEQUENCE, next_sequence, read_notification, read_propertyset
from sonos_client.last_change import read_last_change
from sonos_client.markup import escape, parse
from sonos_client.mdns import read_record
from sonos_client.service_list import read_services
from sonos_client.services import AVTransportChange, QueueChange, RenderingControlChange
from sonos_client.services.enums import PlayMode, TransportState
from sonos_client.soap import read_answer, read_fault, render
from sonos_client.ssdp import read_answer as read_search_answer
from sonos_client.topology import read_topology
from sonos_client.values import boolean, duration, duration_text, utc_datetime

DIDL = (
    '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/" '
    'xmlns:r="urn:schemas-rinconnetworks-com:metadata-1-0/" xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/">{}'
    "</DIDL-Lite>"
)


# XML


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("<a>Tom & Jerry</a>", "Tom & Jerry"),
        ("<a>Tom &amp; Jerry</a>", "Tom & Jerry"),
        ("<a>AT&T;</a>", "AT&T;"),
        ("<a>&nbsp;&#233;</a>", "&nbsp;é"),
        ("<a>be\x07ep</a>", "beep"),
        ('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>', "é"),
    ],
)
def test_mended_documents(document: str, text: str) -> None:
    assert parse(document).text == text


@pytest.mark.parametrize(
    "document",
    [
        "",
        "no xml",
        "<a><b></a>",
        "<a",
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "http://x/"><a/>',
    ],
)
def test_hopeless_documents(document: str) -> None:
    with pytest.raises(MalformedError):
        parse(document)


def test_documents_are_bounded() -> None:
    with pytest.raises(MalformedError, match="exceeds"):
        parse("<a>" + "x" * 100 + "</a>", limit=50)


@given(st.text())
def test_escaped_text_comes_back(text: str) -> None:
    readable = "".join(
        c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
    assert (parse(f"<a>{escape(readable)}</a>").text or "") == readable


@given(st.dictionaries(st.sampled_from(["Title", "URI"]), st.text("a<>&\"' é🎵")))
def test_soap_arguments_come_back(arguments: dict[str, str]) -> None:
    body = render("urn:x", "SayResponse", arguments)
    assert read_answer("Say", body) == arguments


def test_soap_faults() -> None:
    head = '<s:Envelope xmlns:s="urn:s"><s:Body><s:Fault>'
    fault = f"{head}<detail><UPnPError><errorCode>701</errorCode></UPnPError></detail></s:Fault></s:Body></s:Envelope>"
    assert read_fault(fault.encode()) == 701
    with pytest.raises(MalformedError):
        read_fault(f"{head}</s:Fault></s:Body></s:Envelope>".encode())
    with pytest.raises(MalformedError):
        read_answer("Say", fault.encode())


# Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0:03:22", timedelta(minutes=3, seconds=22)),
        ("00:29:44", timedelta(minutes=29, seconds=44)),
        ("-0:00:10", timedelta(seconds=-10)),
        ("0:03:22.500", timedelta(minutes=3, seconds=22)),
        ("", None),
        ("NOT_IMPLEMENTED", None),
    ],
)
def test_durations(text: str, value: timedelta | None) -> None:
    assert duration(text) == value


def test_durations_as_players_want_them() -> None:
    assert duration_text(timedelta(hours=25, seconds=1)) == "25:00:01"
    assert duration_text(timedelta(seconds=-10)) == "-00:00:10"


def test_values_that_are_none() -> None:
    for reader, text in (
        (duration, "soon"),
        (duration, "9" * 5000 + ":00:00"),
        (boolean, "maybe"),
        (utc_datetime, "today"),
    ):
        with pytest.raises(MalformedError):
            reader(text)
    with pytest.raises(MalformedError, match="no TransportState; known are STOPPED"):
        TransportState("DANCING")
    assert utc_datetime("2022-01-07 12:19:33") == datetime(2022, 1, 7, 12, 19, 33, tzinfo=UTC)


# DIDL-Lite


def test_a_queue_item() -> None:
    (track,) = read_didl(
        DIDL.format(
            '<item id="Q:0/1" parentID="Q:0" restricted="true"><res protocolInfo="x-file-cifs:*:audio/mpeg:*" '
            'duration="0:03:05">x-file-cifs://nas/a b.mp3</res><upnp:albumArtURI>/getaa?u=1</upnp:albumArtURI>'
            "<dc:title>Salt &amp; Pepper</dc:title><upnp:class>object.item.audioItem.musicTrack</upnp:class>"
            "<dc:creator>Ada</dc:creator><upnp:album>Spices</upnp:album>"
            "<upnp:originalTrackNumber>4</upnp:originalTrackNumber></item>"
        )
    )
    assert (track.id, track.parent_id, track.title, track.creator) == ("Q:0/1", "Q:0", "Salt & Pepper", "Ada")
    assert (track.kind, track.uri, track.duration) == (
        MediaKind.TRACK,
        "x-file-cifs://nas/a b.mp3",
        timedelta(seconds=185),
    )
    assert (track.album, track.track_number, track.album_art) == ("Spices", 4, ("/getaa?u=1",))


def test_a_favourite_with_its_doubled_class() -> None:
    (favourite,) = read_didl(
        DIDL.format(
            '<item id="FV:2/21"><dc:title>Mix</dc:title><upnp:class>object.itemobject.item.sonos-favorite</upnp:class>'
            "<r:ordinal>4</r:ordinal><res>x-rincon-cpcontainer:1</res><r:description>Radio &amp; co</r:description>"
            "<r:resMD>&lt;DIDL-Lite/&gt;</r:resMD></item>"
        )
    )
    assert (favourite.kind, favourite.ordinal, favourite.metadata) == (MediaKind.FAVOURITE, 4, "<DIDL-Lite/>")
    assert metadata_of(favourite) == "<DIDL-Lite/>"


def test_items_with_little_in_them() -> None:
    documents = DIDL.format(
        "<item/><container id='A:X'><upnp:class>object.container.holodeck</upnp:class></container>"
        "<desc>foreign</desc><item><res duration='whenever'></res><dc:title/></item>"
    )
    empty, unknown, broken = read_didl(documents)
    assert (empty.id, empty.title, empty.uri, empty.kind) == ("", "", "", MediaKind.ITEM)
    assert (unknown.kind, unknown.upnp_class) == (MediaKind.CONTAINER, "object.container.holodeck")
    assert (broken.resources, broken.duration) == ((), None)


def test_didl_with_a_bare_ampersand() -> None:
    (item,) = read_didl(DIDL.format("<item><dc:title>Rock & Roll</dc:title></item>"))
    assert item.title == "Rock & Roll"


def test_no_didl() -> None:
    assert read_didl("") == read_didl("NOT_IMPLEMENTED") == ()
    with pytest.raises(MalformedError):
        read_didl("<html/>")


def test_classes_that_begin_alike() -> None:
    kinds = {
        "object.container.person.musicArtist": MediaKind.ARTIST,
        "object.container.person.composer": MediaKind.COMPOSER,
        "object.container.album.musicAlbum": MediaKind.ALBUM,
        "object.container.playlistContainer.sameArtist": MediaKind.PLAYLIST,
        "object.item.audioItem.audioBroadcast.#view": MediaKind.STATION,
    }
    for name, kind in kinds.items():
        (found,) = read_didl(DIDL.format(f"<item><upnp:class>{name}</upnp:class></item>"))
        assert found.kind is kind


def test_metadata_is_read_again() -> None:
    (item,) = read_didl(metadata('He said "A & B"', object_id="x<1>"))
    assert (item.title, item.id, item.source) == ('He said "A & B"', "x<1>", "RINCON_AssociatedZPUDN")
    (album,) = read_didl(metadata("Best of", "object.container.album.musicAlbum"))
    assert album.is_container


@pytest.mark.parametrize(
    ("text", "on_air"),
    [
        ("Ada - Spices", NowOnAir("Spices", "Ada")),
        ("The News", NowOnAir("The News")),
        ("TYPE=SNG|TITLE Spices|ARTIST Ada|ALBUM Kitchen", NowOnAir("Spices", "Ada", "Kitchen")),
        ("BR P|TYPE=SNG|TITLE Spices|ARTIST ", NowOnAir("Spices")),
        ("TYPE=SNG|TITLE |ARTIST ", None),
        ("ZPSTR_BUFFERING", None),
        ("", None),
    ],
)
def test_what_a_station_says(text: str, on_air: NowOnAir | None) -> None:
    assert read_stream_content(text) == on_air


# Topology

MEMBER = (
    '<ZoneGroupMember UUID="RINCON_A" Location="http://192.0.2.4:1400/xml/device_description.xml" ZoneName="TV" '
    'SWGen="2" HTSatChanMapSet="RINCON_A:LF,RF;RINCON_B:SW" BootSeq="46" MoreInfo="BattPct:80,BattChg:CHARGING">'
    '<Satellite UUID="RINCON_B" Location="http://192.0.2.5:1400/x" ZoneName="TV" Invisible="1"/></ZoneGroupMember>'
)


def test_new_topology() -> None:
    topology = read_topology(
        f'<ZoneGroupState><ZoneGroups><ZoneGroup Coordinator="RINCON_A" ID="RINCON_C:7">{MEMBER}</ZoneGroup>'
        '<ZoneGroup Coordinator="RINCON_X" ID="RINCON_X:1"></ZoneGroup></ZoneGroups><VanishedDevices>'
        '<Device UUID="RINCON_V" ZoneName="Move" Reason="sleeping"/></VanishedDevices></ZoneGroupState>'
    )
    (group,) = topology.groups
    (member,) = group.members
    assert (group.id, group.coordinator) == ("RINCON_C:7", "RINCON_A")
    assert (member.room, member.address, member.boot_sequence, member.generation) == ("TV", "192.0.2.4:1400", 46, 2)
    assert member.channels == {"RINCON_A": ("LF", "RF"), "RINCON_B": ("SW",)}
    assert member.more_info == {"BattPct": "80", "BattChg": "CHARGING"}
    assert [player.uuid for player in topology.players()] == ["RINCON_A", "RINCON_B"]
    assert member.satellites[0].invisible
    assert [(v.room, v.reason) for v in topology.vanished] == [("Move", "sleeping")]


def test_old_topology_and_what_may_be_missing() -> None:
    topology = read_topology(
        '<ZoneGroups><ZoneGroup Coordinator="RINCON_A\n " ID="RINCON_A:1">'
        '<ZoneGroupMember UUID="RINCON_A" ZoneName="A & B"/>'
        "<ZoneGroupMember ZoneName='nobody'/></ZoneGroup>"
        '<ZoneGroup Coordinator="RINCON_GONE" ID="g"><ZoneGroupMember UUID="RINCON_D"/></ZoneGroup></ZoneGroups>'
    )
    first, second = topology.groups
    (member,) = first.members
    assert (member.room, member.address, member.boot_sequence, member.generation) == ("A & B", "", None, None)
    assert first.coordinator == "RINCON_A"
    assert second.coordinator == "RINCON_D"
    with pytest.raises(MalformedError):
        read_topology("<nothing/>")


# Numbers that are none

NO_NUMBERS = ["", "²", "-1", "many", "9" * 5000]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_numbers_that_may_be_missing(text: str) -> None:
    member = f'<ZoneGroupMember UUID="RINCON_A" BootSeq="{text}" SWGen="{text}"/>'
    (player,) = read_topology(f"<ZoneGroups><ZoneGroup>{member}</ZoneGroup></ZoneGroups>").players()
    assert (player.boot_sequence, player.generation) == (None, None)
    number = f"<upnp:originalTrackNumber>{text}</upnp:originalTrackNumber>"
    (track,) = read_didl(DIDL.format(f'<item id="1">{number}</item>'))
    assert track.track_number is None
    assert read_notification({"SEQ": text}, b"").sequence is None
    (service,) = read_services(f'<Services><Service Id="{text}"/><Service Id="7" Capabilities="{text}"/></Services>')
    assert (service.id, service.capabilities) == (7, None)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_faults_without_a_number(text: str) -> None:
    inner = f"<s:Fault><errorCode>{text}</errorCode></s:Fault>"
    fault = f'<s:Envelope xmlns:s="urn:s"><s:Body>{inner}</s:Body></s:Envelope>'
    with pytest.raises(MalformedError):
        read_fault(fault.encode())


# Alarms, services, description, discovery


def test_alarms() -> None:
    first, second = read_alarms(
        '<Alarms><Alarm ID="14" StartTime="07:00:00" Duration="02:00:00" Recurrence="ON_135" Enabled="1" '
        'RoomUUID="RINCON_A" ProgramURI="x-rincon-buzzer:0" ProgramMetaData="" PlayMode="SHUFFLE_NOREPEAT" Volume="25" '
        'IncludeLinkedZones="0"/><Alarm ID="x"/><Alarm ID="15" StartLocalTime="23:59:59" RoomUUID="R"/>'
        '<Alarm ID="16" StartTime="07:00:00" RoomUUID="R" Recurrence="MONTHLY"/>'
        '<Alarm ID="17" StartTime="07:00:00" RoomUUID="R" Recurrence="ON_²"/></Alarms>'
    )
    assert (first.id, first.start, first.duration) == (14, time(7), timedelta(hours=2))
    assert (first.days, first.play_mode, first.enabled) == ({1, 3, 5}, PlayMode.SHUFFLE_NOREPEAT, True)
    assert (second.start, second.duration, second.days, second.enabled) == (time(23, 59, 59), None, frozenset(), False)
    assert read_alarms("") == read_alarms("<Alarms></Alarms>") == ()


def test_music_services() -> None:
    services = read_services(
        '<Services SchemaVersion="1"><Service Id="254" Name="TuneIn" Uri="http://a" Capabilities="31">'
        '<Policy Auth="Anonymous"/><Presentation><Strings Uri="http://s"/></Presentation></Service>'
        '<Service Id="7" Name="Bare"/><Service/></Services>'
    )
    assert [(s.name, s.type, s.authentication, s.strings_uri) for s in services] == [
        ("TuneIn", 65031, "Anonymous", "http://s"),
        ("Bare", 1799, "", ""),
    ]


def test_descriptions() -> None:
    described = read_description(
        b'<root xmlns="urn:schemas-upnp-org:device-1-0"><device><UDN>uuid:RINCON_A</UDN>#DEACTIVATION_TTL#'
        b"<roomName>K &amp; O</roomName><serviceList><service><serviceType>urn:schemas-upnp-org:service:AudioIn:1"
        b"</serviceType></service></serviceList></device></root>"
    )
    assert (described.uuid, described.room, described.services) == ("RINCON_A", "K & O", {"AudioIn"})
    with pytest.raises(MalformedError):
        read_description(b"<root/>")


def test_search_answers() -> None:
    answer = (
        "HTTP/1.1 200 OK\r\nLOCATION: http://192.0.2.4:1400/xml/device_description.xml\r\n"
        "USN: uuid:RINCON_A::urn:schemas-upnp-org:device:ZonePlayer:1\r\nx-rincon-household: Sonos_h\r\n"
        "X-RINCON-BOOTSEQ: 12\r\n\r\n"
    )
    found = read_search_answer(answer.encode())
    assert found is not None
    assert (found.uuid, found.address, found.household, found.boot_sequence) == (
        "RINCON_A",
        "192.0.2.4:1400",
        "Sonos_h",
        12,
    )
    for other in (
        b"",
        b"\xff\x00",
        answer.replace("RINCON_A", "printer").encode(),
        answer.replace("LOCATION", "X").encode(),
    ):
        assert read_search_answer(other) is None


def test_mdns_records() -> None:
    new = read_record("RINCON_A1@Room", {"uuid": "RINCON_A1", "hhid": "Sonos_h", "bootseq": "3",
                                         "location": "http://192.0.2.4:1400/x"}, [])  # fmt: skip
    assert new is not None
    assert (new.uuid, new.address, new.household, new.boot_sequence) == ("RINCON_A1", "192.0.2.4:1400", "Sonos_h", 3)
    told = {"info": "/api/v1/players/RINCON_A1/info", "hhid": "Sonos_x;mhhid=Sonos_x.y"}
    old = read_record("Sonos-A1", told, ["192.0.2.5"])
    assert old is not None
    assert (old.uuid, old.address, old.household) == ("RINCON_A1", "192.0.2.5:1400", "Sonos_x")
    assert read_record("Sonos-A1", {}, ["192.0.2.5"]) is None


# Events


def test_last_change() -> None:
    found = read_last_change(
        '<Event xmlns="urn:schemas-upnp-org:metadata-1-0/RCS/"><InstanceID val="0"><Volume channel="Master" val="7"/>'
        '<Volume channel="LF" val="100"/><PresetNameList>FactoryDefaults</PresetNameList><Bass val="-3"/>'
        "</InstanceID></Event>"
    )
    assert found == {"Volume/Master": "7", "Volume/LF": "100", "PresetNameList": "FactoryDefaults", "Bass": "-3"}
    change = RenderingControlChange.from_variables(found, player="A")
    assert (change.volume, change.bass, change.mute, change.treble) == ({"Master": 7, "LF": 100}, -3, None, None)


def test_a_change_keeps_what_it_cannot_read() -> None:
    document = (
        '<Event xmlns:r="urn:r"><InstanceID val="0"><TransportState val="DANCING"/><CurrentTrack val="3"/>'
        '<r:AlarmRunning val="1"/><Novelty val="x"/></InstanceID></Event>'
    )
    change = AVTransportChange.from_variables({"LastChange": document}, player="A")
    assert (change.transport_state, change.unreadable) == (None, ("TransportState",))
    assert (change.current_track, change.alarm_running, change.raw["Novelty"]) == (3, True, "x")
    assert "current_track=3" in repr(change)
    assert "bass" not in repr(change)


def test_the_queues_of_an_event() -> None:
    document = (
        '<Event><QueueID val="0"><UpdateID val="5"/><Curated val="0"/></QueueID>'
        '<QueueID val="2"><UpdateID val="1"/><QueueOwnerID val="me"/></QueueID></Event>'
    )
    change = QueueChange.from_variables({"LastChange": document}, player="A")
    assert (change.update_id, change.curated, change.queue_owner_id) == ({"0": 5, "2": 1}, {"0": False}, {"2": "me"})


def test_broken_events() -> None:
    with pytest.raises(MalformedError):
        read_propertyset(b"<html/>")
    with pytest.raises(MalformedError):
        AVTransportChange.from_variables({"LastChange": "<Event"}, player="A")
    with pytest.raises(MalformedError):
        AVTransportChange.from_variables({"LastChange": "<Nothing/>"}, player="A")
    assert Change.from_variables({"Anything": "x"}, player="A").raw == {"Anything": "x"}


def test_sequences_wrap_to_one() -> None:
    assert next_sequence(0) == 1
    assert next_sequence(LAST_SEQUENCE) == 1
