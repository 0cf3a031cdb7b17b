"""What a player says about itself in ``/xml/device_description.xml``."""

from __future__ import annotations

from dataclasses import dataclass

from sonos_client.errors import MalformedError
from sonos_client.markup import local_name, parse, text_of

PATH = "/xml/device_description.xml"


@dataclass(frozen=True, slots=True)
class PlayerDescription:
    """Model, versions and services of a player; texts that were not sent are empty.

    Attributes:
        uuid: ``RINCON_...``.
        room: name of the room.
        model_name: such as ``Sonos One``.
        model_number: such as ``S18``.
        display_name: short name of the model, such as ``One``.
        software_version: build, such as ``85.0-65270``.
        display_version: as apps show it, such as ``16.4``.
        hardware_version: of the board.
        serial_number: MAC address with dashes, and a check character.
        services: names of the services it has, such as ``AVTransport``.

    """

    uuid: str
    room: str
    model_name: str
    model_number: str
    display_name: str
    software_version: str
    display_version: str
    hardware_version: str
    serial_number: str
    services: frozenset[str]


def read_description(document: bytes) -> PlayerDescription:
    """The description in ``document``; raises MalformedError where it names no player."""
    root = parse(document)
    device = next((child for child in root if local_name(child) == "device"), None)
    texts = {} if device is None else {local_name(child): text_of(child).strip() for child in device}
    uuid = texts.get("UDN", "").removeprefix("uuid:")
    if not uuid:
        raise MalformedError("a device description without UDN")
    get = texts.get
    types = [text_of(element) for element in root.iter() if local_name(element) == "serviceType"]
    return PlayerDescription(
        uuid=uuid,
        room=get("roomName", ""),
        model_name=get("modelName", ""),
        model_number=get("modelNumber", ""),
        display_name=get("displayName", ""),
        software_version=get("softwareVersion", ""),
        display_version=get("displayVersion", ""),
        hardware_version=get("hardwareVersion", ""),
        serial_number=get("serialNum", ""),
        services=frozenset(urn.split(":")[3] for urn in types if urn.count(":") >= 4),
    )
