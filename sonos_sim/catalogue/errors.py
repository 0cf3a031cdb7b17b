"""UPnP error codes as Sonos players use them."""

from __future__ import annotations

INVALID_ACTION = 401
INVALID_ARGS = 402
ACTION_FAILED = 501
NOT_IMPLEMENTED_YET = 602
"""UPnP's optional action not implemented; here: declared, and the simulator's handler is still to come."""
TRANSITION_NOT_AVAILABLE = 701
"""AVTransport. GroupRenderingControl answers it on a player that is no coordinator, ContentDirectory for no object."""
RENDERING_INVALID_INSTANCE = 702
INVALID_CONNECTION = 706
PLAY_MODE_NOT_SUPPORTED = 712
ILLEGAL_MIME_TYPE = 714
TRANSPORT_INVALID_INSTANCE = 718
NOT_COORDINATOR = 800
"""Sonos' own general refusal; AVTransport answers it for verbs that only a coordinator takes."""
JOIN_FAILED = 1001


class UPnPError(Exception):
    """An action is refused: the wire carries ``code`` alone, the journal also ``reason``.

    Real players never send an errorDescription (recordings: 8 of 8 faults).
    """

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason

    def __str__(self) -> str:
        return f"UPnP error {self.code}" + (f": {self.reason}" if self.reason else "")
