"""QPlay: Tencent's QPlay."""

# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sonos_client import values
from sonos_client.changes import Change
from sonos_client.service import Service
from sonos_client.services.errors import COMMON_ERRORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sonos_client.errors import ErrorMeaning


@dataclass(frozen=True, slots=True)
class QPlayAuthResult:
    """What QPlayAuth answers."""

    code: str
    """Answer to the seed."""
    mid: str
    """Id of the manufacturer."""
    did: str
    """Id of the device."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class QPlayChange(Change):
    """What an event of QPlay says; None where it does not mention a variable."""

    service: ClassVar[str] = "QPlay"


class QPlay(Service):
    """Tencent's QPlay."""

    name: ClassVar[str] = "QPlay"
    urn: ClassVar[str] = "urn:schemas-tencent-com:service:QPlay:1"
    path: ClassVar[str] = "/QPlay"
    change: ClassVar[type[Change]] = QPlayChange
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {**COMMON_ERRORS}

    async def qplay_auth(self, seed: str) -> QPlayAuthResult:
        """Identify the player to QPlay.

        Args:
            seed: The seed.

        """
        answer = await self._call("QPlayAuth", {"Seed": seed})
        return QPlayAuthResult(
            answer.read("Code", values.string), answer.read("MID", values.string), answer.read("DID", values.string)
        )
