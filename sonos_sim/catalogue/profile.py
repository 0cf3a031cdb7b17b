"""Player profiles: one model at one software version.

A profile is a file in ``profiles/``. What it declares follows from its model, generation and build
(see :mod:`sonos_sim.catalogue.parser`); how its firmware talks follows from :mod:`sonos_sim.catalogue.firmware`.
A profile of a model whose service descriptions nobody has recorded says ``derived_from``, the nearest recorded one:
its file holds the differences.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sonos_sim.catalogue.firmware import Firmware
from sonos_sim.catalogue.layout import BRIDGE_SERVICES, ENDPOINTS, Endpoint
from sonos_sim.catalogue.parser import service_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sonos_sim.catalogue.description import Service

CAPABILITIES = frozenset(
    {
        "airplay", "battery", "bluetooth", "bridge", "hdmi", "headphone", "height", "home-theatre", "infrared",
        "ir-repeater", "line-in", "line-out", "microphone", "speech-enhance", "sub", "sub-out", "voice-control",
    }
)  # fmt: skip
_SERVICE_NEEDS = {"AudioIn": "line-in", "HTControl": "home-theatre"}


@dataclass(frozen=True, slots=True)
class Hardware:
    """Values of the device description that belong to the model, not to the firmware.

    Keys named in :attr:`Profile.placeholders` were never captured for the model: the value is a stand-in
    that no known client reads.
    """

    hardware_version: str = "1.20.1.6-2.1"
    zone_type: int = 0
    feature1: str = "0x00000000"
    feature2: str = "0x00000000"
    feature3: str = "0x00000000"
    feature4: str = "0x00000000"
    series_id: str = "A100"
    variant: int = 1
    internal_speaker_size: int = 5
    memory: int = 1024
    flash: int = 1024
    flash_repartitioned: int | None = None
    amp_on_time: int = 10
    retail_mode: int = 0
    bass_extension: str = "0.000"
    sat_gain_offset: str = "0.000"
    extra_version: str = ""


@dataclass(frozen=True, eq=False)
class Profile:
    """One model at one software version: what it is, what it declares and how it talks.

    Compared by identity.
    """

    key: str
    """The name of the profile; that of a recorded one is its model number."""
    model: str
    """modelNumber, such as ``S18``."""
    model_name: str
    """modelName, such as ``Sonos One``."""
    display_name: str
    """displayName, such as ``One``."""
    software: str
    """softwareVersion, such as ``95.0-77060``."""
    generation: int
    """1 for an S1 system, 2 for an S2 system."""
    capabilities: frozenset[str] = frozenset()
    """Words of :data:`CAPABILITIES`."""
    hardware: Hardware = Hardware()
    placeholders: frozenset[str] = frozenset()
    """Fields of :class:`Hardware` whose value nobody has captured for this model."""
    token: str = ""
    """What stands in brackets in the SERVER header; empty: ``ZP`` and the model number."""
    evidence: str = ""
    """Which recordings the profile rests on."""
    behaviour: Mapping[str, Any] = field(default_factory=dict)
    """Overrides of :class:`sonos_sim.household.behaviour.Behaviour` fields for every player of this profile."""
    derived_from: str = ""
    """Key of the recorded profile that it borrows services and actions from; empty: they were recorded themselves."""
    room_icon: str = ""
    """Icon of a new player; empty: that of its generation."""
    declares_everything: bool = False
    """True for the union profile ``ANY`` alone."""

    @property
    def declared_model(self) -> str:
        """The model number whose declarations it has: its own, or that of the profile it derives from."""
        return self.derived_from or self.model

    @cached_property
    def build(self) -> tuple[int, int]:
        """The software version as comparable numbers: ``(95, 0)``."""
        major, _, rest = self.software.partition(".")
        return int(major), int(rest.partition("-")[0])

    @cached_property
    def firmware(self) -> Firmware:
        """What follows from build and generation."""
        return Firmware(self.build, self.generation, self.software)

    @cached_property
    def server_header(self) -> str:
        """The SERVER header of every answer."""
        return f"Linux UPnP/1.0 Sonos/{self.software} ({self.token or 'ZP' + self.model})"

    @cached_property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Control and event endpoints of this profile, in the order of the device description."""
        return tuple(e for e in ENDPOINTS if self._has(e.service))

    @cached_property
    def services(self) -> dict[str, Service]:
        """The declared services by name."""
        return {e.service: service_sheet(e.service).declared_by(self) for e in self.endpoints}

    def service(self, name: str) -> Service:
        """The service called ``name`` as this profile declares it.

        Raises KeyError if the profile does not have it.
        """
        return self.services[name]

    def can(self, capability: str) -> bool:
        """Whether the model has ``capability``, a word of :data:`CAPABILITIES`."""
        return capability in self.capabilities

    def _has(self, service: str) -> bool:
        if "bridge" in self.capabilities:
            return service in BRIDGE_SERVICES
        return _SERVICE_NEEDS.get(service, "") in {"", *self.capabilities}


class UnknownProfileError(LookupError):
    """No profile has that key."""


@cache
def profile_keys() -> tuple[str, ...]:
    """Keys of all profiles, the union profile ``ANY`` last."""
    folder = files("sonos_sim.catalogue").joinpath("profiles")
    names = (entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(names, key=lambda key: (key == "ANY", key)))


@cache
def recorded_keys() -> tuple[str, ...]:
    """Keys of the profiles whose service descriptions were recorded: neither derived nor the union ``ANY``."""
    kinds = (profile(key) for key in profile_keys())
    return tuple(kind.key for kind in kinds if not kind.derived_from and not kind.declares_everything)


@cache
def profile(key: str) -> Profile:
    """The profile called ``key``.

    Raises UnknownProfileError with the keys that exist.
    """
    if key not in profile_keys():
        raise UnknownProfileError(f"no profile {key!r}; there are {', '.join(profile_keys())}")
    return _from_table(key, dict(_table(key)))


@cache
def _table(key: str) -> dict[str, Any]:
    text = files("sonos_sim.catalogue").joinpath("profiles", f"{key}.toml").read_text("utf-8")
    return tomllib.loads(text)


_INHERITED = ("software", "generation", "capabilities")
_OF_ONE_MODEL = ("flash_repartitioned", "extra_version")
"""Fields of Hardware that no other model can lend."""


def _from_table(key: str, table: dict[str, Any]) -> Profile:
    captured: dict[str, Any] = table.pop("hardware", {})
    hardware = captured
    if base_key := table.get("derived_from"):
        base = _table(base_key)
        table = {name: base[name] for name in _INHERITED} | table
        lent = {name: value for name, value in base.get("hardware", {}).items() if name not in _OF_ONE_MODEL}
        hardware = lent | captured
    placeholders = {f.name for f in fields(Hardware)} - {"flash_repartitioned", "retail_mode"} - captured.keys()
    return Profile(
        key=key,
        hardware=Hardware(**hardware),
        placeholders=frozenset(placeholders),
        capabilities=frozenset(table.pop("capabilities")),
        **table,
    )
