"""Requests to a player as bytes, and the whole answers that they have to get."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.support import wire

if TYPE_CHECKING:
    from sonos_sim import Player, Simulator

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
