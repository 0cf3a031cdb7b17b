"""The UpdateItem fragment of CheckForUpdate and AvailableSoftwareUpdate (recorded at 31.8 and 85.0)."""

from __future__ import annotations

from sonos_sim.wire.xml import escape

UPDATE_NS = "urn:schemas-rinconnetworks-com:update-1-0"


def render_update_item(version: str, url: str, manifest_url: str, generation: int) -> str:
    """An offer of the software ``version``; S2 players (``generation`` 2) tell the generation too."""
    attributes = {
        "xmlns": UPDATE_NS,
        "Type": "Software",
        "Version": version,
        "UpdateURL": url,
        "DownloadSize": "0",
        "ManifestURL": manifest_url,
    }
    if generation > 1:
        attributes |= {"Swgen": str(generation), "LatestSwgen": str(generation)}
    return "<UpdateItem" + "".join(f' {name}="{escape(value)}"' for name, value in attributes.items()) + "/>"
