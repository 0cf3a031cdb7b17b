"""What happened on the wire, as typed records: the live log and the journal are made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ActionRecord:
    """An action that was called: its arguments as sent, and its outputs or its fault."""

    player: str
    client: str
    service: str
    action: str
    arguments: Mapping[str, str]
    outputs: Mapping[str, str] = field(default_factory=dict)
    fault: int | None = None
    reason: str = ""
    """Why it was refused, for people; never on the wire."""


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A request that was no action: a file, a subscription, or one refused before it came to that."""

    player: str
    client: str
    method: str
    path: str
    status: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class EventRecord:
    """An event handed to a subscription for delivery."""

    player: str
    service: str
    sid: str
    seq: int
    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """A NOTIFY that did not arrive, or a subscription that ended without the client's doing."""

    player: str
    sid: str
    callback: str
    problem: str
    status: int = 0
    """What the callback answered; 0: nothing."""


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """A medium that a player asked the network for; a stream is recorded when it opens."""

    player: str
    uri: str
    """What was to be played."""
    url: str
    """What was opened in the end, after redirects and playlists."""
    status: int
    """The last HTTP status; 0: no answer."""
    mime: str
    bytes_read: int
    is_whole: bool
    """Whether all of it has been read."""
    duration: float | None
    """Seconds, as the bytes tell."""
    error: str = ""
    """A value of :class:`~sonos_sim.household.fetching.FetchError`; empty: it can be played."""


@dataclass(frozen=True, slots=True)
class WarningRecord:
    """Something a client did that real players tolerate, or that the simulator could not do."""

    player: str
    text: str


@dataclass(frozen=True, slots=True)
class DatagramRecord:
    """An SSDP datagram that was heard or sent."""

    player: str
    """The player it is about; empty for one that was heard."""
    direction: Literal["in", "out"]
    other: str
    """The IP address of the other side."""
    data: bytes


@dataclass(frozen=True, slots=True)
class FaultRecord:
    """A planned fault that struck."""

    player: str
    """Whom it struck; empty: nobody in particular."""
    fault: str
    """Its name."""
    at: str
    """What it struck: ``AVTransport.Play``, ``NOTIFY RenderingControl``, ``SSDP answer`` ..."""
    count: int
    """How often it has struck by now."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StateRecord:
    """A part of the state that may look different now; many changes in a row are told once."""

    player: str
    """Whose; empty: what all players share."""
    what: str
    """The aspect, in small letters; ``power`` for a player that went off or came on."""
    detail: str = ""


Record = (
    ActionRecord
    | RequestRecord
    | EventRecord
    | DeliveryRecord
    | FetchRecord
    | WarningRecord
    | DatagramRecord
    | FaultRecord
    | StateRecord
)
Recorder = Callable[[Record], None]
