"""What faults, journal and hooks cost while nobody uses them: the same household with and without, in turns."""

from __future__ import annotations

import statistics
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.load import requests_per_second, soap_request
from benchmarks.servers import served

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.servers import Server

_ROOMS = 20
_Case = tuple[str, str, dict[str, object]]


def harness_cost(table: Callable[..., None], cases: Mapping[str, _Case], rounds: int, count: int) -> None:
    """Requests per second, and what a request costs the server in processor time, which other load does not disturb."""
    rows = []
    for keep_alive in (False, True):
        for action, (path, service_type, arguments) in cases.items():
            with ExitStack() as stack:
                servers = [stack.enter_context(served("simulated", _ROOMS, keep_alive, on)) for on in (False, True)]
                requests = [soap_request(s.address[0], path, service_type, action, arguments) for s in servers]
                rates: list[list[float]] = [[], []]
                costs: list[list[float]] = [[], []]
                for turn in range(rounds + 1):
                    for which in (0, 1) if turn % 2 else (1, 0):  # neither is always the first
                        server, request = servers[which], requests[which]
                        before = _processor_time(server)
                        rate = requests_per_second(server.address, request, count, keep_alive=keep_alive)
                        if turn:  # the first one is to warm up
                            rates[which].append(rate)
                            costs[which].append((_processor_time(server) - before) / count * 1e6)
            policy = "keep-alive" if keep_alive else "one a connection"
            without, with_it = map(statistics.median, costs)
            speed = statistics.median(mine / bare for bare, mine in zip(*rates, strict=True))
            saved = f"{without / with_it:.3f}" if with_it else "-"
            rows.append((action, policy, f"{without:.1f}", f"{with_it:.1f}", saved, f"{speed:.2f}"))
    table(
        "What the harness costs while unused: processor time of the server per request, in microseconds",
        ("action", "connections", "without", "with", "ratio", "ratio of requests per second"),
        rows,
    )


def _processor_time(server: Server) -> float:
    """Seconds that the server has been on a processor (Linux; elsewhere 0)."""
    try:
        return int(Path(f"/proc/{server.pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0
