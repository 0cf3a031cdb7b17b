"""Sources that a transport can have: their kinds, told by the scheme of the URI, and what each kind can do.

Source of the tables: recorded events and media infos; Home Assistant and SoCo classify by the same schemes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sonos_sim.household.media import Track


class SourceKind(Enum):
    """What is loaded; it decides which verbs work and what the getters say."""

    EMPTY = "empty"
    QUEUE = "queue"
    RADIO = "radio"
    RADIO_SKIP = "radio with skips"
    FILE = "file"
    LINE_IN = "line-in"
    TV = "tv"
    VIRTUAL = "virtual line-in"
    MEMBER = "member of a group"


class OnPause(Enum):
    """What Pause does to a source that plays."""

    HOLD = auto()
    STOP = auto()
    """It ends in STOPPED, unless ``radio_pause`` says that it is refused."""
    REFUSE = auto()


@dataclass(frozen=True, slots=True)
class SourceTraits:
    """What a player says of any source of one kind, and which verbs it takes."""

    actions: str
    """CurrentTransportActions."""
    play_modes: str = ""
    """r:CurrentValidPlayModes."""
    is_timed: bool = False
    """Whether its tracks have a duration and a position; a live stream has position and a duration of 0."""
    is_enqueued: bool = False
    """Whether r:EnqueuedTransportURI repeats the URI (recorded: stations and single files, not line-in)."""
    on_pause: OnPause = OnPause.HOLD
    has_tracks: bool = False
    """Whether what plays is tracks that end and in which time can be sought, not an endless stream."""


_QUEUE_PLAY_MODES = "SHUFFLE,REPEAT,REPEATONE,CROSSFADE"
EMPTY_QUEUE_ACTIONS = "Set, Stop, Pause, Play, X_DLNA_SeekTime, X_DLNA_SeekTrackNr"
"""CurrentTransportActions of a queue without a next or a previous item (recorded with one track)."""
_STREAM_ACTIONS = "Set, Stop, Play"

TRAITS: dict[SourceKind, SourceTraits] = {
    SourceKind.EMPTY: SourceTraits(EMPTY_QUEUE_ACTIONS, _QUEUE_PLAY_MODES),  # inferred: as an empty queue
    SourceKind.QUEUE: SourceTraits(EMPTY_QUEUE_ACTIONS, _QUEUE_PLAY_MODES, is_timed=True, has_tracks=True),
    SourceKind.RADIO: SourceTraits(_STREAM_ACTIONS, is_timed=True, is_enqueued=True, on_pause=OnPause.STOP),
    SourceKind.RADIO_SKIP: SourceTraits("Set, Stop, Pause, Play, Next", is_timed=True, is_enqueued=True),  # inferred
    # Recorded for a service track set directly (medium confidence).
    SourceKind.FILE: SourceTraits(EMPTY_QUEUE_ACTIONS, "CROSSFADE", is_timed=True, is_enqueued=True, has_tracks=True),
    SourceKind.LINE_IN: SourceTraits(_STREAM_ACTIONS, on_pause=OnPause.STOP),
    SourceKind.TV: SourceTraits("Set, Play", on_pause=OnPause.REFUSE),
    # Inferred: a queue without a choice of tracks.
    SourceKind.VIRTUAL: SourceTraits("Set, Stop, Pause, Play, X_DLNA_SeekTime, Next, Previous", is_timed=True),
    SourceKind.MEMBER: SourceTraits("Stop, Play", "CROSSFADE"),
}
"""By kind. Recorded: queue, radio, line-in, TV, file and member."""

_SCHEMES: dict[str, SourceKind] = {
    "x-rincon-queue": SourceKind.QUEUE,
    "x-rincon": SourceKind.MEMBER,
    "x-rincon-stream": SourceKind.LINE_IN,
    "x-sonos-htastream": SourceKind.TV,
    "x-sonos-vli": SourceKind.VIRTUAL,
    "x-rincon-mp3radio": SourceKind.RADIO,
    "x-sonosapi-stream": SourceKind.RADIO,
    "x-sonosapi-hls": SourceKind.RADIO,
    "x-sonosapi-radio": SourceKind.RADIO_SKIP,
    "pndrradio": SourceKind.RADIO_SKIP,
    "hls-radio": SourceKind.RADIO,
    "aac": SourceKind.RADIO,
    "mms": SourceKind.RADIO,
    "x-sonos-http": SourceKind.FILE,
    "x-sonos-spotify": SourceKind.FILE,
    "x-sonosapi-hls-static": SourceKind.FILE,
    "x-sonosprog-http": SourceKind.FILE,
    "x-file-cifs": SourceKind.FILE,
    "http": SourceKind.FILE,
    "https": SourceKind.FILE,
}
_AUDIO_ENDINGS = (".mp3", ".mp4", ".m4a", ".wav", ".wma", ".aif", ".aiff", ".flac", ".ogg", ".m3u8")
_NEEDS_ENDING = frozenset({"http", "https", "x-file-cifs"})


def classify(uri: str) -> SourceKind | None:
    """The kind of source ``uri`` loads; None if a player refuses it with 714."""
    if not uri:
        return SourceKind.EMPTY
    scheme, colon, rest = uri.partition(":")
    kind = _SCHEMES.get(scheme.lower()) if colon else None
    if kind is SourceKind.FILE and scheme.lower() in _NEEDS_ENDING:
        path = rest.partition("?")[0].partition("#")[0].lower()
        return kind if path.endswith(_AUDIO_ENDINGS) else None
    return kind


@dataclass(frozen=True, slots=True)
class Source:
    """What SetAVTransportURI loaded; the metadata is kept byte for byte."""

    kind: SourceKind = SourceKind.EMPTY
    uri: str = ""
    metadata: str = ""
    track: Track | None = None
    """What the metadata and the library tell of it, for sources other than queues."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is loaded."""
        return self.kind is SourceKind.EMPTY

    @property
    def queue_id(self) -> int:
        """The number of the queue that a source of kind QUEUE names."""
        number = self.uri.rpartition("#")[2]
        return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else -1


EMPTY = Source()
