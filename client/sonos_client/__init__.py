"""An async client library for Sonos players, real and simulated.

``async with SonosClient() as client: household = await client.connect()`` is where everything begins.
"""

from sonos_client.alarm_list import Alarm
from sonos_client.changes import Change
from sonos_client.client import SonosClient
from sonos_client.didl import MediaKind, MediaObject, NowOnAir, metadata
from sonos_client.discovery import discover
from sonos_client.errors import (
    CommunicationError,
    ConnectionLostError,
    HTTPRefusedError,
    MalformedError,
    NotFoundError,
    ServiceMissingError,
    SonosError,
    SubscriptionLostError,
    TimedOutError,
    UnreachableError,
    UnsupportedError,
    UPnPDisabledError,
    UPnPError,
)
from sonos_client.found import Found
from sonos_client.group import Group
from sonos_client.household import Household, TopologyChange
from sonos_client.library import Category, Library
from sonos_client.now_playing import NowPlaying
from sonos_client.player import Battery, Player
from sonos_client.problems import EventProblem, ProblemKind
from sonos_client.snapshot import Snapshot
from sonos_client.timers import ScaledTimers, Timers
from sonos_client.watch import Watch

__all__ = [
    "Alarm",
    "Battery",
    "Category",
    "Change",
    "CommunicationError",
    "ConnectionLostError",
    "EventProblem",
    "Found",
    "Group",
    "HTTPRefusedError",
    "Household",
    "Library",
    "MalformedError",
    "MediaKind",
    "MediaObject",
    "NotFoundError",
    "NowOnAir",
    "NowPlaying",
    "Player",
    "ProblemKind",
    "ScaledTimers",
    "ServiceMissingError",
    "Snapshot",
    "SonosClient",
    "SonosError",
    "SubscriptionLostError",
    "TimedOutError",
    "Timers",
    "TopologyChange",
    "UPnPDisabledError",
    "UPnPError",
    "UnreachableError",
    "UnsupportedError",
    "Watch",
    "discover",
    "metadata",
]
