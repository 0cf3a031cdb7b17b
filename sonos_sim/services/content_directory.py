"""ContentDirectory: the library, playlists and favourites; the handlers are still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.observed import Aspect
from sonos_sim.services.base import Service

if TYPE_CHECKING:
    from sonos_sim.services.base import Value


class ContentDirectory(Service):
    """Evented variables of ContentDirectory.

    UserRadioUpdateID, RecentlyPlayedUpdateID and Browseable are declared as evented and never sent (recorded).
    """

    name = "ContentDirectory"
    pending = frozenset(
        {
            "GetSearchCapabilities", "GetSortCapabilities", "GetSystemUpdateID", "GetAlbumArtistDisplayOption",
            "GetLastIndexChange", "Browse", "FindPrefix", "GetAllPrefixLocations", "CreateObject", "UpdateObject",
            "DestroyObject", "RefreshShareIndex", "RequestResort", "GetShareIndexInProgress", "GetBrowseable",
            "SetBrowseable",
        }
    )  # fmt: skip
    household_aspects = frozenset({Aspect.CONTENT})

    def evented(self) -> dict[str, Value]:
        """The update counters (set recorded at 57.13, order client-derived: home-assistant/core#131381)."""
        content = self.household.content
        variables: dict[str, Value] = {
            "SystemUpdateID": content.system,
            "ContainerUpdateIDs": content.containers,
            "ShareIndexInProgress": content.index_in_progress,
            "ShareIndexLastError": content.index_last_error,
            "FavoritesUpdateID": content.favorites,
            "FavoritePresetsUpdateID": content.favorite_presets,
            "RadioFavoritesUpdateID": content.radio_favorites,
            "RadioLocationUpdateID": content.radio_location,
            "SavedQueuesUpdateID": content.saved_queues,
            "ShareListUpdateID": content.shares,
        }
        return self.declared(variables)
