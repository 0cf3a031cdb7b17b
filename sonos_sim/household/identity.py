"""Who a player is: MAC, UUID and serial number agree, as on real ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

UUID_FORM = re.compile(r"RINCON_([0-9A-F]{12})01400")
_LOCALLY_ADMINISTERED = 0x02


@dataclass(frozen=True, slots=True)
class Identity:
    """A MAC address and what follows from it.

    node-sonos-ts computes the UUID from GetZoneInfo's MACAddress; SoCo takes the MAC from the serial number.
    """

    mac: str
    """Twelve upper-case hexadecimal digits."""
    check: str = "A"
    """The character behind the colon of the serial number."""

    @classmethod
    def from_uuid(cls, uuid: str) -> Identity:
        """The identity of ``uuid``; raises ValueError if it has not the form ``RINCON_<MAC>01400``."""
        if not (match := UUID_FORM.fullmatch(uuid)):
            raise ValueError(f"{uuid!r} is no player UUID; the form is RINCON_, 12 upper-case hex digits, 01400")
        return cls(match[1], f"{sum(bytes.fromhex(match[1])) % 16:X}")

    @classmethod
    def draw(cls, rng: random.Random) -> Identity:
        """A made-up identity with a locally administered MAC, so that it is nobody's real player."""
        octets = bytes([_LOCALLY_ADMINISTERED, *rng.randbytes(5)])
        return cls.from_uuid(f"RINCON_{octets.hex().upper()}01400")

    @property
    def uuid(self) -> str:
        """``RINCON_`` + MAC + ``01400``: port 1400 is part of it whatever port the simulator uses."""
        return f"RINCON_{self.mac}01400"

    @property
    def mac_address(self) -> str:
        """The MAC with colons."""
        return ":".join(self.mac[i : i + 2] for i in range(0, 12, 2))

    @property
    def serial(self) -> str:
        """The MAC with dashes, a colon and a check character."""
        return self.mac_address.replace(":", "-") + f":{self.check}"
