"""ContentDirectory: the library, playlists, favourites and stations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import NOT_COORDINATOR, UPnPError
from sonos_sim.household.browsing import Tree
from sonos_sim.household.observed import Aspect
from sonos_sim.services.base import Service
from sonos_sim.services.content_edits import create_object, destroy_object, update_object
from sonos_sim.services.content_nodes import render_nodes
from sonos_sim.services.evidence import captured, client_derived, inferred

if TYPE_CHECKING:
    from sonos_sim.household.content import Content
    from sonos_sim.services.base import Outputs, Value

_CONTAINER = "ContainerUpdateIDs/"
"""Before the container's id in what :meth:`ContentDirectory.evented` returns."""


class ContentDirectory(Service):
    """Handlers of ContentDirectory.

    UserRadioUpdateID, RecentlyPlayedUpdateID and Browseable are declared as evented and never sent (recorded).
    """

    name = "ContentDirectory"
    own_aspects = frozenset({Aspect.CONTENT})

    # Events

    def evented(self) -> dict[str, Value]:
        """The update counters (set recorded at 57.13, order client-derived: home-assistant/core#131381).

        ContainerUpdateIDs is a variable a container here.
        """
        content, counters = self._content, self.player.update_counters
        variables: dict[str, Value] = {
            "SystemUpdateID": counters.system,
            "ContainerUpdateIDs": "",
            "ShareIndexInProgress": content.index_in_progress,
            "ShareIndexLastError": content.index_last_error,
            **{version.value: text for version, text in content.versions.items()},
        }
        containers = {f"{_CONTAINER}{name}": number for name, number in counters.containers.items()}
        return {**self.declared(variables), **containers}

    def properties(self, now: dict[str, Value], before: dict[str, Value] | None) -> dict[str, Value]:
        """At first all, with every container changed since boot; later what changed (form recorded, scope inferred)."""
        changed = super().properties(now, before)
        containers = [f"{name.removeprefix(_CONTAINER)},{changed[name]}" for name in changed if _CONTAINER in name]
        properties: dict[str, Value] = {}
        for name in now:
            if name == "ContainerUpdateIDs":
                if containers or before is None:
                    properties[name] = ",".join(containers)
            elif name in changed and _CONTAINER not in name:
                properties[name] = changed[name]
        return properties

    # Browsing

    @captured(
        "recordings of Browse (24), SoCo test_music_library (701)",
        errors=(402, 701),
        inferred="order of tracks and folders, the top of the tree, AI:, EN:, ids of tracks in playlists",
    )
    def browse(
        self,
        object_id: str,
        browse_flag: str,
        filter: str,  # noqa: A002 - the argument's name
        starting_index: int,
        requested_count: int,
        sort_criteria: str,
    ) -> Outputs:
        """An object, or a page of those in it; filter and order are not regarded.

        0 asks for as many as one answer holds; a page behind the end is empty and no error.
        """
        tree = Tree(self.player)
        if browse_flag == "BrowseMetadata":
            node, update_id = tree.node(object_id)
            nodes, total = [node], 1
        else:
            found = tree.children(object_id)
            cap = self.behaviour.browse_cap
            nodes, total = found.page(starting_index, min(requested_count or cap, cap)), found.total
            update_id = found.update_id
        return {
            "Result": render_nodes(nodes),
            "NumberReturned": len(nodes),
            "TotalMatches": total,
            "UpdateID": update_id,
        }

    @inferred("names of the out arguments; weak notes for 800", errors=(701, 800))
    def find_prefix(self, object_id: str, prefix: str) -> Outputs:
        """The place, from 0, of the first object whose title is not before ``prefix`` in the alphabet."""
        names, update_id = self._names(object_id)
        wanted = prefix.casefold()
        place = next((place for place, name in enumerate(names) if name >= wanted), len(names))
        return {"StartingIndex": place, "UpdateID": update_id}

    @inferred("names of the out arguments; weak notes for 800", errors=(701, 800))
    def get_all_prefix_locations(self, object_id: str) -> Outputs:
        """The first letters of the titles and where each begins, from 0: ``A,0,B,13``."""
        names, update_id = self._names(object_id)
        places: dict[str, int] = {}
        for place, name in enumerate(names):
            places.setdefault(name[:1].upper(), place)
        pairs = ",".join(f"{letter},{place}" for letter, place in places.items())
        return {"TotalPrefixes": len(places), "PrefixAndIndexCSV": pairs, "UpdateID": update_id}

    @captured("recording sonosts GetSearchCapabilities")
    def get_search_capabilities(self) -> Outputs:
        """Nothing: terms are searched for by the id of what is browsed."""
        return {"SearchCaps": ""}

    @captured("recording sonosts GetSortCapabilities")
    def get_sort_capabilities(self) -> Outputs:
        """Nothing."""
        return {"SortCaps": ""}

    @captured("recording sonosts GetSystemUpdateID")
    def get_system_update_id(self) -> Outputs:
        """The count of all changes that this player has seen."""
        return {"Id": self.player.update_counters.system}

    # Editing

    @client_derived(
        "SoCo favorites.py (803, 805); noson for stations",
        errors=(710, 711, 712, 803, 805),
        inferred="710, 711, 712 and what is a duplicate",
    )
    def create_object(self, container_id: str, elements: str) -> Outputs:
        """A new favourite or station; the answer repeats it with its id and ordinal."""
        object_id = create_object(self.player, container_id, elements)
        return {"ObjectID": object_id, "Result": render_nodes([Tree(self.player).node(object_id)[0]])}

    @client_derived(
        "SoCo favorites.py (712 for removing a tag)",
        errors=(402, 701, 702, 703, 706, 711, 712),
        inferred="stations, playlists, the other codes: UPnP ContentDirectory:1 2.7.10",
    )
    def update_object(self, object_id: str, current_tag_value: str, new_tag_value: str) -> None:
        """Change the title, description, ... of a favourite, station or playlist."""
        update_object(self.player, object_id, current_tag_value, new_tag_value)

    @client_derived(
        "SoCo core.py remove_sonos_playlist, favorites.py, music_library.py", errors=(701, 711), inferred="711"
    )
    def destroy_object(self, object_id: str) -> None:
        """Delete a playlist, favourite or station, or take a share out of the library."""
        destroy_object(self.player, object_id)

    # The index

    @captured("recording sonosts GetAlbumArtistDisplayOption")
    def get_album_artist_display_option(self) -> Outputs:
        """How compilations are grouped: WMP, ITUNES or NONE."""
        return {"AlbumArtistDisplayOption": self._content.album_artist_option}

    @captured("recording sonosts GetLastIndexChange", inferred="the letter's meaning, UTC")
    def get_last_index_change(self) -> Outputs:
        """When the shares were read last: ``F2022-01-07 05:00:00``."""
        when = datetime.fromtimestamp(self._content.indexed_at, UTC)
        return {"LastIndexChange": when.strftime("F%Y-%m-%d %H:%M:%S")}

    @client_derived(
        "SoCo music_library.py start_library_update", errors=(402, 720), inferred="codes, how long it takes"
    )
    def refresh_share_index(self, album_artist_display_option: str) -> None:
        """Begin to read the shares anew; it takes its time on the clock."""
        self._content.refresh_index(self.player, album_artist_display_option)

    @inferred("our choice: lists are always sorted")
    def request_resort(self, sort_order: str) -> None:
        """Accepted; nothing comes of it."""

    @captured("recording sonosts GetShareIndexInProgress")
    def get_share_index_in_progress(self) -> Outputs:
        """Whether the shares are being read."""
        return {"IsIndexing": self._content.index_in_progress}

    @captured("recording sonosts GetBrowseable")
    def get_browseable(self) -> Outputs:
        """Always so."""
        return {"IsBrowseable": True}

    @inferred("weak notes", errors=(800,))
    def set_browseable(self, browseable: bool) -> None:
        """Refused."""
        raise UPnPError(NOT_COORDINATOR, "players do not let this be set")

    # Common to handlers

    @property
    def _content(self) -> Content:
        return self.household.content

    def _names(self, object_id: str) -> tuple[list[str], int]:
        found = Tree(self.player).children(object_id)
        if found.names is None:
            raise UPnPError(NOT_COORDINATOR, f"{object_id!r} has no index of prefixes")
        return found.names(), found.update_id
