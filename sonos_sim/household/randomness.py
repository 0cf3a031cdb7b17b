"""All chance of a household comes from one seed."""

from __future__ import annotations

import random
import string
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


def draw_seed() -> int:
    """A seed that nobody chose."""
    return random.SystemRandom().randrange(2**32)


class Randomness:
    """Independent random streams by purpose, all derived from ``seed``.

    A stream of its own for each purpose keeps one consumer's draws from shifting another's.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._streams: dict[str, random.Random] = {}

    def stream(self, purpose: str) -> random.Random:
        """The stream for ``purpose``: the same seed and purpose give the same numbers."""
        if purpose not in self._streams:
            self._streams[purpose] = random.Random(f"{self.seed}/{purpose}")
        return self._streams[purpose]

    @cached_property
    def household_short_id(self) -> str:
        """``Sonos_`` and 26 letters and digits (12 captured ids have this form)."""
        return "Sonos_" + self.token("household", 26)

    def token(self, purpose: str, length: int) -> str:
        """``length`` letters and digits."""
        return "".join(self.stream(purpose).choices(string.ascii_letters + string.digits, k=length))

    def digest(self, purpose: str) -> str:
        """64 lower-case hexadecimal digits that belong to ``purpose``: asked again, they are the same."""
        return sha256(f"{self.seed}/{purpose}".encode()).hexdigest()

    def shuffled(self, purpose: str, items: Sequence[T]) -> list[T]:
        """``items`` in an order that belongs to ``purpose``: asked again, it is the same."""
        return random.Random(f"{self.seed}/{purpose}").sample(items, len(items))

    def hexadecimal(self, purpose: str, length: int) -> str:
        """``length`` lower-case hexadecimal digits."""
        return f"{self.stream(purpose).getrandbits(4 * length):0{length}x}"
