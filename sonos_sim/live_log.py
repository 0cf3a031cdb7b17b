"""What ``sonos-sim run`` shows: the household as a table, then calls and events as they happen."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from sonos_sim.server.records import DatagramRecord
from sonos_sim.server.telling import describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sonos_sim.household import Household
    from sonos_sim.server.records import Record


def household_table(household: Household) -> str:
    """Rooms, addresses, models and groups, and what to do with them."""
    rows = [("ROOM", "ADDRESS", "MODEL", "GROUP", "UUID")]
    for player in household.players.values():
        room = player.name if not player.is_invisible else f"  ({player.device.name})"
        address = f"{player.address}:{player.port}"
        rows.append(
            (room, address, f"{player.profile.model_name} ({player.profile.key})", player.group.name, player.uuid)
        )
    example = next(iter(household.visible), None)
    lines = [
        f"Household {household.id}, seed {household.random.seed}",
        "",
        *_columns(rows),
        "",
        "Ctrl-C stops it. " + (f"Try: curl {example.base_url}/xml/device_description.xml" if example else ""),
    ]
    return "\n".join(lines)


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


class LiveLog:
    """Writes one line for each record to ``out``; a recorder for :meth:`Simulator.observe`.

    Clients choose what paths and arguments say, so whatever could not be printed is written as an escape. When
    ``out`` is gone (``sonos-sim run | head``), players go on answering.
    """

    def __init__(self, household: Household, out: TextIO) -> None:
        self._household = household
        self._out = out

    def __call__(self, record: Record) -> None:
        """Write ``record``."""
        if isinstance(record, DatagramRecord):
            return  # a start of twenty players is a thousand of them
        player = self._household.players.get(record.player)
        room = player.name if player is not None else record.player
        time = self._household.clock.utc().strftime("%H:%M:%S.%f")[:-3]
        line = f"{time}  {room:<16.16}  {describe(record)}"
        with suppress(OSError):
            print("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line), file=self._out, flush=True)
