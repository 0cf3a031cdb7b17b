"""The music services that a household may link.

TuneIn is there on every real player; all others are invented, with addresses that lead nowhere. Their ids lie above
those of real services, so that nothing is taken for one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from sonos_sim.catalogue.errors import INVALID_ARGS, UPnPError
from sonos_sim.household.observed import Aspect, Observed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sonos_sim.household.household import Household
    from sonos_sim.household.player import Player

TUNE_IN = 254
"""Its id (recorded)."""


class Auth(StrEnum):
    """How an account is linked."""

    ANONYMOUS = "Anonymous"
    APP_LINK = "AppLink"
    DEVICE_LINK = "DeviceLink"
    USER_ID = "UserId"


@dataclass(frozen=True, slots=True)
class Resource:
    """A versioned document that a service points to."""

    version: int
    uri: str


@dataclass(frozen=True, slots=True)
class MusicService:
    """A service as the list describes it (which parts there are: recorded)."""

    id: int
    name: str
    uri: str
    auth: Auth | None
    """None: the description has no Policy (recorded once)."""
    poll_interval: int = 60
    """Seconds between two looks at what is new."""
    container_type: str = "MService"
    """``MService``, or ``SoundLab`` for services in trial."""
    capabilities: int = 513
    """Bits whose meaning is Sonos' own."""
    strings: Resource | None = None
    presentation_map: Resource | None = None
    manifest: Resource | None = None
    """Newer services have a manifest in place of strings and map (recorded)."""

    @property
    def type(self) -> int:
        """The service type, as accounts and UDNs use it (recorded)."""
        return self.id * 256 + 7

    @property
    def is_anonymous(self) -> bool:
        """Whether it takes accounts without a name."""
        return self.auth is Auth.ANONYMOUS

    @property
    def secure_uri(self) -> str:
        """The address for https."""
        return self.uri.replace("http://", "https://", 1)


def invented(
    service_id: int, name: str, auth: Auth | None, documents: str = "strings map", *, container_type: str = "MService"
) -> MusicService:
    """A service under example.invalid that has the ``documents`` named: words of ``strings``, ``map``, ``manifest``."""
    host = f"http://service{service_id}.example.invalid"
    given = {
        word: Resource(1 + service_id % 9, f"{host}/sonos/{word}.{'json' if word == 'manifest' else 'xml'}")
        for word in documents.split()
    }
    return MusicService(
        service_id,
        name,
        f"{host}/smapi",
        auth,
        container_type=container_type,
        strings=given.get("strings"),
        presentation_map=given.get("map"),
        manifest=given.get("manifest"),
    )


WITHOUT_POLICY = invented(9013, "Hotel Lobby Radio", None, "strings")
"""Joins the list with the switch ``service_without_policy``."""
TUNE_IN_SERVICE = replace(invented(TUNE_IN, "TuneIn", Auth.ANONYMOUS), poll_interval=0, capabilities=4161)
"""Values recorded, apart from the addresses."""
CATALOGUE = (
    invented(9001, "Tonträger & Söhne", Auth.USER_ID),
    invented(9002, "Blue Door Attic", Auth.DEVICE_LINK),
    invented(9003, "Cloudberry Music", Auth.APP_LINK, "manifest"),
    invented(9004, "Driftwood Radio", Auth.ANONYMOUS),
    invented(9005, "The Listener's Library", Auth.USER_ID, "strings", container_type="SoundLab"),
    invented(9006, "Quietly <Live>", Auth.APP_LINK, "manifest"),
    invented(9007, "Nachtigall FM", Auth.ANONYMOUS, "strings"),
    invented(9008, "Podwheel", Auth.DEVICE_LINK),
    invented(9009, "Harbour Sounds", Auth.APP_LINK),
    invented(9010, "Vinyl Vault", Auth.USER_ID, "map"),
    invented(9011, "夜の音楽", Auth.DEVICE_LINK, "manifest"),
    invented(9012, "Slow Waves", Auth.ANONYMOUS, "", container_type="SoundLab"),
    TUNE_IN_SERVICE,
)
"""The list of a new household."""


def services_from_entries(entries: Iterable[Mapping[str, Any]]) -> tuple[MusicService, ...]:
    """The services of a household file, and TuneIn, which is always there.

    An entry has ``id``, ``name``, and perhaps ``auth`` (default: anonymous; None: no Policy) and ``uri``.
    """
    services = []
    for entry in entries:
        auth = entry.get("auth", Auth.ANONYMOUS)
        service = invented(entry["id"], entry["name"], None if auth is None else Auth(auth))
        services.append(replace(service, uri=entry.get("uri", service.uri)))
    return tuple(services) if TUNE_IN in {s.id for s in services} else (*services, TUNE_IN_SERVICE)


def entries_of_services(services: Iterable[MusicService]) -> list[dict[str, Any]]:
    """The entries of a household file for ``services``; none for those of a new household."""
    if tuple(services) == CATALOGUE:
        return []
    return [
        {"id": s.id, "name": s.name, "auth": s.auth and str(s.auth), "uri": s.uri}
        for s in services
        if s != TUNE_IN_SERVICE
    ]


@dataclass(eq=False)
class MusicServices(Observed):
    """The list of services and its version."""

    aspect: ClassVar[Aspect] = Aspect.MUSIC_SERVICES

    household: Household
    services: tuple[MusicService, ...] = CATALOGUE
    changed_by: str = ""
    """UUID of the player that asked for the present list; empty: the first one did."""
    number: int = 1

    @property
    def version(self) -> str:
        """ServiceListVersion: who fetched the list, and how often it was fetched (form recorded)."""
        return f"{self.changed_by or self.household.first_uuid}:{self.number}"

    def listed(self, player: Player) -> tuple[MusicService, ...]:
        """The list as ``player`` tells it."""
        return (*self.services, WITHOUT_POLICY) if player.behaviour.service_without_policy else self.services

    def update(self, player: Player) -> None:
        """``player`` fetched the list anew; there is nowhere to fetch it from, so only the version changes."""
        self.changed_by, self.number = player.uuid, self.number + 1

    def session_id(self, service_id: int, username: str) -> str:
        """A made-up session at a service, the same for the same user; raises UPnPError 402 for an unknown service."""
        if all(service.id != service_id for service in self.services):
            raise UPnPError(INVALID_ARGS, f"there is no service {service_id}")
        return self.household.random.digest(f"session {service_id} {username}")[:32]
