"""What plays in scenarios: queues of tracks that need no network, and favourites."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from sonos_sim.household.favourites import Favourite
from sonos_sim.household.media import MUSIC_TRACK, Track
from sonos_sim.household.playback import play
from sonos_sim.household.sources import Source, SourceKind

if TYPE_CHECKING:
    from sonos_sim.household import Household, Player

_LIMIT = 1000
SHARE = "x-file-cifs://nas/music/{}.mp3"
SERVICE = "x-sonos-http:song{}.mp4?sid=204&flags=8224&sn=1"
"""URIs of tracks on a share, and of a music service."""
CONTAINER = "object.container.playlistContainer"


def play_queue(player: Player, *, tracks: int = 5, seconds: float = 3600.0, uri: str = SHARE) -> None:
    """Somebody fills the queue of ``player`` and plays it."""
    player.override(fetch_media=False)
    songs = [Track(uri.format(n), f"Song {n}", "Band", "Record", duration=seconds) for n in range(1, tracks + 1)]
    player.queue.insert(songs, 0, player.shuffling, _LIMIT)
    player.transport.load(Source(SourceKind.QUEUE, f"x-rincon-queue:{player.uuid}#0"))
    play(player)


def now_playing(player: Player) -> str:
    """The URI of what the room plays at this moment; empty: it is silent."""
    transport = player.coordinator.transport
    track = transport.track if transport.is_active else None
    return track.uri if track is not None else ""


def keep_favourite(
    household: Household, title: str, uri: str, upnp_class: str = MUSIC_TRACK, account: str = ""
) -> None:
    """Somebody makes ``uri`` a favourite, if it is none yet; ``account`` is its music service's token."""
    if any(favourite.uri == uri for favourite in household.content.favourites):
        return
    element = "container" if upnp_class.startswith("object.container") else "item"
    metadata = (
        '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/" '
        'xmlns:r="urn:schemas-rinconnetworks-com:metadata-1-0/" '
        'xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/">'
        f'<{element} id="-1" parentID="-1" restricted="true"><dc:title>{escape(title)}</dc:title>'
        f"<upnp:class>{upnp_class}</upnp:class>"
        '<desc id="cdudn" nameSpace="urn:schemas-rinconnetworks-com:metadata-1-0/">'
        f"{account or 'RINCON_AssociatedZPUDN'}</desc></{element}></DIDL-Lite>"
    )
    household.content.favourites.create(Favourite(title, uri, metadata), household.visible[0])
