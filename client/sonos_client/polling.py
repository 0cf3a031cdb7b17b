"""What is asked in the place of events while they cannot reach us: the same variables, read with ordinary actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_client.errors import UPnPError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sonos_client.services import Services

Variables = dict[str, str]


async def _av_transport(services: Services) -> Variables:
    call = services.av_transport.call
    state = await call("GetTransportInfo", InstanceID=0)
    position = await call("GetPositionInfo", InstanceID=0)
    media = await call("GetMediaInfo", InstanceID=0)
    settings = await call("GetTransportSettings", InstanceID=0)
    return {
        "TransportState": state["CurrentTransportState"],
        "TransportStatus": state["CurrentTransportStatus"],
        "CurrentPlayMode": settings["PlayMode"],
        "NumberOfTracks": media["NrTracks"],
        "CurrentTrack": position["Track"],
        "CurrentTrackURI": position["TrackURI"],
        "CurrentTrackDuration": position["TrackDuration"],
        "CurrentTrackMetaData": position["TrackMetaData"],
        "AVTransportURI": media["CurrentURI"],
        "AVTransportURIMetaData": media["CurrentURIMetaData"],
    }


async def _rendering_control(services: Services) -> Variables:
    call = services.rendering_control.call
    found = {}
    for channel in ("Master", "LF", "RF"):
        found[f"Volume/{channel}"] = (await call("GetVolume", InstanceID=0, Channel=channel))["CurrentVolume"]
    found["Mute/Master"] = (await call("GetMute", InstanceID=0, Channel="Master"))["CurrentMute"]
    found["Bass"] = (await call("GetBass", InstanceID=0))["CurrentBass"]
    found["Treble"] = (await call("GetTreble", InstanceID=0))["CurrentTreble"]
    found["Loudness/Master"] = (await call("GetLoudness", InstanceID=0, Channel="Master"))["CurrentLoudness"]
    return found


async def _group_rendering_control(services: Services) -> Variables:
    call = services.group_rendering_control.call
    try:
        mute = await call("GetGroupMute", InstanceID=0)
        volume = await call("GetGroupVolume", InstanceID=0)
    except UPnPError as error:
        if error.code == 701:  # A member has no group volume to tell.
            return {}
        raise
    return {"GroupMute": mute["CurrentMute"], "GroupVolume": volume["CurrentVolume"]}


async def _zone_group_topology(services: Services) -> Variables:
    return await services.zone_group_topology.call("GetZoneGroupState")


async def _alarm_clock(services: Services) -> Variables:
    alarms = await services.alarm_clock.call("ListAlarms")
    return {"AlarmListVersion": alarms["CurrentAlarmListVersion"]}


async def _content_directory(services: Services) -> Variables:
    call = services.content_directory.call
    indexing = await call("GetShareIndexInProgress")
    return {
        "SystemUpdateID": (await call("GetSystemUpdateID"))["Id"],
        "ShareIndexInProgress": indexing["IsIndexing"],
    }


async def _device_properties(services: Services) -> Variables:
    zone = await services.device_properties.call("GetZoneAttributes")
    return {
        "ZoneName": zone["CurrentZoneName"],
        "Icon": zone["CurrentIcon"],
        "Configuration": zone["CurrentConfiguration"],
    }


POLLS: dict[str, Callable[[Services], Awaitable[Variables]]] = {
    "AVTransport": _av_transport,
    "RenderingControl": _rendering_control,
    "GroupRenderingControl": _group_rendering_control,
    "ZoneGroupTopology": _zone_group_topology,
    "AlarmClock": _alarm_clock,
    "ContentDirectory": _content_directory,
    "DeviceProperties": _device_properties,
}
"""By service; the others can only be heard."""
