"""HTTP and SOAP of a player, byte by byte, over real sockets."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from sonos_sim.server import control, sites
from sonos_sim.server.records import ActionRecord, RequestRecord, WarningRecord
from tests.support import wire

if TYPE_CHECKING:
    from sonos_sim import Player, Simulator
    from tests.conftest import Simulate

SERVER = "Server: Linux UPnP/1.0 Sonos/95.0-77060 (ZPS18)"
DEVICE = "urn:schemas-upnp-org:service:DeviceProperties:1"
RENDERING = "urn:schemas-upnp-org:service:RenderingControl:1"
CONTROL = "/DeviceProperties/Control"
OPEN = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
    's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>'
)
CLOSE = "</s:Body></s:Envelope>"
FILE_HEAD = (
    f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n{SERVER}\r\nConnection: close\r\n\r\n"
).encode()


async def raw(player: Player, request: bytes) -> bytes:
    """What the player answers until it closes."""
    async with asyncio.timeout(wire.WAIT):
        reader, writer = await asyncio.open_connection(player.address, player.port)
        try:
            writer.write(request)
            return await reader.read()
        finally:
            writer.close()


def http(player: Player, method: str, path: str, *headers: str, body: bytes = b"") -> bytes:
    length = (f"Content-Length: {len(body)}",) if body else ()
    lines = [f"{method} {path} HTTP/1.1", f"Host: {player.address}:{player.port}", *headers, *length]
    return "\r\n".join([*lines, "", ""]).encode() + body


def led(player: Player, *headers: str, soapaction: str | None = f'SOAPACTION: "{DEVICE}#GetLEDState"') -> bytes:
    """A call of GetLEDState, which needs no arguments."""
    body = wire.envelope("DeviceProperties", "GetLEDState", {})
    return http(player, "POST", CONTROL, *([soapaction] if soapaction else []), *headers, body=body)


def volume(player: Player, arguments: str, action: str = "SetVolume", envelope: str = "{}", *headers: str) -> bytes:
    """A call of an action of RenderingControl with its arguments as they shall stand in the body."""
    call = f'<u:{action} xmlns:u="{RENDERING}">{arguments}</u:{action}>'
    if envelope == "{}":
        envelope = OPEN + "{}" + CLOSE
    head = f'SOAPACTION: "{RENDERING}#{action}"'
    body = envelope.replace("{}", call).encode()
    return http(player, "POST", "/MediaRenderer/RenderingControl/Control", head, *headers, body=body)


def page(status: int, phrase: str, *, allow: bool = False) -> bytes:
    """The whole answer with an HTML error page."""
    lines = [f"HTTP/1.1 {status} {phrase}"] + ["Allow: GET, HEAD"] * allow
    lines += ["Content-type: text/html", SERVER, "Connection: close", "", ""]
    heading = f"Error {status}"
    html = f"<HTML><HEAD><TITLE>{heading}</TITLE></HEAD><BODY><H1>{heading}</H1><P>{phrase}</P></BODY></HTML>"
    return ("\r\n".join(lines) + html).encode()


NOT_ALLOWED = page(405, "Method Not Allowed", allow=True)
BAD_REQUEST = page(400, "Bad Request")


def soap(status: str, inner: str) -> bytes:
    """The whole answer with a SOAP body."""
    body = OPEN + inner + CLOSE
    head = [
        f"HTTP/1.1 {status}",
        f"CONTENT-LENGTH: {len(body)}",
        'CONTENT-TYPE: text/xml; charset="utf-8"',
        "EXT:",
        SERVER,
        "Connection: close",
    ]
    return "\r\n".join([*head, "", body]).encode()


def fault(code: int) -> bytes:
    detail = f'<UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>{code}</errorCode></UPnPError>'
    inner = f"<faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>{detail}</detail>"
    return soap("500 Internal Server Error", f"<s:Fault>{inner}</s:Fault>")


def success(action: str, service_type: str, outputs: str = "") -> bytes:
    return soap("200 OK", f'<u:{action}Response xmlns:u="{service_type}">{outputs}</u:{action}Response>')


LED_ON = success("GetLEDState", DEVICE, "<CurrentLEDState>On</CurrentLEDState>")
VOLUME_SET = success("SetVolume", RENDERING)
ARGUMENTS = "<InstanceID>0</InstanceID><Channel>Master</Channel><DesiredVolume>33</DesiredVolume>"


def heard(simulator: Simulator) -> list[Any]:
    """The records to come."""
    records: list[Any] = []
    simulator.observe(records.append)
    return records


# Shapes of answers


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


# Connections


@pytest.mark.parametrize("wish", ["Connection: keep-alive", "X-Nothing: 1"])
async def test_the_socket_closes_after_one_answer(simulate: Simulate, wish: str) -> None:
    sim = await simulate()
    records = heard(sim)
    assert await raw(sim["Kitchen"], led(sim["Kitchen"], wish) + led(sim["Kitchen"], wish)) == LED_ON
    assert len(records) == 1


async def test_the_socket_closes_when_the_client_wants_it_too(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, led(kitchen, "Connection: close") + b"\r\n") == LED_ON


async def test_keep_alive_can_be_switched_on(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"keep_alive": True})
    kitchen = sim["Kitchen"]
    kept = LED_ON.replace(b"Connection: close", b"Connection: keep-alive")
    async with asyncio.timeout(wire.WAIT):
        reader, writer = await asyncio.open_connection(kitchen.address, kitchen.port)
        for _ in range(3):
            writer.write(led(kitchen))
            assert await reader.readexactly(len(kept)) == kept
        writer.write(http(kitchen, "GET", "/xml/AVTransport1.xml"))
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"\r\nConnection: keep-alive\r\n" in head
        await reader.readuntil(b"\r\n0\r\n\r\n")
        writer.write(led(kitchen, "Connection: close"))
        assert await reader.read() == LED_ON
        writer.close()


async def test_errors_and_subscriptions_close_even_then(simulate: Simulate) -> None:
    kitchen = (await simulate(behaviour={"keep_alive": True}))["Kitchen"]
    assert await raw(kitchen, http(kitchen, "GET", "/nothing") + led(kitchen)) == page(404, "Not Found")
    refused = await raw(kitchen, http(kitchen, "SUBSCRIBE", "/AlarmClock/Event") + led(kitchen))
    assert refused.startswith(b"HTTP/1.1 412 ")
    assert refused.endswith(b"Connection: close\r\n\r\n")


async def test_an_idle_connection_is_closed(simulate: Simulate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sites, "IDLE_SECONDS", 0.01)
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, b"") == b""


async def test_old_and_careful_clients_are_served(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, led(kitchen).replace(b"HTTP/1.1", b"HTTP/1.0", 1)) == LED_ON
    assert await raw(kitchen, led(kitchen, "Expect: 100-continue")) == LED_ON
    assert await raw(kitchen, led(kitchen, "Connection: Upgrade", "Upgrade: h2c")) == LED_ON
    absolute = led(kitchen).replace(b"POST /", f"POST {kitchen.base_url}/".encode(), 1)
    assert await raw(kitchen, absolute) == LED_ON


# Paths and methods


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/AudioIn/Control"),
        ("SUBSCRIBE", "/AudioIn/Event"),
        ("UNSUBSCRIBE", "/AudioIn/Event"),
        ("POST", "/HTControl/Control"),
        ("POST", "/nothing"),
        ("POST", "/"),
        ("POST", "/DeviceProperties/Control/"),
        ("POST", "/deviceproperties/control"),
        ("POST", "/RenderingControl/Control"),
        ("POST", "/DeviceProperties/Event"),
        ("POST", "/xml/device_description.xml"),
        ("SUBSCRIBE", CONTROL),
        ("SUBSCRIBE", "/nothing"),
        ("UNSUBSCRIBE", "/nothing"),
        ("PUT", CONTROL),
        ("DELETE", "/xml/device_description.xml"),
        ("OPTIONS", "/DeviceProperties/Event"),
        ("NOTIFY", "/"),
    ],
)
async def test_no_service_or_no_method_there_is_405(simulate: Simulate, method: str, path: str) -> None:
    sim = await simulate()
    records = heard(sim)
    assert await raw(sim["Kitchen"], http(sim["Kitchen"], method, path)) == NOT_ALLOWED
    assert [(r.method, r.path, r.status) for r in records] == [(method, path, 405)]


async def test_the_service_is_there_where_the_model_has_it(simulate: Simulate) -> None:
    sim = await simulate("Amp:S16", "Beam:S14")
    for player, service in ((sim["Amp"], "AudioIn"), (sim["Beam"], "HTControl")):
        reply = await wire.post(player, service, "NoSuchAction", {})
        assert (reply.status, b"<errorCode>401<" in reply.body) == (500, True)


async def test_what_a_missing_service_answers_can_be_chosen(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    kitchen.override(missing_service="404")
    for method, path in (("POST", "/AudioIn/Control"), ("SUBSCRIBE", "/AudioIn/Event")):
        assert await raw(kitchen, http(kitchen, method, path)) == page(404, "Not Found")
    assert await raw(kitchen, http(kitchen, "POST", "/nothing")) == NOT_ALLOWED
    kitchen.override(missing_service="fault401")
    assert await raw(kitchen, http(kitchen, "POST", "/AudioIn/Control")) == fault(401)
    assert await raw(kitchen, http(kitchen, "SUBSCRIBE", "/AudioIn/Event")) == NOT_ALLOWED


async def test_an_undeclared_action_is_fault_401_or_405_as_chosen(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    records = heard(sim)
    assert await raw(kitchen, volume(kitchen, ARGUMENTS, "SetLoudnessEverywhere")) == fault(401)
    assert [(type(r), r.fault) for r in records] == [(ActionRecord, 401)]
    records.clear()
    kitchen.override(missing_action="405")
    assert await raw(kitchen, volume(kitchen, ARGUMENTS, "SetLoudnessEverywhere")) == NOT_ALLOWED
    assert [(type(r), r.status) for r in records] == [(RequestRecord, 405)]
    assert await raw(kitchen, volume(kitchen, ARGUMENTS)) == VOLUME_SET


async def test_upnp_off_is_403_on_every_path_that_is_there(simulate: Simulate) -> None:
    kitchen = (await simulate(behaviour={"upnp_enabled": False}))["Kitchen"]
    requests = [
        led(kitchen),
        led(kitchen, soapaction=None),
        http(kitchen, "GET", "/xml/device_description.xml"),
        http(kitchen, "SUBSCRIBE", "/AlarmClock/Event"),
    ]
    for request in requests:
        assert await raw(kitchen, request) == page(403, "Forbidden")
    assert await raw(kitchen, http(kitchen, "POST", "/nothing")) == NOT_ALLOWED
    kitchen.override(upnp_enabled=True)
    assert await raw(kitchen, led(kitchen)) == LED_ON


@pytest.mark.parametrize("host", ["sonos.local:1400", "kitchen", ""])
async def test_strict_host_wants_an_address(simulate: Simulate, host: str) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    named = led(kitchen).replace(f"Host: {kitchen.address}:1400".encode(), f"Host: {host}".encode())
    assert await raw(kitchen, named) == LED_ON
    kitchen.override(strict_host=True)
    assert await raw(kitchen, named) == BAD_REQUEST
    assert await raw(kitchen, led(kitchen)) == LED_ON
    portless = led(kitchen).replace(f"{kitchen.address}:1400".encode(), kitchen.address.encode())
    assert await raw(kitchen, portless) == LED_ON


# SOAPACTION


@pytest.mark.parametrize(
    "header",
    [
        f'SOAPACTION: "{DEVICE}#GetLEDState"',
        f"SOAPACTION: {DEVICE}#GetLEDState",
        f'SOAPAction: "{DEVICE}#GetLEDState"',
        f"soapaction:{DEVICE}#GetLEDState",
        f'SoapAction:   "{DEVICE}#GetLEDState"  ',
    ],
)
async def test_soapaction_is_taken_quoted_or_not_in_any_case(simulate: Simulate, header: str) -> None:
    sim = await simulate()
    records = heard(sim)
    assert await raw(sim["Kitchen"], led(sim["Kitchen"], soapaction=header)) == LED_ON
    assert [type(r) for r in records] == [ActionRecord]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "SOAPACTION:",
        'SOAPACTION: ""',
        "SOAPACTION: GetLEDState",
        f'SOAPACTION: "{DEVICE}"',
        f'SOAPACTION: "{DEVICE}#"',
        'SOAPACTION: "#GetLEDState"',
    ],
)
async def test_missing_or_garbled_soapaction_is_400(simulate: Simulate, header: str | None) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, led(kitchen, soapaction=header)) == BAD_REQUEST


async def test_soapaction_of_another_action_is_served_and_noted(simulate: Simulate) -> None:
    sim = await simulate()
    records = heard(sim)
    kitchen = sim["Kitchen"]
    other = f'SOAPACTION: "{DEVICE}#SetLEDState"'
    assert await raw(kitchen, led(kitchen, soapaction=other)) == LED_ON
    warning, call = records
    assert isinstance(warning, WarningRecord)
    assert "SetLEDState" in warning.text
    assert "GetLEDState" in warning.text
    assert (call.action, call.fault) == ("GetLEDState", None)
    kitchen.override(strict_soapaction=True)
    assert await raw(kitchen, led(kitchen, soapaction=other)) == fault(401)
    assert await raw(kitchen, led(kitchen)) == LED_ON


async def test_the_wrong_domain_of_node_sonos_ts_is_served_and_noted(simulate: Simulate) -> None:
    sim = await simulate()
    records = heard(sim)
    kitchen = sim["Kitchen"]
    foreign = "urn:schemas-upnp-org:service:Queue:1"
    body = f'{OPEN}<u:Nothing xmlns:u="{foreign}"></u:Nothing>{CLOSE}'.encode()
    request = http(kitchen, "POST", "/MediaRenderer/Queue/Control", f'SOAPACTION: "{foreign}#Nothing"', body=body)
    assert await raw(kitchen, request) == fault(401)  # the action is not there; the type was taken
    assert [type(r) for r in records] == [WarningRecord, WarningRecord, ActionRecord]
    assert "declares no Queue.Nothing" in records[-1].reason

    led_body = wire.envelope("DeviceProperties", "GetLEDState", {}).replace(b"schemas-upnp-org:s", b"schemas-x:s")
    request = http(kitchen, "POST", CONTROL, f'SOAPACTION: "{DEVICE}#GetLEDState"', body=led_body)
    assert await raw(kitchen, request) == LED_ON
    kitchen.override(strict_service_type=True)
    assert await raw(kitchen, request) == fault(401)


@pytest.mark.parametrize(
    "other", ["urn:schemas-upnp-org:service:AlarmClock:1", "urn:schemas-upnp-org:service:DeviceProperties:2", "x"]
)
async def test_another_service_type_is_fault_401(simulate: Simulate, other: str) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, led(kitchen, soapaction=f'SOAPACTION: "{other}#GetLEDState"')) == fault(401)
    body = wire.envelope("DeviceProperties", "GetLEDState", {}).replace(DEVICE.encode(), other.encode())
    request = http(kitchen, "POST", CONTROL, f'SOAPACTION: "{DEVICE}#GetLEDState"', body=body)
    assert await raw(kitchen, request) == fault(401)


# Bodies


@pytest.mark.parametrize("prefix", ["s", "soap", "SOAP-ENV", "x"])
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-8" ?>\n'])
async def test_any_prefix_with_and_without_declaration(simulate: Simulate, prefix: str, declaration: str) -> None:
    kitchen = (await simulate())["Kitchen"]
    namespace = f'xmlns:{prefix}="http://schemas.xmlsoap.org/soap/envelope/"'
    frame = f"{declaration}<{prefix}:Envelope {namespace}><{prefix}:Body>{{}}</{prefix}:Body></{prefix}:Envelope>"
    assert await raw(kitchen, volume(kitchen, ARGUMENTS, "SetVolume", frame)) == VOLUME_SET
    assert kitchen.rendering.volumes["Master"] == 33


async def test_any_prefix_of_the_action(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    for prefix in (b"m", b"ns0", b"U"):
        request = volume(kitchen, ARGUMENTS).replace(b"u:", prefix + b":").replace(b":u=", b":" + prefix + b"=")
        body = request.partition(b"\r\n\r\n")[2]
        head = volume(kitchen, ARGUMENTS).partition(b"\r\n\r\n")[0]
        length = head.rpartition(b" ")[2]
        assert await raw(kitchen, head.removesuffix(length) + b"%d\r\n\r\n%b" % (len(body), body)) == VOLUME_SET


async def test_the_action_in_a_default_namespace(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    call = f'<SetVolume xmlns="{RENDERING}">{ARGUMENTS}</SetVolume>'
    request = volume(kitchen, "", "SetVolume", OPEN + call + CLOSE)
    assert await raw(kitchen, request) == VOLUME_SET


@pytest.mark.parametrize(
    "content_type",
    ['text/xml; charset="utf-8"', "text/xml; charset=utf8", "text/xml; charset=utf-8", "text/plain", "text/xml"],
)
async def test_any_content_type(simulate: Simulate, content_type: str) -> None:
    kitchen = (await simulate())["Kitchen"]
    arguments = ARGUMENTS.replace("33", "44")
    request = volume(kitchen, arguments, "SetVolume", "{}", f"Content-Type: {content_type}")
    assert await raw(kitchen, request) == VOLUME_SET
    assert kitchen.rendering.volumes["Master"] == 44


async def test_pretty_printed_bodies_comments_and_instructions(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    pretty = "\n\t" + ARGUMENTS.replace("><", ">\n\t<").replace("<Channel>", "<Channel >") + "\n"
    frame = OPEN.replace("><", ">\n <!-- hello --><?now?>\n <") + "\n  {}\n" + CLOSE.replace("><", ">\n<") + "\n"
    arguments = f"<!-- one --><?two?>{pretty}"
    assert await raw(kitchen, volume(kitchen, arguments, "SetVolume", frame)) == VOLUME_SET
    assert kitchen.rendering.volumes["Master"] == 33


async def test_a_header_element_before_the_body_is_skipped(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    frame = OPEN.replace("<s:Body>", "<s:Header><credentials/></s:Header><s:Body>") + "{}" + CLOSE
    assert await raw(kitchen, volume(kitchen, ARGUMENTS, "SetVolume", frame)) == VOLUME_SET


async def test_a_chunked_request(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    head, _, body = volume(kitchen, ARGUMENTS).partition(b"\r\n\r\n")
    head = head.rpartition(b"\r\n")[0] + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(body[i : i + 50]), body[i : i + 50]) for i in range(0, len(body), 50))
    assert await raw(kitchen, head + chunks + b"0\r\n\r\n") == VOLUME_SET
    assert kitchen.rendering.volumes["Master"] == 33


@pytest.mark.parametrize(
    "arguments",
    [
        "<DesiredVolume>33</DesiredVolume><Channel>Master</Channel><InstanceID>0</InstanceID>",
        ARGUMENTS + "<Speed>1</Speed><Comment/>",
        ARGUMENTS + "<DesiredVolume>99</DesiredVolume>",
        ARGUMENTS.replace("33", " +033\n"),
        ARGUMENTS.replace("<DesiredVolume>", '<DesiredVolume xmlns:dt="urn:x" dt:dt="ui2">'),
        ARGUMENTS.replace("33", "<![CDATA[33]]>"),
        ARGUMENTS.replace("33", "&#51;3"),
    ],
    ids=["any order", "extras ignored", "first of two wins", "blanks and sign", "attributes", "cdata", "references"],
)
async def test_arguments_as_clients_send_them(simulate: Simulate, arguments: str) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, volume(kitchen, arguments)) == VOLUME_SET
    assert kitchen.rendering.volumes["Master"] == 33


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        ARGUMENTS.replace("<Channel>Master</Channel>", ""),
        ARGUMENTS.replace("DesiredVolume", "desiredvolume"),
        ARGUMENTS.replace("33", ""),
        ARGUMENTS.replace("33", "33.0"),
        ARGUMENTS.replace("33", "0x21"),
        ARGUMENTS.replace("33", "\u0663"),
        ARGUMENTS.replace("Master", "master"),
    ],
    ids=["none", "one missing", "name in lower case", "empty", "decimal", "hex", "other digits", "enumeration"],
)
async def test_bad_arguments_are_402_and_change_nothing(simulate: Simulate, arguments: str) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, volume(kitchen, arguments)) == fault(402)
    assert kitchen.rendering.volumes["Master"] == 20


async def test_empty_strings_in_three_spellings(simulate: Simulate) -> None:
    sim = await simulate()
    records = heard(sim)
    kitchen = sim["Kitchen"]
    for empty in ("<DesiredIcon/>", "<DesiredIcon />", "<DesiredIcon></DesiredIcon>"):
        inner = f"<DesiredZoneName>Kitchen</DesiredZoneName>{empty}<DesiredConfiguration>1</DesiredConfiguration>"
        call = f'<u:SetZoneAttributes xmlns:u="{DEVICE}">{inner}</u:SetZoneAttributes>'
        soapaction = f"SOAPACTION: {DEVICE}#SetZoneAttributes"
        request = http(kitchen, "POST", CONTROL, soapaction, body=(OPEN + call + CLOSE).encode())
        assert await raw(kitchen, request) == success("SetZoneAttributes", DEVICE)
        assert records.pop().arguments["DesiredIcon"] == ""


@pytest.mark.parametrize(
    ("service", "action", "arguments"),
    [
        (
            "DeviceProperties",
            "SetZoneAttributes",
            {"DesiredZoneName": "A", "DesiredIcon": "", "DesiredConfiguration": ""},
        ),
        ("DeviceProperties", "GetAutoplayLinkedZones", {}),
        ("DeviceProperties", "SetAutoplayRoomUUID", {"RoomUUID": ""}),
        ("AVTransport", "RemoveTrackFromQueue", {"InstanceID": 0, "ObjectID": "Q:0/1"}),
    ],
)
async def test_what_shipping_clients_omit_is_no_402(
    simulate: Simulate, service: str, action: str, arguments: dict[str, object]
) -> None:
    kitchen = (await simulate())["Kitchen"]
    reply = await wire.post(kitchen, service, action, arguments)
    assert b"<errorCode>402<" not in reply.body
    first = next(iter(arguments), None)
    if first is not None and first != "InstanceID":
        fewer = {name: value for name, value in arguments.items() if name != first}
        assert b"<errorCode>402<" in (await wire.post(kitchen, service, action, fewer)).body


async def test_strict_arguments_refuses_extras(simulate: Simulate) -> None:
    kitchen = (await simulate(behaviour={"strict_arguments": True}))["Kitchen"]
    assert await raw(kitchen, volume(kitchen, ARGUMENTS + "<Speed>1</Speed>")) == fault(402)
    assert kitchen.rendering.volumes["Master"] == 20
    assert await raw(kitchen, volume(kitchen, ARGUMENTS)) == VOLUME_SET


async def test_another_instance_has_the_code_of_the_service(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, volume(kitchen, ARGUMENTS.replace("<InstanceID>0", "<InstanceID>1"))) == fault(702)
    with pytest.raises(wire.Fault) as refused:
        await wire.call(kitchen, "AVTransport", "GetTransportInfo", InstanceID=1)
    assert refused.value.code == 718


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "no xml",
        "<s:Envelope>{}</s:Envelope>",
        OPEN + "{}",
        OPEN + CLOSE,
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x">' + OPEN + "{}" + CLOSE,
        "<!DOCTYPE x [<!ENTITY a 'b'>]>" + OPEN + "{}" + CLOSE,
        "<Body>{}</Body>",
        OPEN + "{}" + CLOSE + "<more/>",
    ],
    ids=["empty", "text", "prefix", "cut", "no action", "dtd", "entity", "no envelope", "two roots"],
)
async def test_a_body_that_is_no_soap_is_400(simulate: Simulate, frame: str) -> None:
    sim = await simulate()
    records = heard(sim)
    kitchen = sim["Kitchen"]
    assert await raw(kitchen, volume(kitchen, ARGUMENTS, "SetVolume", frame)) == BAD_REQUEST
    assert [(type(r), r.status) for r in records] == [(RequestRecord, 400)]
    assert records[0].note
    assert kitchen.rendering.volumes["Master"] == 20


# Limits


async def test_a_body_over_the_limit_is_413(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"max_body": 2000})
    kitchen = sim["Kitchen"]
    padded = ARGUMENTS + "<Pad>" + "x" * 2000 + "</Pad>"
    assert await raw(kitchen, volume(kitchen, padded)) == page(413, "Content Too Large")
    head = f"POST {CONTROL} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    chunked = head + b"7d0\r\n%b\r\n7d0\r\n%b\r\n0\r\n\r\n" % (b"x" * 2000, b"x" * 2000)
    assert await raw(kitchen, chunked) == page(413, "Content Too Large")
    assert await raw(kitchen, volume(kitchen, ARGUMENTS)) == VOLUME_SET


async def test_the_size_is_checked_before_the_path(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    announced = f"POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: {1024 * 1024 + 1}\r\n\r\n".encode()
    assert await raw(kitchen, announced + b"x" * (1024 * 1024 + 1)) == page(413, "Content Too Large")
    allowed = announced.replace(b"1048577", b"1048576") + b"x" * 1024 * 1024
    assert await raw(kitchen, allowed) == NOT_ALLOWED


@pytest.mark.parametrize(
    "headers",
    [["X-Long: " + "x" * 17_000], [f"X-{n}: " + "x" * 1000 for n in range(17)]],
    ids=["one", "together"],
)
async def test_headers_over_the_limit_are_431(simulate: Simulate, headers: list[str]) -> None:
    sim = await simulate()
    records = heard(sim)
    kitchen = sim["Kitchen"]
    assert await raw(kitchen, led(kitchen, *headers)) == page(431, "Request Header Fields Too Large")
    assert [(type(r), r.status) for r in records] == [(RequestRecord, 431)]
    assert await raw(kitchen, led(kitchen, *headers[1:15])) == LED_ON


async def test_the_limit_of_headers_can_be_set(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    long = f"X-Long: {'x' * 17_000}"
    assert await raw(kitchen, led(kitchen, long)) == page(431, "Request Header Fields Too Large")
    kitchen.override(max_headers=20_000)
    assert await raw(kitchen, led(kitchen, long)) == LED_ON
    kitchen.override(max_headers=200_000)
    assert await raw(kitchen, led(kitchen, long * 5)) == page(431, "Request Header Fields Too Large")
    kitchen.override(max_headers=10)
    assert await raw(kitchen, led(kitchen)) == page(431, "Request Header Fields Too Large")


async def test_a_long_request_line_is_431(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, http(kitchen, "GET", "/" + "x" * 17_000)) == page(431, "Request Header Fields Too Large")


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
