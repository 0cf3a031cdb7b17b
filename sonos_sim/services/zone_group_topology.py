"""ZoneGroupTopology: who is in the household, who plays with whom, and software updates."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import ACTION_FAILED, INVALID_ARGS, UPnPError
from sonos_sim.household.maintenance import SoftwareUpdate, UpdateRequest
from sonos_sim.household.observed import Aspect
from sonos_sim.services.base import Service
from sonos_sim.services.evidence import captured, client_derived, inferred
from sonos_sim.wire.maintenance import render_update_item
from sonos_sim.wire.topology import render_zone_group_state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sonos_sim.household.topology import GroupView, Topology
    from sonos_sim.services.base import Outputs, Value

_OWN_GROUP = ("ZoneGroupName", "ZoneGroupID", "ZonePlayerUUIDsInGroup")
_UUID_START = "RINCON_"


class ZoneGroupTopology(Service):
    """Handlers of ZoneGroupTopology."""

    name = "ZoneGroupTopology"
    household_aspects = frozenset({Aspect.TOPOLOGY, Aspect.DEVICE, Aspect.TRANSPORT, Aspect.MAINTENANCE})

    # Events

    def evented(self) -> dict[str, Value]:
        """The eleven variables, in the order recorded at 85.0."""
        household, device = self.household, self.player.device
        view = household.view(self.player)
        return {
            "ZoneGroupState": self._state(view),
            "ThirdPartyMediaServersX": household.media_servers,
            "AvailableSoftwareUpdate": self._update_item(),
            "AlarmRunSequence": f"{self.player.uuid}:{device.boot_seq}:{device.alarm_runs}",
            **dict(zip(_OWN_GROUP, self._own_group(view), strict=True)),
            "MuseHouseholdId": self._muse_id,
            "AreasUpdateID": _digest(""),
            "SourceAreasUpdateID": _digest(device.source_area_ids) if device.source_area_ids else "",
            "NetsettingsUpdateID": household.net_settings_version,
        }

    def properties(self, now: dict[str, Value], before: dict[str, Value] | None) -> dict[str, Value]:
        """What changed; name, id and members of the own group go together (that they do is inferred)."""
        changed = super().properties(now, before)
        if not changed.keys().isdisjoint(_OWN_GROUP):
            changed |= {name: now[name] for name in _OWN_GROUP}
        return {name: changed[name] for name in now if name in changed}

    # Topology

    @captured("10 recordings of GetZoneGroupState; 501: home-assistant/core#82513", errors=(501,))
    def get_zone_group_state(self) -> Outputs:
        """All groups; 501 when the document is too long, while events have no limit."""
        document = self._state(self.household.view(self.player))
        limit = self.behaviour.zgs_limit
        if limit is not None and len(document.encode()) > limit:
            raise UPnPError(ACTION_FAILED, f"the document is longer than {limit} bytes")
        return {"ZoneGroupState": document}

    @captured("recorded ZoneGroupTopology events of 31.8 and 85.0", inferred="values of a grouped member")
    def get_zone_group_attributes(self) -> Outputs:
        """Name, id and visible members of the player's group; empty on a bonded invisible player."""
        name, group_id, uuids = self._own_group(self.household.view(self.player))
        return {
            "CurrentZoneGroupName": name,
            "CurrentZoneGroupID": group_id,
            "CurrentZonePlayerUUIDsInGroup": uuids,
            "CurrentMuseHouseholdId": self._muse_id,
        }

    @inferred("our choice")
    def report_unresponsive_device(self, device_uuid: str, desired_action: str) -> None:
        """Both kinds of removal list an unreachable player as vanished at once; a probe changes nothing."""
        if not device_uuid.startswith(_UUID_START):
            raise UPnPError(INVALID_ARGS, f"{device_uuid!r} is no player UUID")
        reported = self.household.players.get(device_uuid)
        if reported is not None and desired_action != "TopologyMonitorProbe":
            self.household.report_unresponsive(reported)

    # Updates and diagnostics

    @client_derived("recorded AvailableSoftwareUpdate events", inferred="402 for All")
    def check_for_update(self, update_type: str, cached_only: bool, version: str) -> Outputs:
        """The update on offer, or the running version; nothing is looked up anywhere."""
        if update_type != "Software":
            raise UPnPError(INVALID_ARGS, f"UpdateType {update_type}; only Software is answered")
        return {"UpdateItem": self._update_item()}

    @inferred("our choice")
    def begin_software_update(self, update_url: str, flags: int, extra_options: str) -> None:
        """Keep the request; the software stays what it is."""
        if not update_url.startswith("http"):
            raise UPnPError(INVALID_ARGS, f"{update_url[:80]!r} is no http address")
        self.household.maintenance.begin_update(UpdateRequest(self.player.uuid, update_url, flags, extra_options))

    @inferred("our choice: nine digits from the seed")
    def submit_diagnostics(self, include_controllers: bool, type: str) -> Outputs:  # noqa: A002 - the argument's name
        """Keep and return a made-up diagnostic id; nothing is sent."""
        number = self.household.random.stream("diagnostics").randrange(10**8, 10**9)
        return {"DiagnosticID": self.household.maintenance.submit_diagnostics(number)}

    @inferred("our choice")
    def register_mobile_device(self, mobile_device_name: str, mobile_device_udn: str, mobile_ip_and_port: str) -> None:
        """Remember a controller."""
        self.household.mobile_devices[mobile_device_udn] = (mobile_device_name, mobile_ip_and_port)

    @inferred("our choice; the form of AlarmRunSequence is recorded")
    def report_alarm_started_running(self) -> None:
        """Count an alarm that began to ring."""
        self.player.device.alarm_runs += 1

    # Inner workings

    @property
    def _muse_id(self) -> str:
        return self.household.muse_id if self.player.profile.firmware.has_muse_household else ""

    def _own_group(self, view: Topology) -> tuple[str, str, str]:
        group = view.shown_group(self.player.uuid)
        return (group.name, group.id, ",".join(group.visible)) if group is not None else ("", "", "")

    def _update_item(self) -> str:
        own = SoftwareUpdate(self.player.profile.software, generation=self.player.profile.generation)
        offer = self.household.maintenance.available or own
        return render_update_item(offer.version, offer.url, offer.manifest_url, offer.generation)

    def _state(self, view: Topology) -> str:
        firmware = self.player.profile.firmware
        order = self.player.uuid if self.behaviour.shuffle_topology else ""
        key = (firmware.generation, firmware.build, order)
        if key not in view.cache:
            groups = self._shuffled(view.groups) if order else view.groups
            view.cache[key] = render_zone_group_state(firmware, groups, view.vanished)
        return view.cache[key]

    def _shuffled(self, groups: Iterable[GroupView]) -> list[GroupView]:
        shuffled = self.household.random.shuffled
        purpose = f"topology {self.player.uuid}"
        return [replace(g, members=tuple(shuffled(purpose, g.members))) for g in shuffled(purpose, tuple(groups))]


def _digest(ids: str) -> str:
    """An update id made of area ids: base64 of their SHA-256 (recorded for no areas)."""
    return b64encode(sha256(ids.encode()).digest()).decode()
