"""Servers under test, each in a process of its own."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from sonos_sim import Household, Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection


async def _bare(pipe: Connection, body: bytes, keep_alive: bool) -> None:
    """A bare aiohttp handler that returns constant bytes under the same connection policy."""

    async def answer(_request: web.BaseRequest) -> web.Response:
        response = web.Response(body=body, content_type="text/xml", charset="utf-8")
        if not keep_alive:
            response.force_close()
        return response

    server = await asyncio.get_running_loop().create_server(web.Server(answer, access_log=None), "127.0.0.1", 0)
    gc.freeze()  # as `sonos-sim run` does
    pipe.send(server.sockets[0].getsockname())
    await asyncio.Event().wait()


async def _simulated(pipe: Connection, rooms: int, keep_alive: bool, with_harness: bool = True) -> None:
    household = Household(seed=1)
    household.override(keep_alive=keep_alive, zgs_limit=None)
    for number in range(rooms):
        household.add(f"Room {number}")
    async with Simulator(household, discovery=False) as simulator:
        if not with_harness:
            simulator.journal.stop()
            simulator.network.recorders.clear()
        gc.freeze()
        pipe.send((simulator.players[0].address, simulator.players[0].port))
        await asyncio.Event().wait()


def _run(kind: str, pipe: Connection, *options: object) -> None:
    asyncio.run({"bare": _bare, "simulated": _simulated}[kind](pipe, *options))  # type: ignore[operator]


@dataclass(frozen=True)
class Server:
    """Where a server listens, and its process."""

    address: tuple[str, int]
    pid: int


@contextmanager
def served(kind: str, *options: object) -> Iterator[Server]:
    """A server of ``kind`` while it runs."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_run, args=(kind, there, *options), daemon=True)
    process.start()
    try:
        assert process.pid is not None
        yield Server(here.recv(), process.pid)
    finally:
        process.terminate()
        process.join()
