"""Waits for something to be entered in the journal: from the event loop of a test, or from another thread."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


class Waiting:
    """Those who wait; :meth:`look` has each of them ask again."""

    def __init__(self) -> None:
        self.waking: list[Callable[[], None]] = []
        """Empty as long as nobody waits; it is always the same list."""

    def look(self) -> None:
        """Something was entered."""
        for wake in list(self.waking):
            wake()

    def block(self, ask: Callable[[], T | None], seconds: float) -> T | None:
        """What ``ask`` finds within that many real ``seconds``, None for nothing; holds up this thread meanwhile.

        Raises RuntimeError in an event loop, which would be held up as well.
        """
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            pass
        else:
            raise RuntimeError("this would hold up the event loop: await journal.await_called(...) in its place")
        entered, limit = threading.Event(), monotonic() + seconds
        with self._woken_by(entered.set):
            while (found := ask()) is None and (left := limit - monotonic()) > 0:
                entered.wait(left)
                entered.clear()
        return found

    async def wait(self, ask: Callable[[], T | None], seconds: float) -> T | None:
        """What ``ask`` finds within that many real ``seconds``, None for nothing."""
        loop, entered = asyncio.get_running_loop(), asyncio.Event()
        with self._woken_by(lambda: loop.call_soon_threadsafe(entered.set)):
            try:
                async with asyncio.timeout(seconds):
                    while (found := ask()) is None:
                        await entered.wait()
                        entered.clear()
            except TimeoutError:
                return ask()
        return found

    @contextmanager
    def _woken_by(self, wake: Callable[[], object]) -> Iterator[None]:
        def called() -> None:
            wake()

        self.waking.append(called)
        try:
            yield
        finally:
            self.waking.remove(called)
