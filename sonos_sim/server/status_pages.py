"""The pages below ``/status`` and their like: which a player has, and what they show of it now.

Headers of these pages were never recorded; they are those of the device description.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from sonos_sim.wire.status import (
    ShownPlayer,
    battery_status,
    device_info,
    discovery_info,
    group_description,
    old_topology,
    review,
    support_info,
    zp_info,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim.household import Player

XML, JSON, HTML = "text/xml", "application/json", "text/html"
_LAST_WITH_TOPOLOGY = (45, 0)
"""``/status/topology`` was recorded at 31.8 and is said to be gone since 9.1; the exact build is inferred."""


def status_page(player: Player, path: str) -> tuple[str, bytes] | None:
    """Content type and body of the page at ``path``; None if ``player`` has none there."""
    if path in {"/info", "/status/info", "/api/v1/players/local/info", f"/api/v1/players/{player.uuid}/info"}:
        return (JSON, _json(player)) if _speaks_json(player) else None
    if path == "/xml/group_description.xml":
        speaks = player.profile.firmware.answers_speaker_group and not player.is_bridge
        return (XML, group_description(_shown(player)).encode()) if speaks else None
    pages = _pages(player)
    if path == "/status":
        return HTML, _index(pages)
    if path == "/support/review":
        return XML, review(page(player) for page in pages.values()).encode()
    page = pages.get(path)
    return (XML, support_info(page(player)).encode()) if page is not None else None


def info_hash(player: Player) -> str:
    """Changes whenever the device object of ``/info`` does (its form is inferred)."""
    return sha256(json.dumps(device_info(_shown(player))).encode()).hexdigest()[:16]


def _pages(player: Player) -> dict[str, Callable[[Player], str]]:
    """The status pages of ``player``: what they hold, by path."""
    pages: dict[str, Callable[[Player], str]] = {
        "/status/zp": lambda player: zp_info(_shown(player)),
        "/status/batterystatus": _battery,
        # Current firmware shows no account here (client-derived, SoCo).
        "/status/accounts": lambda _: "<Accounts></Accounts>",
    }
    if player.profile.build < _LAST_WITH_TOPOLOGY:
        pages["/status/topology"] = _topology
    return pages


def _speaks_json(player: Player) -> bool:
    return player.profile.firmware.has_muse_household and not player.is_bridge


def _shown(player: Player) -> ShownPlayer:
    household = player.household
    group = household.view(player).shown_group(player.uuid)
    return ShownPlayer(
        profile=player.profile,
        uuid=player.uuid,
        mac=player.identity.mac_address,
        serial=player.identity.serial,
        room_name=player.name,
        icon=player.device.icon,
        configuration=player.device.configuration,
        ip=player.address,
        household_id=household.muse_id if player.profile.firmware.has_muse_household else household.id,
        location_id=household.location_id,
        group_id=group.id if group is not None else "",
        group_name=group.name if group is not None else player.name,
        ht_audio_in=player.device.ht_audio_in,
    )


def _json(player: Player) -> bytes:
    return json.dumps(discovery_info(_shown(player)), ensure_ascii=False, separators=(",", ":")).encode()


def _battery(player: Player) -> str:
    battery = player.battery
    if battery is None:
        return battery_status({})
    return battery_status(
        {
            "Health": battery.health,
            "Level": str(battery.level),
            "Temperature": battery.temperature_state,
            "PowerSource": battery.source,
        }
    )


def _topology(player: Player) -> str:
    household = player.household
    members = (
        (group.id, member.uuid == group.coordinator, shown.attributes)
        for group in household.view(player).groups
        for member in group.members
        for shown in (member, *member.satellites)
    )
    controllers = ((udn, name, address) for udn, (name, address) in household.mobile_devices.items())
    return old_topology(members, controllers)


def _index(pages: dict[str, Callable[[Player], str]]) -> bytes:
    links = "".join(f'<LI><A HREF="{path}">{path.rpartition("/")[2]}</A></LI>' for path in (*pages, "/support/review"))
    return f"<HTML><HEAD><TITLE>Status</TITLE></HEAD><BODY><UL>{links}</UL></BODY></HTML>".encode()
