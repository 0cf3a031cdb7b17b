"""HTTP to players: one session, bounded bodies, and errors that say whether something may have happened."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp

from sonos_client.errors import ConnectionLostError, MalformedError, TimedOutError, UnreachableError
from sonos_client.markup import MAX_DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Mapping

PORT = 1400
"""Where players listen; it is part of how all Sonos software finds them."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer, complete."""

    status: int
    headers: Mapping[str, str]
    """Case-insensitive."""
    body: bytes


class Transport:
    """Sends requests to players.

    Args:
        timeout: seconds until a complete answer must be there.
        connect_timeout: seconds until a connection must stand; players in a home answer in milliseconds or not at all.
        connections: at once to one player; more wait, since small players serve few.

    """

    def __init__(self, *, timeout: float = 10.0, connect_timeout: float = 3.0, connections: int = 8) -> None:
        self.timeout = timeout
        self.connect_timeout = connect_timeout
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str,
        address: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        """The answer of the player at ``address`` (``host:port``), whatever its status.

        Raises:
            UnreachableError: no connection; nothing has happened.
            TimedOutError: too slow; ``may_have_happened`` says how far it came.
            ConnectionLostError: the connection broke before the answer was complete.
            MalformedError: the answer is no HTTP or its body is larger than the limit.

        """
        try:
            async with asyncio.timeout(self.timeout):
                return await self._request(method, f"http://{address}{path}", headers, body)
        except aiohttp.ConnectionTimeoutError:
            raise TimedOutError(address, "no connection in time", may_have_happened=False) from None
        except TimeoutError:
            raise TimedOutError(address, f"no answer within {self.timeout} s", may_have_happened=True) from None
        except aiohttp.ClientConnectorError as error:
            raise UnreachableError(address, f"no connection: {error.strerror or error.os_error}") from None
        except aiohttp.ClientResponseError as error:
            raise MalformedError(f"{address}: no HTTP answer: {error.message}") from None
        except (aiohttp.ClientError, OSError) as error:
            raise ConnectionLostError(address, f"the connection broke: {error or type(error).__name__}") from None

    async def close(self) -> None:
        """Close all connections; the object can be used again."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _request(self, method: str, url: str, headers: Mapping[str, str] | None, body: bytes | None) -> Reply:
        session = self._open_session()
        async with session.request(method, url, headers=headers, data=body, allow_redirects=False) as answer:
            if (answer.content_length or 0) > MAX_DOCUMENT:
                raise MalformedError(f"{url}: a body of {answer.content_length} bytes is too long")
            content = bytearray()
            async for chunk in answer.content.iter_any():
                content += chunk
                if len(content) > MAX_DOCUMENT:
                    raise MalformedError(f"{url}: the body is longer than {MAX_DOCUMENT} bytes")
            return Reply(answer.status, answer.headers, bytes(content))

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            # Players close after each answer whatever is asked, so keeping connections would only find them dead.
            connector = aiohttp.TCPConnector(force_close=True, limit=0, limit_per_host=self._connections)
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self.connect_timeout),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("Accept-Encoding",),
            )
        return self._session
