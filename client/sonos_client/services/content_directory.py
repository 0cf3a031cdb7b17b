"""ContentDirectory: The music library, queues, Sonos playlists, favourites and radio stations as a tree of objects."""

# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sonos_client import values
from sonos_client.changes import Change
from sonos_client.errors import ErrorMeaning
from sonos_client.service import Service
from sonos_client.services.enums import BrowseFlag
from sonos_client.services.errors import COMMON_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class BrowseResult:
    """What Browse answers."""

    result: str
    """DIDL-Lite; see :func:`sonos_client.didl.read_didl`."""
    number_returned: int
    """Objects on this page."""
    total_matches: int
    """Objects there are in all."""
    update_id: int
    """Update id of the container."""


@dataclass(frozen=True, slots=True)
class FindPrefixResult:
    """What FindPrefix answers."""

    starting_index: int
    """First object wanted, from 0."""
    update_id: int
    """Update id of the container."""


@dataclass(frozen=True, slots=True)
class AllPrefixLocationsResult:
    """What GetAllPrefixLocations answers."""

    total_prefixes: int
    """How many letters."""
    prefix_and_index_csv: str
    """Letter and index by turns, separated by commas."""
    update_id: int
    """Update id of the container."""


@dataclass(frozen=True, slots=True)
class CreateObjectResult:
    """What CreateObject answers."""

    object_id: str
    """Such as ``A:ALBUM``, ``Q:0``, ``SQ:3``, ``FV:2``, ``R:0/0``."""
    result: str
    """DIDL-Lite; see :func:`sonos_client.didl.read_didl`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ContentDirectoryChange(Change):
    """What an event of ContentDirectory says; None where it does not mention a variable."""

    system_update_id: int | None = None
    """Rises with every change."""
    container_update_ids: str | None = None
    """Changed containers, as ``id,number,id,number``."""
    share_index_in_progress: bool | None = None
    """Whether the library is being indexed."""
    share_index_last_error: str | None = None
    """What went wrong with it."""
    user_radio_update_id: str | None = None
    """Changes with the user's radio."""
    saved_queues_update_id: str | None = None
    """Changes with the Sonos playlists, as ``UUID,number``."""
    share_list_update_id: str | None = None
    """Changes with the list of shares."""
    recently_played_update_id: str | None = None
    """Changes with what was played."""
    browseable: bool | None = None
    """Whether the library can be browsed."""
    radio_favorites_update_id: str | None = None
    """Changes with the radio stations; ``UUID,number`` although declared a number."""
    radio_location_update_id: str | None = None
    """Changes with the place for local radio; ``UUID,number`` likewise."""
    favorites_update_id: str | None = None
    """Changes with the favourites."""
    favorite_presets_update_id: str | None = None
    """Changes with presets; builds up to 70."""
    service: ClassVar[str] = "ContentDirectory"
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
        "SystemUpdateID": ("system_update_id", values.integer),
        "ContainerUpdateIDs": ("container_update_ids", values.string),
        "ShareIndexInProgress": ("share_index_in_progress", values.boolean),
        "ShareIndexLastError": ("share_index_last_error", values.string),
        "UserRadioUpdateID": ("user_radio_update_id", values.string),
        "SavedQueuesUpdateID": ("saved_queues_update_id", values.string),
        "ShareListUpdateID": ("share_list_update_id", values.string),
        "RecentlyPlayedUpdateID": ("recently_played_update_id", values.string),
        "Browseable": ("browseable", values.boolean),
        "RadioFavoritesUpdateID": ("radio_favorites_update_id", values.string),
        "RadioLocationUpdateID": ("radio_location_update_id", values.string),
        "FavoritesUpdateID": ("favorites_update_id", values.string),
        "FavoritePresetsUpdateID": ("favorite_presets_update_id", values.string),
    }


class ContentDirectory(Service):
    """The music library, queues, Sonos playlists, favourites and radio stations as a tree of objects."""

    name: ClassVar[str] = "ContentDirectory"
    urn: ClassVar[str] = "urn:schemas-upnp-org:service:ContentDirectory:1"
    path: ClassVar[str] = "/MediaServer/ContentDirectory"
    change: ClassVar[type[Change]] = ContentDirectoryChange
    user_agent: ClassVar[str] = "Linux UPnP/1.0 Sonos/83.1-61210 (sonos-client)"
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {
        **COMMON_ERRORS,
        701: ErrorMeaning("NO_SUCH_OBJECT", "There is no such object."),
        702: ErrorMeaning("INVALID_CURRENT_TAG_VALUE", "The present value is not the one given."),
        703: ErrorMeaning("INVALID_NEW_TAG_VALUE", "The new value is not possible."),
        706: ErrorMeaning("PARAMETER_MISMATCH", "Present and new values are not as many."),
        710: ErrorMeaning("NO_SUCH_CONTAINER", "There is no such container."),
        711: ErrorMeaning("RESTRICTED_OBJECT", "The object cannot be changed."),
        712: ErrorMeaning("BAD_METADATA", "The metadata cannot be used."),
        720: ErrorMeaning("CANNOT_PROCESS", "The library is being indexed already."),
        800: ErrorMeaning("NOT_POSSIBLE", "Not with this object."),
        803: ErrorMeaning("DUPLICATE", "There is such a favourite already."),
        805: ErrorMeaning("LIST_FULL", "There are as many favourites as there can be."),
        806: ErrorMeaning("TOO_BIG", "The object is too big."),
    }

    async def get_search_capabilities(self) -> str:
        """What can be searched for; players answer nothing.

        Returns:
            Capabilities.

        """
        answer = await self._call("GetSearchCapabilities", {})
        return answer.read("SearchCaps", values.string)

    async def get_sort_capabilities(self) -> str:
        """What can be sorted by; players answer nothing.

        Returns:
            Capabilities.

        """
        answer = await self._call("GetSortCapabilities", {})
        return answer.read("SortCaps", values.string)

    async def get_system_update_id(self) -> int:
        """A number that rises with every change of the content.

        Returns:
            The number.

        """
        answer = await self._call("GetSystemUpdateID", {})
        return answer.read("Id", values.integer)

    async def get_album_artist_display_option(self) -> str:
        """How album artists are grouped: WMP, ITUNES or NONE.

        Returns:
            ``WMP``, ``ITUNES`` or ``NONE``.

        """
        answer = await self._call("GetAlbumArtistDisplayOption", {})
        return answer.read("AlbumArtistDisplayOption", values.string)

    async def get_last_index_change(self) -> str:
        """When the library was indexed last, with a letter before the time.

        Returns:
            Letter and time.

        """
        answer = await self._call("GetLastIndexChange", {})
        return answer.read("LastIndexChange", values.string)

    async def browse(
        self,
        object_id: str,
        browse_flag: BrowseFlag = BrowseFlag.BROWSE_DIRECT_CHILDREN,
        properties: str = "*",
        starting_index: int = 0,
        requested_count: int = 100,
        sort_criteria: str = "",
    ) -> BrowseResult:
        """An object, or a page of what it contains; up to 1000 objects at once.

        Args:
            object_id: Such as ``A:ALBUM``, ``Q:0``, ``SQ:3``, ``FV:2``, ``R:0/0``.
            browse_flag: The object itself, or what it contains.
            properties: Which properties are wanted; players give all.
            starting_index: First object wanted, from 0.
            requested_count: Objects wanted, 0 for as many as the player gives.
            sort_criteria: Order; players ignore it.

        Raises:
            UPnPError: 402 INVALID_ARGS, 701 NO_SUCH_OBJECT.

        """
        answer = await self._call(
            "Browse",
            {
                "ObjectID": object_id,
                "BrowseFlag": browse_flag,
                "Filter": properties,
                "StartingIndex": values.checked("starting_index", starting_index, 0, 4294967295),
                "RequestedCount": values.checked("requested_count", requested_count, 0, 4294967295),
                "SortCriteria": sort_criteria,
            },
        )
        return BrowseResult(
            answer.read("Result", values.string),
            answer.read("NumberReturned", values.integer),
            answer.read("TotalMatches", values.integer),
            answer.read("UpdateID", values.integer),
        )

    async def find_prefix(self, object_id: str, prefix: str) -> FindPrefixResult:
        """The first object whose title begins so.

        Args:
            object_id: Such as ``A:ALBUM``, ``Q:0``, ``SQ:3``, ``FV:2``, ``R:0/0``.
            prefix: How the title begins.

        Raises:
            UPnPError: 701 NO_SUCH_OBJECT, 800 NOT_POSSIBLE.

        """
        answer = await self._call("FindPrefix", {"ObjectID": object_id, "Prefix": prefix})
        return FindPrefixResult(answer.read("StartingIndex", values.integer), answer.read("UpdateID", values.integer))

    async def get_all_prefix_locations(self, object_id: str) -> AllPrefixLocationsResult:
        """Where each first letter begins in a container.

        Args:
            object_id: Such as ``A:ALBUM``, ``Q:0``, ``SQ:3``, ``FV:2``, ``R:0/0``.

        Raises:
            UPnPError: 701 NO_SUCH_OBJECT, 800 NOT_POSSIBLE.

        """
        answer = await self._call("GetAllPrefixLocations", {"ObjectID": object_id})
        return AllPrefixLocationsResult(
            answer.read("TotalPrefixes", values.integer),
            answer.read("PrefixAndIndexCSV", values.string),
            answer.read("UpdateID", values.integer),
        )

    async def create_object(self, container_id: str, elements: str) -> CreateObjectResult:
        """Create a favourite or a radio station.

        Args:
            container_id: Where the object goes, ``FV:2`` or ``R:0/0``.
            elements: DIDL-Lite of the new object.

        Raises:
            UPnPError: 710 NO_SUCH_CONTAINER, 711 RESTRICTED_OBJECT, 712 BAD_METADATA, 803 DUPLICATE, 805 LIST_FULL,
                806 TOO_BIG.

        """
        answer = await self._call("CreateObject", {"ContainerID": container_id, "Elements": elements})
        return CreateObjectResult(answer.read("ObjectID", values.string), answer.read("Result", values.string))

    async def update_object(self, object_id: str, current_tag_value: str, new_tag_value: str) -> None:
        """Change tags of an object.

        Args:
            object_id: Such as ``A:ALBUM``, ``Q:0``, ``SQ:3``, ``FV:2``, ``R:0/0``.
            current_tag_value: Present values, separated by commas.
            new_tag_value: New values, separated by commas.

        Raises:
            UPnPError: 701 NO_SUCH_OBJECT, 702 INVALID_CURRENT_TAG_VALUE, 703 INVALID_NEW_TAG_VALUE, 706
                PARAMETER_MISMATCH, 711 RESTRICTED_OBJECT, 712 BAD_METADATA.

        """
        await self._call(
            "UpdateObject", {"ObjectID": object_id, "CurrentTagValue": current_tag_value, "NewTagValue": new_tag_value}
        )

    async def destroy_object(self, object_id: str) -> None:
        """Remove a favourite, a station, a Sonos playlist or a share.

        Args:
            object_id: Such as ``A:ALBUM``, ``Q:0``, ``SQ:3``, ``FV:2``, ``R:0/0``.

        Raises:
            UPnPError: 701 NO_SUCH_OBJECT, 711 RESTRICTED_OBJECT.

        """
        await self._call("DestroyObject", {"ObjectID": object_id})

    async def refresh_share_index(self, album_artist_display_option: str) -> None:
        """Read the music library's folders anew.

        Args:
            album_artist_display_option: ``WMP``, ``ITUNES`` or ``NONE``.

        Raises:
            UPnPError: 720 CANNOT_PROCESS.

        """
        await self._call("RefreshShareIndex", {"AlbumArtistDisplayOption": album_artist_display_option})

    async def request_resort(self, sort_order: str) -> None:
        """Sort the library by another order.

        Args:
            sort_order: The order.

        """
        await self._call("RequestResort", {"SortOrder": sort_order})

    async def get_share_index_in_progress(self) -> bool:
        """Whether the library is being indexed.

        Returns:
            Whether it is being indexed.

        """
        answer = await self._call("GetShareIndexInProgress", {})
        return answer.read("IsIndexing", values.boolean)

    async def get_browseable(self) -> bool:
        """Whether the library can be browsed.

        Returns:
            Whether it can be browsed.

        """
        answer = await self._call("GetBrowseable", {})
        return answer.read("IsBrowseable", values.boolean)

    async def set_browseable(self, browseable: bool) -> None:
        """Set whether the library can be browsed; players refuse.

        Args:
            browseable: Whether it can be browsed.

        Raises:
            UPnPError: 800 NOT_POSSIBLE.

        """
        await self._call("SetBrowseable", {"Browseable": browseable})
