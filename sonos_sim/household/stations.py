"""Radio stations and shows that were kept under My Radio Stations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import BAD_METADATA, NO_SUCH_OBJECT, UPnPError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.household.content import Content
    from sonos_sim.household.player import Player

STATIONS = "R:0/0"
SHOWS = "R:0/1"


@dataclass(frozen=True, slots=True)
class Station:
    """A station, or a show, as it is now."""

    object_id: str
    title: str
    uri: str


class Stations:
    """The entries of one list: ``R:0/0`` stations, ``R:0/1`` shows. Ids rise and are never given twice (inferred)."""

    def __init__(self, content: Content, container_id: str, upnp_class: str) -> None:
        self._content = content
        self._by_id: dict[str, Station] = {}
        self._next = 0
        self.container_id = container_id
        self.upnp_class = upnp_class
        """The class of every entry (recorded)."""

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Station]:
        """By title (recorded: a list of twelve)."""
        return iter(sorted(self._by_id.values(), key=lambda station: station.title.casefold()))

    def __getitem__(self, object_id: str) -> Station:
        """The entry ``R:0/0/n``. Raises UPnPError 701 for an unknown one."""
        try:
            return self._by_id[object_id.upper()]
        except KeyError:
            raise UPnPError(NO_SUCH_OBJECT, f"no {object_id!r} in {self.container_id}") from None

    def playing(self, uri: str) -> Station | None:
        """The entry that ``uri`` plays."""
        return next((station for station in self._by_id.values() if station.uri == uri), None)

    def create(self, title: str, uri: str, player: Player) -> Station:
        """A new entry. Raises UPnPError 712 without title or URI."""
        if not title or not uri:
            raise UPnPError(BAD_METADATA, "a station needs a title and a URI")
        station = Station(f"{self.container_id}/{self._next}", title, uri)
        self._next += 1
        return self._put(station, player)

    def change(self, object_id: str, player: Player, **fields: str) -> Station:
        """Give an entry another ``title`` or ``uri``. Raises UPnPError 701."""
        return self._put(replace(self[object_id], **fields), player)

    def remove(self, object_id: str, player: Player) -> None:
        """Delete an entry. Raises UPnPError 701."""
        del self._by_id[self[object_id].object_id]
        self._content.changed(self.container_id, player)

    def _put(self, station: Station, player: Player) -> Station:
        self._by_id[station.object_id] = station
        self._content.changed(self.container_id, player)
        return station
