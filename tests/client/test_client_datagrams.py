"""Reading announcements, and where a datagram may send the client."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sonos_client.found import Announcement, local_address
from sonos_client.mdns import read_record
from sonos_client.ssdp import read_announcement, read_answer

from tests.support.ether import notify

UUID = "RINCON_AAAAAAAAAAAA01400"
PLACE = "http://192.168.1.4:1400/x.xml"


def test_an_alive() -> None:
    sent = notify("alive", UUID, PLACE, X_RINCON_HOUSEHOLD="Sonos_h", X_RINCON_BOOTSEQ=12)
    told = read_announcement(sent)
    assert told == Announcement(UUID, "192.168.1.4:1400", "Sonos_h", 12, "ssdp")
    # The renderer has a UUID of its own, and the group's service names the household in its long form.
    assert read_announcement(sent.replace(f"{UUID}::".encode(), f"{UUID}_MR::".encode())) == told
    group = read_announcement(sent.replace(b"X-RINCON-HOUSEHOLD: Sonos_h", b"HOUSEHOLD.SMARTSPEAKER.AUDIO: Sonos_h.l"))
    assert group == Announcement(UUID, "192.168.1.4:1400", "Sonos_h.l", 12, "ssdp")


def test_a_byebye() -> None:
    sent = notify("byebye", UUID, X_RINCON_BOOTSEQ=12, X_RINCON_REASON="switch to \x1b[2Jbluetooth")
    reason = "switch to [2Jbluetooth"
    assert read_announcement(sent) == Announcement(UUID, "", "", 12, "ssdp", leaves=True, reason=reason)
    assert read_announcement(notify("byebye", UUID)) == Announcement(UUID, "", "", None, "ssdp", leaves=True)


@pytest.mark.parametrize(
    ("target", "leaves"),
    [
        (f"uuid:{UUID}", True),
        ("urn:schemas-upnp-org:device:ZonePlayer:1", True),
        (f"uuid:{UUID}_MR", False),
        ("urn:schemas-upnp-org:service:AVTransport:1", False),
        ("urn:smartspeaker-audio:service:SpeakerGroup:1", False),
    ],
)
def test_a_player_leaves_with_its_device_and_not_with_a_service(target: str, leaves: bool) -> None:
    told = read_announcement(notify("byebye", UUID, NT=target))
    assert (told is not None) is leaves


@pytest.mark.parametrize(
    "sent",
    [
        notify("update", UUID, PLACE),
        notify("alive", UUID),
        notify("alive", "2f402f80-da50-11e1-9b23-0017885a1b2c", PLACE),
        notify("alive", UUID, PLACE, USN=f"uuid:printer::{UUID}"),
        notify("alive", UUID, PLACE).replace(b"NOTIFY", b"M-SEARCH"),
    ],
)
def test_what_no_player_announces(sent: bytes) -> None:
    assert read_announcement(sent) is None


@pytest.mark.parametrize("boots", ["²", "9" * 5000, "-1", "", "1.5"])
def test_a_boot_sequence_that_is_none(boots: str) -> None:
    told = read_announcement(notify("alive", UUID, PLACE, X_RINCON_BOOTSEQ=boots))
    assert told is not None
    assert told.boot_sequence is None
    found = read_record(UUID, {"location": PLACE, "bootseq": boots}, [])
    assert found is not None
    assert found.boot_sequence is None


@pytest.mark.parametrize(
    ("location", "sender", "address"),
    [
        (PLACE, "192.168.1.4", "192.168.1.4:1400"),
        ("http://10.0.0.7/x", "", "10.0.0.7:1400"),
        ("HTTP://169.254.7.7:1400/x", "", "169.254.7.7:1400"),
        ("http://100.64.0.7:1400/x", "", "100.64.0.7:1400"),
        ("http://127.77.0.11:1400/x", "127.77.0.11", "127.77.0.11:1400"),
        ("http://127.77.0.11:1400/x", "", "127.77.0.11:1400"),
        ("http://127.0.0.1:631/x", "192.168.1.66", ""),
        ("http://127.0.0.1:631/x", "127.77.0.11", ""),
        ("http://127.0.0.1:1401/x", "127.0.0.1", "127.0.0.1:1401"),
        ("http://8.8.8.8:1400/x", "", ""),
        ("https://192.168.1.4:1443/x", "", ""),
        ("ftp://192.168.1.4/x", "", ""),
        ("http://speaker.example/x", "", ""),
        ("http://localhost:1400/x", "", ""),
        ("http://[::1]:1400/x", "", ""),
        ("http://0.0.0.0:1400/x", "", ""),
        ("http://239.255.255.250:1400/x", "", ""),
        ("http://255.255.255.255:1400/x", "", ""),
        ("http://192.168.1.4:99999/x", "", ""),
        (PLACE, "nobody", ""),
        ("192.168.1.4", "", ""),
        ("", "", ""),
    ],
)
def test_where_a_datagram_may_send_us(location: str, sender: str, address: str) -> None:
    assert local_address(location, sender) == address
    answer = f"HTTP/1.1 200 OK\r\nLOCATION: {location}\r\nUSN: uuid:{UUID}\r\n\r\n".encode()
    found, told = read_answer(answer, sender), read_announcement(notify("alive", UUID, location), sender)
    assert (found.address if found else "", told.address if told else "") == (address, address)


def test_the_text_of_a_record_counts_and_no_address_outside() -> None:
    assert read_record(UUID, {"location": PLACE}, ["192.168.1.1"]) == read_record(UUID, {"location": PLACE}, [])
    outside = {"location": "http://8.8.8.8:1400/x"}
    assert read_record(UUID, outside, ["8.8.8.8", "fe80::1"]) is None
    found = read_record(UUID, outside, ["fe80::1", "192.168.1.4"])
    assert found is not None
    assert found.address == "192.168.1.4:1400"


@given(st.binary() | st.binary().map(lambda rest: b"NOTIFY " + rest), st.text(max_size=20))
def test_garbage(data: bytes, sender: str) -> None:
    assert read_announcement(data, sender) is None
    assert read_answer(data, sender) is None


@given(st.binary(max_size=30), st.integers(0, 300), st.sampled_from(["alive", "byebye"]))
def test_a_broken_announcement(noise: bytes, place: int, kind: str) -> None:
    sent = notify(kind, UUID, PLACE, X_RINCON_BOOTSEQ=3, X_RINCON_REASON="sleeping")
    told = read_announcement(sent[:place] + noise + sent[place:])
    assert told is None or told.uuid.startswith("RINCON_")
