"""A real speaker against what the recordings say of all speakers: ``pytest tests/contract --sonos-ip ADDRESS``.

Without the option these tests are not there. They read, they change sound settings for moments, and they restore what
they change; what plays goes on playing.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sonos_client.callbacks import local_address
from sonos_client.services import SERVICES
from sonos_client.transport import Transport

from tests.support import wire
from tests.support.client_view import Where, read_by_client
from tests.support.comparer import compare_headers
from tests.support.fixtures import Exchange, Request, exchanges
from tests.support.replay import fault_body, property_set, soap_body
from tests.support.scpd import summary

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_client.service import Service

pytestmark = pytest.mark.real_speaker

_TYPE = ("CONTENT-TYPE", 'text/xml; charset="utf-8"')
_LAST = (("Server", None), ("Connection", "close"))
_HEADERS = [("CONTENT-LENGTH", None), _TYPE, ("EXT", ""), *_LAST]
_HEADERS_OF_BROWSE = [_TYPE, ("EXT", ""), ("TRANSFER-ENCODING", "chunked"), *_LAST]
_READING = ("Get", "List", "Browse")


def _unique() -> list[Exchange]:
    calls = {str((e.target, e.argument_texts)): e for e in exchanges() if e.request is Request.CALL}
    return [e for e in calls.values() if e.action.startswith(_READING) and "${" not in str(e.argument_texts)]


@dataclass
class Speaker:
    """Where the speaker is."""

    address: str
    port: int = 1400


@pytest.fixture
def speaker(request: pytest.FixtureRequest) -> Speaker:
    address, _, port = request.config.getoption("--sonos-ip").partition(":")
    return Speaker(address, int(port or 1400))


@pytest.fixture
async def transport() -> AsyncIterator[Transport]:
    transport = Transport()
    yield transport
    await transport.close()


async def services_of(speaker: Speaker) -> list[str]:
    """Names of the services in the description."""
    description = await wire.request(speaker, "GET", "/xml/device_description.xml")
    types = ET.fromstring(description.body).iter("{urn:schemas-upnp-org:device-1-0}serviceType")
    return list(dict.fromkeys((element.text or "").split(":")[3] for element in types))


@pytest.mark.parametrize("exchange", _unique(), ids=lambda exchange: exchange.id)
async def test_it_answers_in_the_recorded_form(exchange: Exchange, speaker: Speaker, transport: Transport) -> None:
    if exchange.service not in await services_of(speaker):
        pytest.skip(f"it has no {exchange.service}")
    reply = await wire.post(speaker, exchange.service, exchange.action, dict(exchange.arguments))
    if reply.status == 500:
        code = ET.fromstring(reply.body).find(".//{urn:schemas-upnp-org:control-1-0}errorCode")
        assert code is not None
        assert reply.body == fault_body(int(code.text or ""))
        return
    assert reply.status == 200
    outputs = {element.tag: element.text or "" for element in ET.fromstring(reply.body)[0][0]}
    assert reply.body == soap_body(exchange.service, exchange.action, outputs)
    scpd = await wire.request(speaker, "GET", f"/xml/{exchange.service}1.xml")
    declared = summary(scpd.body)["signatures"][exchange.action].partition("-> ")[2]
    assert f"({', '.join(outputs)})" == declared
    got = [(line.partition(":")[0], line.partition(":")[2].strip()) for line in reply.header_lines]
    assert compare_headers(_HEADERS_OF_BROWSE if exchange.action == "Browse" else _HEADERS, got) == []
    await read_by_client(exchange, transport, Where(f"{speaker.address}:{speaker.port}"), exchange.arguments)


@pytest.mark.parametrize(
    ("service", "getter", "setter", "output", "argument", "others"),
    [
        ("RenderingControl", "GetVolume", "SetVolume", "CurrentVolume", "DesiredVolume", ("3", "4")),
        ("RenderingControl", "GetMute", "SetMute", "CurrentMute", "DesiredMute", ("0", "1")),
        ("RenderingControl", "GetBass", "SetBass", "CurrentBass", "DesiredBass", ("0", "1")),
        ("RenderingControl", "GetTreble", "SetTreble", "CurrentTreble", "DesiredTreble", ("0", "1")),
        ("RenderingControl", "GetLoudness", "SetLoudness", "CurrentLoudness", "DesiredLoudness", ("0", "1")),
        ("DeviceProperties", "GetLEDState", "SetLEDState", "CurrentLEDState", "DesiredLEDState", ("On", "Off")),
    ],
)
async def test_what_is_set_is_read(
    service: str, getter: str, setter: str, output: str, argument: str, others: tuple[str, str], speaker: Speaker
) -> None:
    channel = {"Channel": "Master"} if getter in {"GetVolume", "GetMute", "GetLoudness"} else {}
    before = (await wire.call(speaker, service, getter, **channel))[output]
    other = others[before == others[0]]
    try:
        await wire.call(speaker, service, setter, **channel, **{argument: other})
        assert (await wire.call(speaker, service, getter, **channel))[output] == other
    finally:
        await wire.call(speaker, service, setter, **channel, **{argument: before})
    assert (await wire.call(speaker, service, getter, **channel))[output] == before


@asynccontextmanager
async def subscribed(speaker: Speaker, service: type[Service]) -> AsyncIterator[wire.Listener]:
    """A subscription whose callback the speaker can reach."""
    host = local_address(f"{speaker.address}:{speaker.port}")
    listener = wire.Listener()
    await listener.start(host)
    headers = {"CALLBACK": f"<http://{host}:{listener.port}/>", "NT": "upnp:event", "TIMEOUT": "Second-60"}
    path = f"{service.path}/Event"
    reply = await wire.request(speaker, "SUBSCRIBE", path, headers)
    assert [line.partition(":")[0] for line in reply.header_lines] == ["SID", "TIMEOUT", "Server", "Connection"]
    try:
        yield listener
    finally:
        await wire.request(speaker, "UNSUBSCRIBE", path, {"SID": reply.header("SID") or ""})
        await listener.stop()


async def test_first_events_have_the_recorded_form(speaker: Speaker) -> None:
    # QPlay grants a subscription and never sends anything.
    for name in sorted(set(await services_of(speaker)) & SERVICES.keys() - {"QPlay"}):
        async with subscribed(speaker, SERVICES[name]) as listener:
            event = await wire.received(listener)
        assert event.seq == 0
        assert event.body == property_set(event.properties)
        change = SERVICES[name].change.from_variables(event.properties, player="", initial=True)
        assert change.unreadable == ()
