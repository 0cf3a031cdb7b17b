"""What a household can play: its library, playlists, favourites and stations, and the counters of their changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from sonos_sim.catalogue.errors import INVALID_ARGS, SHARE_INDEX_BUSY, UPnPError
from sonos_sim.household.expansion import expand
from sonos_sim.household.favourites import FAVOURITES, Favourites
from sonos_sim.household.library import Library
from sonos_sim.household.media import BROADCAST, Track
from sonos_sim.household.observed import Aspect, Observed
from sonos_sim.household.saved_queues import SavedQueues
from sonos_sim.household.shared import NEVER_CHANGED
from sonos_sim.household.stations import SHOWS, STATIONS, Stations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sonos_sim.household.household import Household
    from sonos_sim.household.player import Player

SHARES = "S:"
DISPLAY_OPTIONS = ("WMP", "ITUNES", "NONE")
"""Values of AlbumArtistDisplayOption: album artists, iTunes compilations, no grouping (SoCo music_library.py)."""


class Version(StrEnum):
    """Counters that all players share, each ``UUID,n`` of the player that changed it last; the names are evented."""

    FAVORITES = "FavoritesUpdateID"
    FAVORITE_PRESETS = "FavoritePresetsUpdateID"
    RADIO_FAVORITES = "RadioFavoritesUpdateID"
    RADIO_LOCATION = "RadioLocationUpdateID"
    SAVED_QUEUES = "SavedQueuesUpdateID"
    SHARE_LIST = "ShareListUpdateID"


_VERSION_OF = {
    FAVOURITES: Version.FAVORITES,
    STATIONS: Version.RADIO_FAVORITES,
    SHOWS: Version.RADIO_FAVORITES,
    SHARES: Version.SHARE_LIST,
}


@dataclass(eq=False)
class Content(Observed):
    """The content of a household; every player shows the same, apart from its queues."""

    aspect: ClassVar[Aspect] = Aspect.CONTENT

    household: Household
    library: Library = field(default_factory=Library)
    versions: Mapping[Version, str] = field(default_factory=lambda: dict.fromkeys(Version, NEVER_CHANGED))
    album_artist_option: str = "WMP"
    """Kept and told; it does not change how this library is grouped."""
    index_in_progress: bool = False
    index_last_error: str = ""
    indexed_at: float = 0.0
    """When the library was read last, as POSIX timestamp."""

    def __post_init__(self) -> None:
        self._update_ids: dict[str, int] = {}
        self.indexed_at = self.household.clock.now()
        self.saved_queues = SavedQueues(self)
        self.favourites = Favourites(self)
        self.radio = Stations(self, STATIONS, BROADCAST)
        self.shows = Stations(self, SHOWS, "object.container.radioShow")

    # Changes

    def changed(self, container_id: str, player: Player) -> None:
        """Count a change of ``container_id`` that ``player`` made.

        A queue (``Q:n``) is the player's own and counts as its UpdateID says; anything else is seen by all players.
        """
        if container_id.startswith("Q:"):
            player.update_counters.note(container_id, player.queues[int(container_id[2:])].update_id)
            return
        update_id = self._update_ids[container_id] = self.update_id(container_id) + 1
        version = _VERSION_OF.get(container_id, Version.SAVED_QUEUES)  # what is left is SQ: and SQ:n
        number = int(self.versions[version].rpartition(",")[2])
        self.versions = {**self.versions, version: f"{player.uuid},{number + 1}"}
        for other in self.household.players.values():
            other.update_counters.note(container_id, update_id)

    def update_id(self, container_id: str) -> int:
        """The update id of a container that all players share: 0 if it never changed."""
        return self._update_ids.get(container_id, 0)

    @property
    def share_version(self) -> int:
        """The number in ShareListUpdateID, which the addresses of album art repeat."""
        return int(self.versions[Version.SHARE_LIST].rpartition(",")[2])

    # What can be played

    def expand(self, uri: str, player: Player) -> list[Track] | None:
        """The tracks of the container that ``uri`` names; None if it names none.

        Raises UPnPError 804 for a container that is not there or that players do not enqueue.
        """
        return expand(self, uri, player)

    def track_for(self, uri: str) -> Track | None:
        """What the library and the stations know of ``uri``."""
        song = self.library.song_for(uri)
        if song is not None:
            return song.track(self.share_version)
        station = self.radio.playing(uri)
        return None if station is None else Track(uri, station.title, upnp_class=BROADCAST)

    # The library

    def set_library(self, library: Library, player: Player) -> None:
        """From now on ``library`` is what the shares hold."""
        self.library = library
        self.indexed_at = self.household.clock.now()
        self.changed(SHARES, player)

    def remove_share(self, share: str, player: Player) -> None:
        """Take the share ``//host/path`` and what is on it out of the library; the caller knows that it is there."""
        self.set_library(self.library.without(share), player)

    def refresh_index(self, player: Player, option: str) -> None:
        """Read the shares anew; it takes ``index_time`` seconds on the clock.

        ``option`` is a new AlbumArtistDisplayOption, or empty to keep the present one. Raises UPnPError 402 for
        another text, 720 while it is being read already.
        """
        if option and option not in DISPLAY_OPTIONS:
            raise UPnPError(INVALID_ARGS, f"AlbumArtistDisplayOption {option!r}")
        if self.index_in_progress:
            raise UPnPError(SHARE_INDEX_BUSY, "the shares are being read already")
        self.album_artist_option = option or self.album_artist_option
        self.index_in_progress = True
        self.household.clock.call_later(player.behaviour.index_time, partial(self._indexed, player))

    def _indexed(self, player: Player) -> None:
        self.index_in_progress = False
        self.set_library(self.library.reread(), player)
