"""SOAP as Sonos players speak it: lenient in, exact out.

Byte shapes: recordings of builds 57 to 97 (16 whole bodies); UPnP Device Architecture 1.0, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from sonos_sim.wire.xml import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ENVELOPE_NS = "http://schemas.xmlsoap.org/soap/envelope/"
_OPEN = f'<s:Envelope xmlns:s="{ENVELOPE_NS}" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>'
_CLOSE = "</s:Body></s:Envelope>"
_CACHEABLE = 4096
"""Longer bodies are parsed each time: they are rare, and keeping them would cost memory."""


class MalformedRequestError(ValueError):
    """The body is no SOAP request: no XML, a DTD, or no action element."""


@dataclass(frozen=True, slots=True)
class ActionRequest:
    """What a request asks for; arguments are text by element name, in the order sent."""

    service_type: str
    action: str
    arguments: Mapping[str, str]


def parse_request(body: bytes) -> ActionRequest:
    """The action request in ``body``: any prefix, any order, pretty-printed or not.

    A name that comes twice keeps its first value (inferred). Raises MalformedRequestError.
    """
    # Account actions carry passwords and tokens, which must not stay anywhere.
    is_cacheable = len(body) <= _CACHEABLE and b"Account" not in body
    return _parse_cached(body) if is_cacheable else _parse(body)


def _parse(body: bytes) -> ActionRequest:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise MalformedRequestError("a request must not have a DTD")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MalformedRequestError(f"the body is no XML: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise MalformedRequestError("a request must not have a DTD")
    soap_body = next((child for child in root if etree.QName(child).localname == "Body"), None)
    action = next(iter(soap_body), None) if soap_body is not None else None
    if etree.QName(root).localname != "Envelope" or action is None:
        raise MalformedRequestError("the body is no SOAP envelope with an action in its Body")
    name = etree.QName(action)
    arguments: dict[str, str] = {}
    for element in action:
        arguments.setdefault(etree.QName(element).localname, "".join(element.itertext()))
    return ActionRequest(name.namespace or "", name.localname, arguments)


_parse_cached = lru_cache(maxsize=1024)(_parse)


@lru_cache(maxsize=512)
def parse_soapaction(header: str) -> tuple[str, str] | None:
    """Service type and action of a SOAPACTION header, quoted or not; None if it is neither."""
    service_type, hash_sign, action = header.strip().strip('"').partition("#")
    return (service_type, action) if hash_sign and service_type and action else None


def render_request(service_type: str, action: str, arguments: Iterable[tuple[str, str]]) -> bytes:
    """A request as clients send it: what a recorded call looked like, without the client's own spelling."""
    values = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in arguments)
    return f'{_OPEN}<u:{action} xmlns:u="{service_type}">{values}</u:{action}>{_CLOSE}'.encode()


def render_response(service_type: str, action: str, outputs: Iterable[tuple[str, str]]) -> bytes:
    """The success answer; ``outputs`` are names and unescaped text in declared order.

    Empty values are an open and a close tag, as is an answer without outputs (captured).
    """
    values = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in outputs)
    answer = f'<u:{action}Response xmlns:u="{service_type}">{values}</u:{action}Response>'
    return f"{_OPEN}{answer}{_CLOSE}".encode()


@lru_cache(maxsize=256)
def render_fault(code: int, description: str = "") -> bytes:
    """The fault with ``code``; real players never add an errorDescription (captured, 8 of 8)."""
    told = f"<errorDescription>{escape(description)}</errorDescription>" if description else ""
    detail = f'<UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>{code}</errorCode>{told}</UPnPError>'
    fault = f"<faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>{detail}</detail>"
    return f"{_OPEN}<s:Fault>{fault}</s:Fault>{_CLOSE}".encode()
