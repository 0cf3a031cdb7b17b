"""SOAP envelopes: an action call in, its out arguments or its fault out.

Source: UPnP Device Architecture 1.0, section 3; real players name the error by code alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_client.errors import MalformedError
from sonos_client.markup import escape, local_name, parse, text_of
from sonos_client.values import optional_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
    's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>'
)


def render(service_type: str, action: str, arguments: Mapping[str, str]) -> bytes:
    """The body of a call."""
    inner = "".join([f"<{name}>{escape(value)}</{name}>" for name, value in arguments.items()])
    return f'{_HEAD}<u:{action} xmlns:u="{service_type}">{inner}</u:{action}></s:Body></s:Envelope>'.encode()


def read_answer(action: str, body: bytes) -> dict[str, str]:
    """The out arguments by name, in the order sent; raises MalformedError."""
    content = _content(body)
    if local_name(content) != f"{action}Response":
        raise MalformedError(f"the answer to {action} is a {local_name(content)}")
    return {local_name(argument): text_of(argument) for argument in content}


def read_fault(body: bytes) -> int:
    """The UPnP error code of a fault; raises MalformedError where there is none."""
    for element in _content(body).iter():
        if local_name(element) == "errorCode" and (code := optional_number(text_of(element))) is not None:
            return code
    raise MalformedError("a fault without an errorCode")


def _content(body: bytes) -> etree._Element:
    envelope = parse(body)
    for part in envelope:
        if local_name(part) == "Body" and len(part):
            return part[0]
    raise MalformedError("no SOAP body")
