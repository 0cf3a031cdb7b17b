"""One player on the network: what answers at its address."""

from __future__ import annotations

import asyncio
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp.web import RequestPayloadError

from sonos_sim.catalogue import ENDPOINTS, Endpoint, Profile
from sonos_sim.catalogue.errors import INVALID_ACTION
from sonos_sim.server.addresses import Door
from sonos_sim.server.control import answer_action
from sonos_sim.server.gena import answer_subscription
from sonos_sim.server.http import Answer, error_page, soap_answer
from sonos_sim.server.junctions import Exchange
from sonos_sim.server.pages import answer_file
from sonos_sim.server.records import RequestRecord
from sonos_sim.server.subscriptions import SubscriptionTable
from sonos_sim.services.registry import create
from sonos_sim.wire.soap import render_fault

if TYPE_CHECKING:
    import socket

    from aiohttp import web

    from sonos_sim.household import Player
    from sonos_sim.server.addresses import Hole
    from sonos_sim.server.junctions import Junctions
    from sonos_sim.server.publisher import Publisher
    from sonos_sim.server.records import Recorder
    from sonos_sim.services.base import Service

MAX_LINE = 64 * 1024
"""Bytes of a single line of the head; more is 431 whatever the switch ``max_headers`` says."""
_FILES = frozenset({"GET", "HEAD"})
BODY_SECONDS = 30.0
"""Real seconds in which a request body must arrive."""


class PlayerServer:
    """Answers requests to one player and holds its subscriptions."""

    def __init__(self, player: Player, publisher: Publisher, record: Recorder, junctions: Junctions) -> None:
        self.player = player
        self.publisher = publisher
        self.record = record
        self.junctions = junctions
        self.subscriptions = SubscriptionTable(player)
        self.listener: socket.socket | None = None
        """Its listening socket; None while it is off or its door is shut."""
        self.door = Door.OPEN
        self.hole: Hole | None = None
        """What keeps connections waiting while the door is a black hole."""
        self._vain = 0
        self._services: dict[str, Service] = {}

    @property
    def server_header(self) -> str:
        """The SERVER header."""
        return self.player.profile.server_header

    @property
    def vain_attempts(self) -> int:
        """Connections that were tried while the door was a black hole (Linux; elsewhere 0)."""
        return self._vain + (self.hole.attempts if self.hole is not None else 0)

    def close_hole(self) -> None:
        """Let nobody wait any longer."""
        if self.hole is not None:
            self._vain += self.hole.attempts
            self.hole.close()
            self.hole = None

    def service(self, path: str) -> Service:
        """The service with the control or event path ``path``; made when it is first asked for."""
        if (service := self._services.get(path)) is None:
            endpoint = _routes(self.player.profile)[path]
            service = create(self.player, endpoint)
            self._services |= {endpoint.control_path: service, endpoint.event_path: service}
        return service

    async def answer(self, request: web.BaseRequest) -> Answer:
        """The answer to ``request``, in the order of checks of real players."""
        junctions = self.junctions
        if junctions.request is None and junctions.response is None:
            answer = await self._answer(request)
        else:
            answer = await self._answer_past(junctions, request)
        if answer.note is not None:
            self._note(request, answer.status, answer.note)
        return answer

    def refuse_malformed(self, request: web.BaseRequest, status: int) -> Answer:
        """The page for a request that is no HTTP, or that met a defect of ours."""
        self._note(request, status, "a malformed request" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "a defect")
        return error_page(status, self.server_header)

    def _note(self, request: web.BaseRequest, status: int, note: str) -> None:
        client = request.remote or ""
        self.record(RequestRecord(self.player.uuid, client, request.method, request.path, status, note))

    async def _answer(self, request: web.BaseRequest) -> Answer:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        if request.method in _FILES:
            return answer_file(self, request)
        if (body := self._whole_body(request)) is None:
            read = await self._body(request)
            if isinstance(read, Answer):
                return read
            body = read
        return self._carry_out(request, body)

    async def _answer_past(self, junctions: Junctions, request: web.BaseRequest) -> Answer:
        """The answer when somebody stands at a junction: who does there comes before the player itself."""
        refusal, body = self._refusal(request), b""
        if refusal is None and request.method not in _FILES:
            read = await self._body(request)
            if isinstance(read, Answer):
                refusal = read
            else:
                body = read
        exchange = Exchange(self, request, body)
        if junctions.request is not None and (instead := await junctions.request(exchange)) is not None:
            return instead
        answer = refusal or self._carry_out(request, body)
        return answer if junctions.response is None else await junctions.response(exchange, answer)

    def _carry_out(self, request: web.BaseRequest, body: bytes) -> Answer:
        if request.method in _FILES:
            return answer_file(self, request)
        return answer_action(self, request, body) if request.method == "POST" else answer_subscription(self, request)

    def _refusal(self, request: web.BaseRequest) -> Answer | None:
        """The answer to what is refused unread."""
        behaviour = self.player.behaviour
        if (request.content_length or 0) > behaviour.max_body:
            return self.refuse(413, f"a body of {request.content_length} bytes; {behaviour.max_body} are allowed")
        path, method = request.path, request.method
        size = sum([len(name) + len(value) for name, value in request.raw_headers]) + len(path)
        if size > behaviour.max_headers:
            return self.refuse(431, f"a head of {size} bytes; {behaviour.max_headers} are allowed")
        if method not in _FILES and (refusal := self._misrouted(method, path)) is not None:
            return refusal
        if behaviour.strict_host and not _is_address(request.headers.get("Host", "")):
            return self.refuse(400, f"Host {request.headers.get('Host')!r} is a name, not an address")
        if not behaviour.upnp_enabled:
            return self.refuse(403, "UPnP is switched off")
        return None

    async def _body(self, request: web.BaseRequest) -> bytes | Answer:
        """The body, or the answer to one that cannot be read."""
        try:
            return await self._read(request, self.player.behaviour.max_body)
        except TimeoutError:
            request.content.feed_eof()  # else aiohttp goes on waiting for it
            return self.refuse(408, "the body did not come")
        except _TooLongError as error:
            return self.refuse(413, str(error))
        except RequestPayloadError as error:
            request.content.feed_eof()  # else aiohttp waits for the rest and complains
            return self.refuse(400, f"the body is malformed: {error}")

    def refuse(self, status: int, note: str) -> Answer:
        """The error page for ``status``; ``note`` says why, for people."""
        page = error_page(status, self.server_header)
        page.note = note
        return page

    def _misrouted(self, method: str, path: str) -> Answer | None:
        endpoint = _routes(self.player.profile).get(path)
        wanted = "Control" if method == "POST" else "Event"
        if endpoint is not None and path.endswith(wanted) and method in {"POST", "SUBSCRIBE", "UNSUBSCRIBE"}:
            return None
        known = path in _ALL_PATHS
        missing = self.player.behaviour.missing_service
        if missing == "404" and known:
            return self.refuse(404, f"{self.player.profile.key} has no service at {path}")
        if missing == "fault401" and known and method == "POST":
            return soap_answer(500, render_fault(INVALID_ACTION), self.server_header)
        return self.refuse(405, f"{method} is not for {path} on {self.player.profile.key}")

    def _whole_body(self, request: web.BaseRequest) -> bytes | None:
        """The body if it came with the head, as it does in nearly every request; None: it has to be waited for."""
        content = request.content
        if content.is_eof() and content.exception() is None and content.total_bytes <= self.player.behaviour.max_body:
            return content.read_nowait()
        return None

    async def _read(self, request: web.BaseRequest, limit: int) -> bytes:
        content = request.content
        body = bytearray()
        async with asyncio.timeout(BODY_SECONDS):
            async for part in content.iter_any():
                body += part
                if len(body) > limit:
                    raise _TooLongError(f"the body is longer than {limit} bytes")
        return bytes(body)


class _TooLongError(Exception):
    """The body has more bytes than allowed."""


_ALL_PATHS = frozenset(path for e in ENDPOINTS for path in (e.control_path, e.event_path))


@cache
def _routes(profile: Profile) -> dict[str, Endpoint]:
    return {path: e for e in profile.endpoints for path in (e.control_path, e.event_path)}


def _is_address(host: str) -> bool:
    name = host.rpartition(":")[0] or host
    return name.replace(".", "").isdigit() or name.startswith("[")
