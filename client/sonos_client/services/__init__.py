"""Typed proxies of the 16 services, one module each."""

# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_client.services.alarm_clock import AlarmClock, AlarmClockChange
from sonos_client.services.audio_in import AudioIn, AudioInChange
from sonos_client.services.av_transport import AVTransport, AVTransportChange
from sonos_client.services.connection_manager import ConnectionManager, ConnectionManagerChange
from sonos_client.services.content_directory import ContentDirectory, ContentDirectoryChange
from sonos_client.services.device_properties import DeviceProperties, DevicePropertiesChange
from sonos_client.services.group_management import GroupManagement, GroupManagementChange
from sonos_client.services.group_rendering_control import GroupRenderingControl, GroupRenderingControlChange
from sonos_client.services.ht_control import HTControl, HTControlChange
from sonos_client.services.music_services import MusicServices, MusicServicesChange
from sonos_client.services.qplay import QPlay, QPlayChange
from sonos_client.services.queue import Queue, QueueChange
from sonos_client.services.rendering_control import RenderingControl, RenderingControlChange
from sonos_client.services.system_properties import SystemProperties, SystemPropertiesChange
from sonos_client.services.virtual_line_in import VirtualLineIn, VirtualLineInChange
from sonos_client.services.zone_group_topology import ZoneGroupTopology, ZoneGroupTopologyChange

if TYPE_CHECKING:
    from sonos_client.service import Address, Service
    from sonos_client.transport import Transport

SERVICES: dict[str, type[Service]] = {
    "AVTransport": AVTransport,
    "AlarmClock": AlarmClock,
    "AudioIn": AudioIn,
    "ConnectionManager": ConnectionManager,
    "ContentDirectory": ContentDirectory,
    "DeviceProperties": DeviceProperties,
    "GroupManagement": GroupManagement,
    "GroupRenderingControl": GroupRenderingControl,
    "HTControl": HTControl,
    "MusicServices": MusicServices,
    "QPlay": QPlay,
    "Queue": Queue,
    "RenderingControl": RenderingControl,
    "SystemProperties": SystemProperties,
    "VirtualLineIn": VirtualLineIn,
    "ZoneGroupTopology": ZoneGroupTopology,
}
"""The classes by the name of their service."""


class Services:
    """All services of one player; not every model has all of them."""

    def __init__(self, transport: Transport, player: Address) -> None:
        self.av_transport = AVTransport(transport, player)
        self.alarm_clock = AlarmClock(transport, player)
        self.audio_in = AudioIn(transport, player)
        self.connection_manager = ConnectionManager(transport, player)
        self.content_directory = ContentDirectory(transport, player)
        self.device_properties = DeviceProperties(transport, player)
        self.group_management = GroupManagement(transport, player)
        self.group_rendering_control = GroupRenderingControl(transport, player)
        self.ht_control = HTControl(transport, player)
        self.music_services = MusicServices(transport, player)
        self.qplay = QPlay(transport, player)
        self.queue = Queue(transport, player)
        self.rendering_control = RenderingControl(transport, player)
        self.system_properties = SystemProperties(transport, player)
        self.virtual_line_in = VirtualLineIn(transport, player)
        self.zone_group_topology = ZoneGroupTopology(transport, player)


__all__ = [
    "SERVICES",
    "AVTransport",
    "AVTransportChange",
    "AlarmClock",
    "AlarmClockChange",
    "AudioIn",
    "AudioInChange",
    "ConnectionManager",
    "ConnectionManagerChange",
    "ContentDirectory",
    "ContentDirectoryChange",
    "DeviceProperties",
    "DevicePropertiesChange",
    "GroupManagement",
    "GroupManagementChange",
    "GroupRenderingControl",
    "GroupRenderingControlChange",
    "HTControl",
    "HTControlChange",
    "MusicServices",
    "MusicServicesChange",
    "QPlay",
    "QPlayChange",
    "Queue",
    "QueueChange",
    "RenderingControl",
    "RenderingControlChange",
    "Services",
    "SystemProperties",
    "SystemPropertiesChange",
    "VirtualLineIn",
    "VirtualLineInChange",
    "ZoneGroupTopology",
    "ZoneGroupTopologyChange",
]
