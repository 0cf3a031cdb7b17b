"""What the client library makes of an exchange, as plain values that a fixture can state.

Fields that are empty are left out, as are texts that hold a document: the document is read and stands under
``documents``.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from sonos_client.alarm_list import read_alarms
from sonos_client.description import PATH, read_description
from sonos_client.didl import read_didl
from sonos_client.errors import MalformedError, SubscriptionLostError, UPnPError
from sonos_client.gena import read_propertyset, renew, subscribe, unsubscribe
from sonos_client.service_list import read_services
from sonos_client.services import SERVICES
from sonos_client.ssdp import read_answer
from sonos_client.topology import read_topology

from tests.support.fixtures import Exchange, Request
from tests.support.tree import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sonos_client.transport import Transport

READERS: dict[str, Callable[[str], Any]] = {
    "Result": read_didl,
    "TrackMetaData": read_didl,
    "CurrentTrackMetaData": read_didl,
    "NextTrackMetaData": read_didl,
    "EnqueuedTransportURIMetaData": read_didl,
    "AVTransportURIMetaData": read_didl,
    "CurrentURIMetaData": read_didl,
    "ZoneGroupState": read_topology,
    "CurrentAlarmList": read_alarms,
    "AvailableServiceDescriptorList": read_services,
}
"""Out arguments and variables that hold documents, and who reads them."""
_RAW = {"raw", "attributes", "player"}
"""Fields that repeat what was sent, or say whom was asked."""
_RENAMED = {"Filter": "properties", "ID": "alarmid"}
"""Arguments that the proxies call otherwise."""
_CALLBACK = "http://127.0.0.1:9/none"
_SID = "uuid:RINCON_02AAAAAAAAAA01400_sub0000000001"


def is_seen(exchange: Exchange) -> bool:
    """Whether the client has a reader for what the exchange answers."""
    if exchange.request in {Request.SCPD, Request.ALIVE}:
        return False
    if exchange.request is Request.GET:
        return exchange.target == PATH
    return bool(exchange.answer) or exchange.fault is not None or exchange.request not in {Request.CALL, Request.EVENT}


@dataclass(frozen=True)
class Where:
    """A player that is where it is."""

    address: str


def plain(value: Any) -> Any:
    """``value`` in the types of YAML."""
    if is_dataclass(value):
        found = {field.name: plain(getattr(value, field.name)) for field in fields(value) if field.name not in _RAW}
        return {name: each for name, each in found.items() if each not in (None, "", [], {}) and not _is_document(each)}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(each) for each in value)
    if isinstance(value, dict):
        return {str(plain(key)): plain(each) for key, each in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, (time, datetime)):
        return value.isoformat()
    return value


def _is_document(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("<")


def typed_arguments(exchange: Exchange, fill: Callable[[str], str]) -> dict[str, Any]:
    """The arguments of the call in Python's types."""
    texts = exchange.argument_texts
    return {
        name: value if isinstance(value, (int, bool)) else text_of(texts[name], fill)
        for name, value in exchange.arguments.items()
    }


def types(value: Any) -> Any:
    """The types in a plain value, an item of a list standing for all."""
    if isinstance(value, dict):
        return {name: types(each) for name, each in value.items()}
    if isinstance(value, list):
        return [types(each) for each in value[:1]]
    return type(value).__name__


async def view(
    exchange: Exchange, transport: Transport, address: str, body: bytes, arguments: Mapping[str, Any]
) -> Any:
    """What the client makes of the player at ``address``; ``body`` is that of an event or a datagram it sent."""
    if exchange.request is Request.EVENT:
        return _change(exchange, body)
    if exchange.request is Request.SEARCH:
        return {"found": plain(read_answer(body))}
    if exchange.request is Request.CALL:
        return await _call(exchange, transport, Where(address), arguments)
    if exchange.request is Request.GET:
        reply = await transport.request("GET", address, exchange.target)
        return {"description": plain(read_description(reply.body))}
    return await _subscription(exchange, transport, address)


async def _call(exchange: Exchange, transport: Transport, where: Where, arguments: Mapping[str, Any]) -> Any:
    try:
        result = await read_by_client(exchange, transport, where, arguments)
    except UPnPError as error:
        return {"fault": {"code": error.code, **({"name": error.name} if error.name else {})}}
    except MalformedError as error:
        return {"malformed": str(error)}
    texts = _texts(result) if is_dataclass(result) else dict.fromkeys(map(_bare, exchange.answer), result)
    documents = _documents({name: texts.get(_bare(name), "") for name in exchange.answer})
    found = {"result": None if _is_document(result) else plain(result), "documents": documents}
    return {name: each for name, each in found.items() if each not in (None, {})}


def _texts(result: Any) -> dict[str, str]:
    return {_bare(field.name): getattr(result, field.name) or "" for field in fields(result)}


def _documents(texts: Mapping[str, str]) -> dict[str, Any]:
    return {name: plain(READERS[name](text)) for name, text in texts.items() if name in READERS and text}


async def read_by_client(exchange: Exchange, transport: Transport, where: Where, arguments: Mapping[str, Any]) -> Any:
    """Call the method of the proxy that is the action, with arguments by its own names."""
    service = SERVICES[exchange.service](transport, where)
    method = getattr(service, _named(exchange.action, dir(service)))
    known = inspect.signature(method).parameters
    return await method(**{_named(name, known): value for name, value in arguments.items() if name != "InstanceID"})


def _named(wire_name: str, names: Iterable[str]) -> str:
    bare = _RENAMED.get(wire_name, _bare(wire_name))
    return next(name for name in names if _bare(name) == bare)


def _bare(name: str) -> str:
    return name.replace("_", "").lower()


def _change(exchange: Exchange, body: bytes) -> Any:
    variables = read_propertyset(body)
    change = SERVICES[exchange.service].change.from_variables(variables, player="", initial=not exchange.after)
    documents = _documents(change.raw)
    found = {"change": plain(change), "documents": documents}
    return {name: each for name, each in found.items() if each}


async def _subscription(exchange: Exchange, transport: Transport, address: str) -> Any:
    service = SERVICES[exchange.service]
    try:
        if exchange.request is Request.SUBSCRIBE:
            timeout = dict(exchange.headers)["TIMEOUT"] or ""
            grant = await subscribe(transport, address, service, _CALLBACK, int(timeout.removeprefix("Second-")))
            return {"grant": {"seconds": int(grant.seconds)}}
        if exchange.request is Request.RENEW:
            await renew(transport, address, service, _SID, 300)
        else:
            await unsubscribe(transport, address, service, _SID)
    except SubscriptionLostError as error:
        return {"lost": error.status}
    return {"unsubscribed": True}
