"""What discovery finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A player that was found.

    Attributes:
        uuid: ``RINCON_...``, its identity.
        address: ``host:port``.
        household: short id of its household, ``Sonos_...``; empty when not told.
        boot_sequence: how often it has started; None when not told.
        by: ``ssdp``, ``mdns`` or ``host``.

    """

    uuid: str
    address: str
    household: str
    boot_sequence: int | None
    by: str
