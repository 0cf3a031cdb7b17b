"""The same announcement as people write it first: it works on a quiet day. Kept to be broken; do not copy."""

from __future__ import annotations

import time

import soco


def announce(address: str, clip: str, *, volume: int = 30, seconds: float = 3.0) -> None:
    """Group all rooms, play the URL ``clip``, wait ``seconds``, and part the rooms again."""
    first = soco.SoCo(address)
    first.partymode()
    volumes = {room: room.volume for room in first.visible_zones}
    for room in volumes:
        room.volume = volume
    first.play_uri(clip, title="Doorbell")
    time.sleep(seconds)
    for room, before in volumes.items():
        room.volume = before
        room.unjoin()
