"""What programs do in several scenarios: with the bundled client, and on raw sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.wire import call

if TYPE_CHECKING:
    from sonos_client import Household

    from sonos_sim import Player
    from tests.support.rehearsal import Rehearsal

CLIP = "http://clips.example/bell.mp3"


async def pause(household: Household, run: Rehearsal) -> None:
    """Pause what the second room plays."""
    await household[run.rooms[1].uuid].group.pause()


async def list_favourites(household: Household, run: Rehearsal) -> None:
    """Read all favourites."""
    async for _ in household.library.favourites():
        pass


async def load(player: Player, uri: str) -> None:
    """Load ``uri`` on raw sockets."""
    await call(player, "AVTransport", "SetAVTransportURI", CurrentURI=uri, CurrentURIMetaData="")


async def browse(player: Player, container: str, start: int = 0, count: int = 100) -> dict[str, str]:
    """A page of ``container`` on raw sockets."""
    return await call(
        player, "ContentDirectory", "Browse", ObjectID=container, BrowseFlag="BrowseDirectChildren", Filter="*",
        StartingIndex=start, RequestedCount=count, SortCriteria="",
    )  # fmt: skip
