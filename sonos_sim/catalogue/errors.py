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
NO_SUCH_OBJECT = 701
"""ContentDirectory (captured)."""
INVALID_CURRENT_TAG = 702
INVALID_NEW_TAG = 703
INVALID_CONNECTION = 706
TAG_COUNT_MISMATCH = 706
"""ContentDirectory.UpdateObject: current and new values are not as many."""
NO_SUCH_CONTAINER = 710
RESTRICTED_OBJECT = 711
BAD_METADATA = 712
"""ContentDirectory; for tags that cannot be removed client-derived (SoCo favorites.py)."""
SEEK_MODE_NOT_SUPPORTED = 710
ILLEGAL_SEEK_TARGET = 711
"""Also the answer to Next at the end and Previous at the start of a queue (client-derived, SoCo/socos#7)."""
PLAY_MODE_NOT_SUPPORTED = 712
ILLEGAL_MIME_TYPE = 714
PLAY_SPEED_NOT_SUPPORTED = 717
TRANSPORT_INVALID_INSTANCE = 718
SHARE_INDEX_BUSY = 720
NOT_COORDINATOR = 800
"""Sonos' own general refusal; AVTransport answers it for verbs that only a coordinator takes."""
DUPLICATE_FAVOURITE = 803
"""Client-derived, as is 805: SoCo favorites.py."""
NOT_ENQUEUEABLE = 804
EMPTY_QUEUE = 804
"""Clearing or saving a queue without tracks (client-derived, node-red-contrib-sonos-plus#75)."""
LIST_FULL = 805
JOIN_FAILED = 1001
COORDINATOR_LOST = 1024
"""A member's answer to playback verbs while its coordinator is off (captured, home-assistant/core#56724)."""
NO_SUCH_ALARM = 800
"""AlarmClock (captured for DestroyAlarm, inferred for UpdateAlarm)."""
ALARM_EXISTS = 801
"""AlarmClock: the room has an alarm at that time (client-derived, SoCo alarms.py)."""
NO_SUCH_STRING = 800
"""SystemProperties (client-derived: probes of real players and node-sonos-ts)."""
TOO_MANY_ACCOUNTS = 809
"""SystemProperties (inferred, as are 811 and 812)."""
STRING_TOO_LONG = 811
STRING_STORE_FULL = 812


class UPnPError(Exception):
    """An action is refused: the wire carries ``code`` alone, the journal also ``reason``.

    Real players never send an errorDescription (recordings: 8 of 8 faults); ``description`` is for faults that a test
    plans.
    """

    def __init__(self, code: int, reason: str = "", *, description: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason
        self.description = description

    def __str__(self) -> str:
        return f"UPnP error {self.code}" + (f": {self.reason}" if self.reason else "")
