"""What all service proxies share: how an action is called and its answer read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar

from sonos_client import soap
from sonos_client.errors import (
    CommunicationError,
    ConnectionLostError,
    HTTPRefusedError,
    MalformedError,
    ServiceMissingError,
    UPnPDisabledError,
    UPnPError,
)
from sonos_client.values import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sonos_client.changes import Change
    from sonos_client.errors import ErrorMeaning
    from sonos_client.transport import Transport
    from sonos_client.values import Value

T = TypeVar("T")
_READING = ("Get", "List", "Browse", "Find", "Is")
"""First words of actions that change nothing; they alone are ever sent twice."""


class Address(Protocol):
    """Something that knows where its player is at this moment."""

    @property
    def address(self) -> str:
        """Where the player is, ``host:port``."""

    async def relocate(self) -> bool:
        """Look for the player, which could not be reached; whether it was found at another address."""


@dataclass(frozen=True, slots=True)
class FixedAddress:
    """An address at which somebody is asked who is not looked for elsewhere."""

    address: str

    async def relocate(self) -> bool:
        """Look nowhere."""
        return False


@dataclass(frozen=True, slots=True)
class Answer:
    """The out arguments of one call, read by name and type."""

    service: str
    action: str
    values: Mapping[str, str]

    def read(self, name: str, reader: Callable[[str], T]) -> T:
        """The value of ``name``; raises MalformedError where it is missing or unreadable."""
        try:
            return reader(self.values[name])
        except KeyError:
            raise MalformedError(f"the answer to {self.service}.{self.action} has no {name}") from None
        except MalformedError as error:
            raise MalformedError(f"{name} in the answer to {self.service}.{self.action}: {error}") from None

    def read_optional(self, name: str, reader: Callable[[str], T]) -> T | None:
        """As :meth:`read`, None where this player's firmware does not send ``name``."""
        return self.read(name, reader) if name in self.values else None


class Service:
    """One service of one player; the subclasses in :mod:`sonos_client.services` have its actions as methods.

    Every method raises, besides what it names itself: :class:`CommunicationError` when no answer comes,
    :class:`UPnPDisabledError` and :class:`ServiceMissingError` when HTTP refuses, :class:`UPnPError` when the player
    refuses the action, :class:`MalformedError` for an answer that cannot be read, and ValueError for an argument out of
    its range, before anything is sent.
    """

    name: ClassVar[str]
    """The service's name, such as ``AVTransport``."""
    urn: ClassVar[str]
    """Its serviceType URN."""
    path: ClassVar[str]
    """What its control and event paths begin with."""
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {}
    """What the error codes mean here."""
    change: ClassVar[type[Change]]
    """The class of its events."""
    user_agent: ClassVar[str] = "sonos-client"
    """Sent with each call."""

    def __init__(self, transport: Transport, player: Address) -> None:
        self._transport = transport
        self._player = player

    async def call(self, action: str, /, **arguments: Value) -> dict[str, str]:
        """Call any action by name, known to this library or not; the out arguments come as text.

        Reading actions (Get..., Browse, List...) are sent once more when the connection breaks. Any is sent to the
        player's new address when it could not be reached at the old one. Nothing else is ever sent twice.
        """
        return dict((await self._call(action, arguments)).values)

    async def _call(self, action: str, arguments: Mapping[str, Value]) -> Answer:
        body = soap.render(self.urn, action, {name: encode(value) for name, value in arguments.items()})
        try:
            return await self._exchange(action, body)
        except ConnectionLostError:
            if not action.startswith(_READING):
                raise
        except CommunicationError as error:
            # Nothing has happened at the old address, so the new one may be asked whatever the action.
            if error.may_have_happened or not await self._player.relocate():
                raise
        return await self._exchange(action, body)

    async def _exchange(self, action: str, body: bytes) -> Answer:
        address = self._player.address
        headers = {
            "SOAPACTION": f'"{self.urn}#{action}"',
            "Content-Type": 'text/xml; charset="utf-8"',
            "User-Agent": self.user_agent,
        }
        reply = await self._transport.request("POST", address, f"{self.path}/Control", headers, body)
        if reply.status == 200:
            return Answer(self.name, action, soap.read_answer(action, reply.body))
        if reply.status == 500:
            try:
                code = soap.read_fault(reply.body)
            except MalformedError:
                raise HTTPRefusedError(address, 500, f"{self.name}.{action} failed without an error code") from None
            raise UPnPError(self.name, action, code, self.errors.get(code))
        raise refusal(address, reply.status, self.name)


def refusal(address: str, status: int, service: str) -> HTTPRefusedError:
    """The error for an HTTP status that is no answer of a service."""
    if status == 403:
        return UPnPDisabledError(address)
    if status in {404, 405}:
        return ServiceMissingError(address, status, service)
    return HTTPRefusedError(address, status)
