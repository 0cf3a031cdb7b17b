"""The shapes of a player's answers over HTTP, byte by byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim.server import control
from tests.support import wire
from tests.support.raw_http import (
    ARGUMENTS,
    CLOSE,
    CONTROL,
    FILE_HEAD,
    LED_ON,
    OPEN,
    SERVER,
    VOLUME_SET,
    fault,
    heard,
    http,
    led,
    page,
    raw,
    volume,
)

if TYPE_CHECKING:
    from tests.conftest import Simulate


async def test_success(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, led(kitchen)) == LED_ON


async def test_an_empty_out_value_is_an_open_and_a_close_tag(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    reply = await wire.post(kitchen, "DeviceProperties", "GetZoneAttributes", {})
    assert b"<CurrentZoneName>Kitchen</CurrentZoneName><CurrentIcon></CurrentIcon>" in reply.body
    assert b"/>" not in reply.body


async def test_an_action_without_outputs(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, volume(kitchen, ARGUMENTS)) == VOLUME_SET
    assert kitchen.rendering.volumes["Master"] == 33


async def test_out_values_are_escaped_with_five_entities(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    kitchen.device.name = """Tom & "Jerry's" <den>"""
    reply = await wire.post(kitchen, "DeviceProperties", "GetZoneAttributes", {})
    assert b">Tom &amp; &quot;Jerry&apos;s&quot; &lt;den&gt;<" in reply.body


async def test_the_length_counts_bytes(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    kitchen.device.name = "Küche 🔊"
    reply = await wire.post(kitchen, "DeviceProperties", "GetZoneAttributes", {})
    assert "Küche 🔊".encode() in reply.body
    assert reply.header("CONTENT-LENGTH") == str(len(reply.body))


async def test_fault(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, volume(kitchen, ARGUMENTS.replace("33", "101"))) == fault(402)
    assert kitchen.rendering.volumes["Master"] == 20


async def test_the_device_description_is_chunked_without_length(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    answer = await raw(kitchen, http(kitchen, "GET", "/xml/device_description.xml"))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head + b"\r\n\r\n" == FILE_HEAD
    size, _, rest = body.partition(b"\r\n")
    document, end = rest[: int(size, 16)], rest[int(size, 16) :]
    assert document.startswith(b"<?xml")
    assert document.rstrip().endswith(b"</root>")
    assert end == b"\r\n0\r\n\r\n"


@pytest.mark.parametrize("path", ["/xml/device_description.xml", "/xml/AVTransport1.xml"])
async def test_head_is_get_without_a_body(simulate: Simulate, path: str) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, http(kitchen, "HEAD", path)) == FILE_HEAD
    assert (await raw(kitchen, http(kitchen, "GET", path))).startswith(FILE_HEAD)


async def test_an_unknown_file_is_404(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    for path in ("/nothing", "/xml/AudioIn1.xml", CONTROL, "/xml/../xml/device_description.xml"):
        assert await raw(kitchen, http(kitchen, "GET", path)) == page(404, "Not Found")
    assert await raw(kitchen, http(kitchen, "HEAD", "/nothing")) == page(404, "Not Found").partition(b"<HTML>")[0]


async def test_browse_is_chunked_and_faults_and_others_have_a_length(
    simulate: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    kitchen = (await simulate())["Kitchen"]
    browse = {
        "ObjectID": "A:NOTHING", "BrowseFlag": "BrowseDirectChildren", "Filter": "*",
        "StartingIndex": 0, "RequestedCount": 1, "SortCriteria": "",
    }  # fmt: skip
    without = await wire.post(kitchen, "ContentDirectory", "Browse", browse | {"RequestedCount": "many"})
    assert (without.status, without.header("CONTENT-LENGTH")) == (500, str(len(without.body)))
    assert b"chunked" not in without.head

    found = "x" * 40_000
    monkeypatch.setattr(control, "call", lambda *_: [("Result", found), ("UpdateID", "1")])
    reply = await wire.post(kitchen, "ContentDirectory", "Browse", browse)
    assert reply.head.decode().split("\r\n") == [
        "HTTP/1.1 200 OK",
        'CONTENT-TYPE: text/xml; charset="utf-8"',
        "EXT:",
        "TRANSFER-ENCODING: chunked",
        SERVER,
        "Connection: close",
    ]
    content = "urn:schemas-upnp-org:service:ContentDirectory:1"
    inner = f"<Result>{found}</Result><UpdateID>1</UpdateID>"
    assert reply.body.decode() == f'{OPEN}<u:BrowseResponse xmlns:u="{content}">{inner}</u:BrowseResponse>{CLOSE}'
    for service, action in (("ContentDirectory", "Search"), ("Queue", "Browse")):
        other = await wire.post(kitchen, service, action, {})
        assert other.header("CONTENT-LENGTH") == str(len(other.body))
        assert len(other.body) > len(found)


async def test_which_actions_are_chunked_can_be_chosen(simulate: Simulate) -> None:
    chosen = frozenset({"DeviceProperties.GetLEDState"})
    kitchen = (await simulate(behaviour={"chunked_actions": chosen}))["Kitchen"]
    assert b"\r\nTRANSFER-ENCODING: chunked\r\n" in await raw(kitchen, led(kitchen))
    assert await raw(kitchen, volume(kitchen, ARGUMENTS)) == VOLUME_SET


async def test_no_answer_has_a_date(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    requests = [
        led(kitchen),
        volume(kitchen, ""),
        led(kitchen, soapaction=None),
        http(kitchen, "GET", "/xml/device_description.xml"),
        http(kitchen, "GET", "/nothing"),
        http(kitchen, "POST", "/nothing"),
        http(kitchen, "SUBSCRIBE", "/AlarmClock/Event"),
        http(kitchen, "SUBSCRIBE", "/AlarmClock/Event", "NT: upnp:event", "CALLBACK: <http://127.0.0.1:9/>"),
        b"\x00\r\n\r\n",
    ]
    statuses = []
    for request in requests:
        head = (await raw(kitchen, request)).partition(b"\r\n\r\n")[0].decode()
        statuses.append(head[9:12])
        names = [line.partition(":")[0].lower() for line in head.split("\r\n")[1:]]
        assert "date" not in names, head
        assert names[-2:] == ["server", "connection"], head
    assert statuses == ["200", "500", "400", "200", "404", "405", "412", "200", "400"]


async def test_every_build_tells_its_server(simulate: Simulate) -> None:
    old = (await simulate("Den:S5"))["Den"]
    assert b"\r\nServer: Linux UPnP/1.0 Sonos/57.19-49220 (ZPS5)\r\n" in await raw(old, http(old, "GET", "/nothing"))


async def test_a_defect_of_ours_is_a_fault_and_no_crash(simulate: Simulate, monkeypatch: pytest.MonkeyPatch) -> None:
    sim = await simulate()
    records = heard(sim)

    def broken(*_: object) -> None:
        raise ZeroDivisionError("oh no")

    monkeypatch.setattr(control, "call", broken)
    assert await raw(sim["Kitchen"], led(sim["Kitchen"])) == fault(501)
    assert "oh no" in records[0].reason
    monkeypatch.undo()
    assert await raw(sim["Kitchen"], led(sim["Kitchen"])) == LED_ON
