"""Facts: what the 16 services declare and what the player models are."""

from sonos_sim.catalogue.description import INTEGER_BOUNDS, Action, AllowedRange, Argument, DataType, Service, Variable
from sonos_sim.catalogue.firmware import Firmware, Release
from sonos_sim.catalogue.layout import BRIDGE_SERVICES, ENDPOINTS, SERVICE_NAMES, Device, Endpoint
from sonos_sim.catalogue.parser import CatalogueError, service_sheet
from sonos_sim.catalogue.profile import (
    CAPABILITIES,
    Hardware,
    Profile,
    UnknownProfileError,
    profile,
    profile_keys,
    recorded_keys,
)

__all__ = [
    "BRIDGE_SERVICES",
    "CAPABILITIES",
    "ENDPOINTS",
    "INTEGER_BOUNDS",
    "SERVICE_NAMES",
    "Action",
    "AllowedRange",
    "Argument",
    "CatalogueError",
    "DataType",
    "Device",
    "Endpoint",
    "Firmware",
    "Hardware",
    "Profile",
    "Release",
    "Service",
    "UnknownProfileError",
    "Variable",
    "profile",
    "profile_keys",
    "recorded_keys",
    "service_sheet",
]
