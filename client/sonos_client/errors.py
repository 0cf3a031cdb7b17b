"""Everything that can go wrong, as one hierarchy under :class:`SonosError`.

A communication error says in ``may_have_happened`` whether the player may have acted on the request. The library never
sends a request again that may have happened, unless the action only reads.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorMeaning:
    """What an UPnP error code says for one service."""

    name: str
    """Short name in capitals, such as ``TRANSITION_NOT_AVAILABLE``."""
    meaning: str
    """One sentence on what it means coming from a Sonos player."""


class SonosError(Exception):
    """The base of every error that this library raises on purpose."""


class NotFoundError(SonosError, LookupError):
    """No player, room, group or object is known by that name, or none was discovered."""


class UnsupportedError(SonosError):
    """The player cannot do this; the message says why."""


class CommunicationError(SonosError):
    """No complete answer came from the player.

    Attributes:
        address: of the player, ``host:port``.
        may_have_happened: whether the player may have received the request and acted on it.

    """

    def __init__(self, address: str, message: str, *, may_have_happened: bool) -> None:
        super().__init__(f"{address}: {message}")
        self.address = address
        self.may_have_happened = may_have_happened


class UnreachableError(CommunicationError):
    """No connection could be made; nothing has happened."""

    def __init__(self, address: str, message: str) -> None:
        super().__init__(address, message, may_have_happened=False)


class ConnectionLostError(CommunicationError):
    """The connection broke before the answer was complete; the action may have happened."""

    def __init__(self, address: str, message: str) -> None:
        super().__init__(address, message, may_have_happened=True)


class TimedOutError(CommunicationError, TimeoutError):
    """The player did not answer in time; ``may_have_happened`` is False when not even a connection was made."""


class HTTPRefusedError(SonosError):
    """The player refused on the level of HTTP, before any action was looked at.

    Attributes:
        address: of the player, ``host:port``.
        status: the HTTP status code.

    """

    def __init__(self, address: str, status: int, message: str = "") -> None:
        super().__init__(f"{address}: HTTP {status}{': ' if message else ''}{message}")
        self.address = address
        self.status = status


class UPnPDisabledError(HTTPRefusedError):
    """HTTP 403: somebody has switched UPnP off for this household (home-assistant/core#151258)."""

    def __init__(self, address: str) -> None:
        super().__init__(
            address,
            403,
            "the player refuses local control. In the Sonos app switch on Account > Privacy & Security > "
            "Connection Security > UPnP, then try again",
        )


class ServiceMissingError(HTTPRefusedError):
    """HTTP 405 or 404: this model has no such service, such as AudioIn on a player without line-in (SoCo PR#849)."""

    def __init__(self, address: str, status: int, service: str) -> None:
        super().__init__(address, status, f"this player has no service {service}")
        self.service = service


class SubscriptionLostError(HTTPRefusedError):
    """HTTP 412: the player knows no such subscription (any more), as after a reboot."""

    def __init__(self, address: str) -> None:
        super().__init__(address, 412, "the player does not know this subscription")


class UPnPError(SonosError):
    """The player refused an action with a code of its own; nothing has happened.

    Sonos players send the bare code, never a description (8 of 8 recorded faults); name and meaning are ours.

    Attributes:
        service: name of the service, such as ``AVTransport``.
        action: name of the action, such as ``Play``.
        code: the UPnP error code.
        name: its name for this service, empty when nobody has seen the code there.
        meaning: one sentence, empty likewise.

    """

    def __init__(self, service: str, action: str, code: int, explained: ErrorMeaning | None = None) -> None:
        self.service = service
        self.action = action
        self.code = code
        self.name = explained.name if explained else ""
        self.meaning = explained.meaning if explained else ""
        words = f" {self.name}: {self.meaning}" if explained else ""
        super().__init__(f"{service}.{action} was refused with {code}{words}")


class MalformedError(SonosError, ValueError):
    """What a player sent cannot be understood: an answer, an event or a document within them."""
