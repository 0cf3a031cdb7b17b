"""From argument text to Python values, as leniently and as strictly as real players read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sonos_sim.catalogue import INTEGER_BOUNDS, DataType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sonos_sim.catalogue import Variable
    from sonos_sim.services.base import Value

OPTIONAL: dict[tuple[str, str], frozenset[str]] = {
    # Shipping clients leave these out: SoCo, jishi, noson; the account actions' secrets per the documentation.
    ("DeviceProperties", "SetZoneAttributes"): frozenset({"DesiredTargetRoomName"}),
    ("AVTransport", "RemoveTrackFromQueue"): frozenset({"UpdateID"}),
    ("AVTransport", "AddMultipleURIsToQueue"): frozenset({"ContainerMetaData"}),
    **{
        ("DeviceProperties", action): frozenset({"Source"})
        for action in (
            "SetAutoplayLinkedZones", "GetAutoplayLinkedZones", "SetAutoplayRoomUUID", "GetAutoplayRoomUUID",
            "SetAutoplayVolume", "GetAutoplayVolume", "SetUseAutoplayVolume", "GetUseAutoplayVolume",
        )
    },
    ("SystemProperties", "ProvisionCredentialedTrialAccountX"): frozenset({"AccountPassword"}),
    ("SystemProperties", "AddAccountX"): frozenset({"AccountPassword"}),
    ("SystemProperties", "AddOAuthAccountX"): frozenset({"AccountToken", "AccountKey"}),
    ("SystemProperties", "EditAccountPasswordX"): frozenset({"NewAccountPassword"}),
    ("SystemProperties", "RefreshAccountCredentialsX"): frozenset({"AccountToken", "AccountKey"}),
    ("SystemProperties", "ReplaceAccountX"): frozenset({"NewAccountPassword", "AccountToken", "AccountKey"}),
}  # fmt: skip
"""Arguments that may be missing, by service and action."""

BLANK_NUMBERS = frozenset({("AVTransport", "RemoveTrackRangeFromQueue", "UpdateID")})
"""Numbers that may be present and empty (documentation)."""

HANDLER_CHECKS = frozenset(
    {
        ("AVTransport", "A_ARG_TYPE_SeekMode"),  # 710 or 701, by source
        ("AVTransport", "CurrentPlayMode"),  # 712
        ("AVTransport", "TransportPlaySpeed"),  # 717
        ("AlarmClock", "A_ARG_TYPE_Recurrence"),  # ON_0123456 is in use but not declared
    }
)
"""Variables whose allowedValueList is not enforced here, since the handler answers another code or takes more."""

ALIASES: dict[tuple[str, str], str] = {("AddHTSatellite", "HTSatChanMapSet"): "ChannelMapSet"}
"""By action and argument: names that only ``lenient_names`` takes: SoCo sends ChannelMapSet."""

STRING_CAPS: dict[str, int] = {
    # Inferred, weak notes; characters.
    "MemberID": 24, "RoomUUID": 24, "SatRoomUUID": 24, "DeviceUUID": 24, "NewCoordinator": 24,
    "ChannelMapSet": 639, "HTSatChanMapSet": 639, "UpdateURL": 1024,
    "CurrentURI": 1024, "NextURI": 1024, "EnqueuedURI": 1024,
    "CurrentURIMetaData": 4096, "NextURIMetaData": 4096, "EnqueuedURIMetaData": 4096,
    "EnqueuedURIs": 10249, "EnqueuedURIsMetaData": 40960, "Elements": 16383,
    "ObjectID": 1023, "Filter": 1023, "SortCriteria": 1023, "BrowseFlag": 1023, "NewPlayMode": 1023,
    "NewSleepTimerDuration": 63, "Duration": 63,
    "AccountID": 1023, "NewAccountID": 1023, "AccountNickname": 1023, "NewAccountMd": 1023, "OAuthDeviceID": 1023,
    "DesiredName": 1023, "DesiredIcon": 1023, "IRCode": 1023, "Seed": 1023,
}  # fmt: skip
"""Longest text an argument takes, by its name."""

SECRETS = frozenset(
    {"AccountPassword", "NewAccountPassword", "AccountToken", "AccountKey", "AuthorizationCode", "UserIdHashCode"}
)
"""Arguments that nobody may find in records, logs or state."""

_BOOLEANS = {"0": False, "1": True, "false": False, "true": True, "no": False, "yes": True}
_INTEGER = re.compile(r"\s*[+-]?\d+\s*", re.ASCII)


class BadArgumentError(ValueError):
    """The text is no value of the argument's type."""


def without_secrets(arguments: Mapping[str, str]) -> Mapping[str, str]:
    """``arguments`` as records may show them."""
    if SECRETS.isdisjoint(arguments):
        return arguments
    return {name: "(not kept)" if name in SECRETS else value for name, value in arguments.items()}


def coercer(service: str, variable: Variable) -> Callable[[str], Value]:
    """A function from text to a value of ``variable``'s type; it raises BadArgumentError."""
    if variable.type is DataType.BOOLEAN:
        return _boolean
    if variable.type is not DataType.STRING:
        return _integer(*INTEGER_BOUNDS[variable.type])
    if variable.allowed and (service, variable.name) not in HANDLER_CHECKS:
        return _one_of(variable.allowed)
    return str


def _boolean(text: str) -> bool:
    try:
        return _BOOLEANS[text.strip().lower()]
    except KeyError:
        raise BadArgumentError(f"{text!r} is no boolean") from None


def _integer(low: int, high: int) -> Callable[[str], Value]:
    def convert(text: str) -> int:
        # The length bound keeps int() from working on a megabyte of digits.
        if len(text) > 64 or not _INTEGER.fullmatch(text):
            raise BadArgumentError(f"{text[:64]!r} is no whole number")
        number = int(text)
        if not low <= number <= high:
            raise BadArgumentError(f"{number} is not in {low}..{high}")
        return number

    return convert


def _one_of(allowed: tuple[str, ...]) -> Callable[[str], Value]:
    values = frozenset(allowed)

    def convert(text: str) -> str:
        if text not in values:
            raise BadArgumentError(f"{text[:64]!r} is none of {', '.join(allowed)}")
        return text

    return convert
