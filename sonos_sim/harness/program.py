"""Somebody else's program: started, listened to, and ended with whatever it has started."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

OUTPUT = 20_000
"""Characters of what a program writes that are kept, the last ones."""
PATIENCE = 10.0
"""Real seconds between asking a program to end, and ending it."""
_BLOCK = 64 * 1024
"""Bytes that are read at once: all that a pipe holds."""


class Program:
    """A program that runs, in a process group of its own; it is ended when the block is left, one way or another.

    What it writes is read all the time, and its end is kept. What it leaves behind is killed with it, unless that has
    made a process group of its own, as daemons do.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = command
        self._environment = environment
        self._written = bytearray()
        self._left_out = 0
        self._pipe = -1
        self._process: asyncio.subprocess.Process

    async def __aenter__(self) -> Self:
        """Start it; raises OSError when that cannot be."""
        self._pipe, other_end = os.pipe()
        try:
            # A pipe of our own: with one of asyncio's, the wait for the process would be one for all who hold the pipe.
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=other_end,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
        except BaseException:
            os.close(self._pipe)
            raise
        finally:
            os.close(other_end)
        os.set_blocking(self._pipe, False)
        asyncio.get_running_loop().add_reader(self._pipe, self._read)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.end()
        finally:
            self._signal(signal.SIGKILL)
            self._read()
            self._close()

    @property
    def status(self) -> int | None:
        """Its exit status; negative: the signal that ended it, None: it runs."""
        return self._process.returncode

    @property
    def output(self) -> str:
        """The end of what it has written."""
        text = self._written.decode("utf-8", "replace")
        if not self._left_out and len(text) <= OUTPUT:
            return text
        return f"[the beginning is left out: it wrote {self._left_out + len(self._written)} bytes]\n{text[-OUTPUT:]}"

    async def wait(self) -> int:
        """Wait until it has ended; its exit status."""
        return await self._process.wait()

    async def end(self) -> bool:
        """Ask it to end by SIGTERM; False: it did not, and was killed."""
        if self.status is None and not await self._ends_by(signal.SIGTERM):
            await self._ends_by(signal.SIGKILL)
            return False
        return True

    async def _ends_by(self, number: signal.Signals) -> bool:
        self._signal(number)
        try:
            async with asyncio.timeout(PATIENCE):
                await self.wait()
        except TimeoutError:
            return False
        return True

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def _read(self) -> None:
        """Take what there is in the pipe."""
        if self._pipe < 0:
            return
        try:
            block = os.read(self._pipe, _BLOCK)
        except BlockingIOError:
            return
        if not block:
            self._close()
            return
        self._written += block
        if (surplus := len(self._written) - 4 * OUTPUT) > _BLOCK:
            del self._written[:surplus]
            self._left_out += surplus

    def _close(self) -> None:
        if self._pipe < 0:
            return
        asyncio.get_running_loop().remove_reader(self._pipe)
        os.close(self._pipe)
        self._pipe = -1


def in_words(status: int) -> str:
    """An exit status for people: ``exit 1``, ``SIGSEGV``."""
    if status >= 0:
        return f"exit {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"
