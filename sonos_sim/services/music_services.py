"""MusicServices: which services the household may link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.music_services import TUNE_IN
from sonos_sim.household.observed import Aspect
from sonos_sim.services.base import Service
from sonos_sim.services.evidence import captured, inferred
from sonos_sim.wire.music_services import ServiceDescriptor, render_services

if TYPE_CHECKING:
    from sonos_sim.household.music_services import MusicService, Resource
    from sonos_sim.services.base import Outputs, Value

SMAPI_VERSION = "1.1"
"""Version of every service (recorded)."""


class MusicServices(Service):
    """Handlers of MusicServices; the services themselves are invented, TuneIn apart."""

    name = "MusicServices"
    household_aspects = frozenset({Aspect.MUSIC_SERVICES})

    def evented(self) -> dict[str, Value]:
        """The version of the list (form recorded; its start is inferred)."""
        return {"ServiceListVersion": self.household.music_services.version}

    @captured("recordings jishi and sonosts ListAvailableServices", inferred="TuneIn comes last")
    def list_available_services(self) -> Outputs:
        """All services, and the types of all but TuneIn (recorded so)."""
        services = self.household.music_services.listed(self.player)
        return {
            "AvailableServiceDescriptorList": render_services(map(_descriptor, services)),
            "AvailableServiceTypeList": ",".join(str(s.type) for s in services if s.id != TUNE_IN),
            "AvailableServiceListVersion": self.household.music_services.version,
        }

    @inferred("our choice: rises the version, the list stays")
    def update_available_services(self) -> None:
        """Fetch the list anew."""
        self.household.music_services.update(self.player)

    @inferred("our choice: the same made-up token for the same user; 402 for an unknown service")
    def get_session_id(self, service_id: int, username: str) -> Outputs:
        """A session at a service."""
        return {"SessionId": self.household.music_services.session_id(service_id, username)}


def _descriptor(service: MusicService) -> ServiceDescriptor:
    presentation = {"Strings": service.strings, "PresentationMap": service.presentation_map}
    return ServiceDescriptor(
        {
            "Id": str(service.id),
            "Name": service.name,
            "Version": SMAPI_VERSION,
            "Uri": service.uri,
            "SecureUri": service.secure_uri,
            "ContainerType": service.container_type,
            "Capabilities": str(service.capabilities),
        },
        None if service.auth is None else {"Auth": service.auth, "PollInterval": str(service.poll_interval)},
        {name: _resource(given) for name, given in presentation.items() if given is not None},
        None if service.manifest is None else _resource(service.manifest),
    )


def _resource(resource: Resource) -> dict[str, str]:
    return {"Version": str(resource.version), "Uri": resource.uri}
