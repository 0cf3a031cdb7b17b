"""What the fixture of the pytest plugin costs: a three-room household on the network, and off it again."""

from __future__ import annotations

import statistics
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_IMPORTS = """
import time
started = time.perf_counter()
import sonos_sim.harness.setup, sonos_sim.simulator
print((time.perf_counter() - started) * 1000)
"""
_FIXTURE = """
import time
import sonos_sim.simulator
from sonos_sim.harness.setup import Setup

for _ in range({rounds}):
    started = time.perf_counter()
    with sonos_sim.simulator.Simulator(Setup().household()):
        up = time.perf_counter()
    print((up - started) * 1000, (time.perf_counter() - up) * 1000)
"""


def _numbers(program: str) -> list[list[float]]:
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return [[float(word) for word in line.split()] for line in run.stdout.splitlines()]


def fixture_cost(table: Callable[..., None], rounds: int) -> None:
    """The first fixture and the following ones, each first one in a fresh process; limits: 60 and 15 ms."""
    imports = [_numbers(_IMPORTS)[0][0] for _ in range(rounds)]
    runs = [_numbers(_FIXTURE.format(rounds=20)) for _ in range(rounds)]
    rows = [
        ("import, once a process", imports, []),
        ("first fixture", [run[0][0] for run in runs], [run[0][1] for run in runs]),
        ("following fixtures", [r[0] for run in runs for r in run[1:]], [r[1] for run in runs for r in run[1:]]),
    ]
    table(
        "The pytest fixture: three rooms, with discovery",
        ("", "set up, median", "worst", "tear down, median"),
        [
            (name, f"{statistics.median(up):.1f} ms", f"{max(up):.1f} ms", f"{statistics.median(down or [0]):.1f} ms")
            for name, up, down in rows
        ],
    )
