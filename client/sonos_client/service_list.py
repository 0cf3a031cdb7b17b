"""The music services a household could use, as MusicServices.ListAvailableServices writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonos_client.markup import local_name, parse
from sonos_client.values import optional_number

if TYPE_CHECKING:
    from lxml import etree


@dataclass(frozen=True, slots=True)
class MusicService:
    """One music service; texts that were not sent are empty.

    Attributes:
        id: number of the service, as in ``sid=`` of its URIs.
        name: as apps show it.
        uri: where its API is.
        secure_uri: likewise, over TLS.
        authentication: ``Anonymous``, ``AppLink``, ``DeviceLink`` or ``UserId``; some services tell none.
        container_type: ``MService`` or ``SoundLab``.
        capabilities: bits of what it offers; None when not told.
        strings_uri: its texts.
        presentation_uri: its presentation map.
        manifest_uri: newer services have a manifest in place of both.

    """

    id: int
    name: str
    uri: str = ""
    secure_uri: str = ""
    authentication: str = ""
    container_type: str = ""
    capabilities: int | None = None
    strings_uri: str = ""
    presentation_uri: str = ""
    manifest_uri: str = ""

    @property
    def type(self) -> int:
        """The number in account tokens, such as 65031 for TuneIn."""
        return self.id * 256 + 7


def read_services(document: str) -> tuple[MusicService, ...]:
    """The services in an AvailableServiceDescriptorList; those without a number are left out."""
    if not document:
        return ()
    elements = [(e, optional_number(e.get("Id", ""))) for e in parse(document).iter() if local_name(e) == "Service"]
    return tuple([_service(element, number) for element, number in elements if number is not None])


def _service(element: etree._Element, number: int) -> MusicService:
    parts = {local_name(part): part for part in element.iter()}

    def attribute(part: str, name: str) -> str:
        return parts[part].get(name, "") if part in parts else ""

    return MusicService(
        id=number,
        name=element.get("Name", ""),
        uri=element.get("Uri", ""),
        secure_uri=element.get("SecureUri", ""),
        authentication=attribute("Policy", "Auth"),
        container_type=element.get("ContainerType", ""),
        capabilities=optional_number(element.get("Capabilities", "")),
        strings_uri=attribute("Strings", "Uri"),
        presentation_uri=attribute("PresentationMap", "Uri"),
        manifest_uri=attribute("Manifest", "Uri"),
    )
