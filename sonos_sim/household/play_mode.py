"""Play modes: in which order the tracks of a queue play, and what comes after the last one."""

from __future__ import annotations

from enum import StrEnum


class PlayMode(StrEnum):
    """The CurrentPlayMode values; SHUFFLE repeats, SHUFFLE_NOREPEAT does not (SoCo, Home Assistant)."""

    NORMAL = "NORMAL"
    REPEAT_ALL = "REPEAT_ALL"
    REPEAT_ONE = "REPEAT_ONE"
    SHUFFLE_NOREPEAT = "SHUFFLE_NOREPEAT"
    SHUFFLE = "SHUFFLE"
    SHUFFLE_REPEAT_ONE = "SHUFFLE_REPEAT_ONE"

    @property
    def shuffles(self) -> bool:
        """Whether tracks play in an order of their own."""
        return self in {PlayMode.SHUFFLE, PlayMode.SHUFFLE_NOREPEAT, PlayMode.SHUFFLE_REPEAT_ONE}

    @property
    def wraps(self) -> bool:
        """Whether the first track follows the last; by hand also where one track repeats (inferred)."""
        return self not in {PlayMode.NORMAL, PlayMode.SHUFFLE_NOREPEAT}

    @property
    def repeats_one(self) -> bool:
        """Whether a track that ends begins again."""
        return self in {PlayMode.REPEAT_ONE, PlayMode.SHUFFLE_REPEAT_ONE}
