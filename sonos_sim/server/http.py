"""HTTP answers with the exact bytes of real players: header order, spelling, and no Date.

aiohttp reads the requests; its own responses would add headers and sort out spellings, so answers are written
to the transport as they are.
"""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.http_exceptions import LineTooLong

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable

    from aiohttp.abc import AbstractStreamWriter

Headers = list[tuple[str, str]]
_CHUNK = 16 * 1024


class Answer(web.StreamResponse):
    """An answer whose head and body go out as given; the connection closes after it unless ``keep_alive``."""

    def __init__(self, status: int, headers: Headers, body: bytes = b"", *, keep_alive: bool = False) -> None:
        super().__init__(status=status, reason=_phrase(status))
        self.head_fields = headers
        self.content = body
        self.keeps_alive = keep_alive
        self.note: str | None = None
        """For the records, why or what; None: recorded elsewhere."""
        self.after_write: Callable[[], None] | None = None
        """Called when the answer has been handed to the socket."""

    @property
    def keep_alive(self) -> bool | None:
        """Whether aiohttp may keep the connection."""
        return self.keeps_alive

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Write the whole answer."""
        transport = request.transport
        if transport is None or transport.is_closing():
            raise ConnectionResetError("the client is gone")
        self.keeps_alive = self.keeps_alive and request.keep_alive
        self.write_to(transport, with_body=request.method != "HEAD")
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        """End the answer; everything has been written already."""
        if self.after_write is not None:
            self.after_write()

    def write_to(self, transport: asyncio.WriteTransport, *, with_body: bool = True) -> None:
        """Hand the answer's bytes to ``transport``."""
        transport.write(self.encoded(with_body=with_body))

    def encoded(self, *, with_body: bool = True) -> bytes:
        """The answer's bytes: head and body."""
        fields = "".join([f"{name}: {value}\r\n" if value else f"{name}:\r\n" for name, value in self.head_fields])
        connection = "keep-alive" if self.keeps_alive else "close"
        head = f"HTTP/1.1 {self.status} {self.reason}\r\n{fields}Connection: {connection}\r\n\r\n".encode()
        return head + self.content if with_body else head


def soap_answer(status: int, body: bytes, server: str, *, chunked: bool = False, keep_alive: bool = False) -> Answer:
    """A SOAP answer or fault: headers as recorded at 63.2 and 66.4, chunked ones as on a Roam."""
    if chunked:
        headers: Headers = [
            ("CONTENT-TYPE", 'text/xml; charset="utf-8"'),
            ("EXT", ""),
            ("TRANSFER-ENCODING", "chunked"),
            ("Server", server),
        ]
        return Answer(status, headers, in_chunks(body), keep_alive=keep_alive)
    headers = [
        ("CONTENT-LENGTH", str(len(body))),
        ("CONTENT-TYPE", 'text/xml; charset="utf-8"'),
        ("EXT", ""),
        ("Server", server),
    ]
    return Answer(status, headers, body, keep_alive=keep_alive)


def file_answer(content_type: str, body: bytes, server: str, *, keep_alive: bool = False) -> Answer:
    """A file: chunked, no length (recorded for the device description of an Amp 85.0)."""
    headers = [("Content-Type", content_type), ("Transfer-Encoding", "chunked"), ("Server", server)]
    return Answer(200, headers, in_chunks(body), keep_alive=keep_alive)


def error_page(status: int, server: str) -> Answer:
    """The HTML page of errors that are not SOAP faults (bodies of 403 and 405 are captured, others inferred)."""
    heading = f"Error {status}"
    page = f"<HTML><HEAD><TITLE>{heading}</TITLE></HEAD><BODY><H1>{heading}</H1><P>{_phrase(status)}</P></BODY></HTML>"
    allow = [("Allow", "GET, HEAD")] if status == HTTPStatus.METHOD_NOT_ALLOWED else []
    return Answer(status, [*allow, ("Content-type", "text/html"), ("Server", server)], page.encode())


def empty_answer(status: int, headers: Headers, server: str) -> Answer:
    """An answer without body and length, as SUBSCRIBE and UNSUBSCRIBE get (captured)."""
    return Answer(status, [*headers, ("Server", server)])


def no_answer() -> Answer:
    """For nobody: the connection is closed already, or about to be."""
    return Answer(503, [])


@cache
def _phrase(status: int) -> str:
    # Python 3.13 took the newer phrase of RFC 9110; the bytes must not depend on it.
    return "Content Too Large" if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else HTTPStatus(status).phrase


def in_chunks(body: bytes) -> bytes:
    """``body`` in chunked transfer coding."""
    parts = (body[i : i + _CHUNK] for i in range(0, len(body), _CHUNK))
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


class Connections(web.Server):
    """aiohttp's connection handling with our error pages; one for all players of a simulator."""

    def __init__(
        self,
        handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]],
        on_error: Callable[[web.BaseRequest, int], Answer],
        *,
        max_line: int,
        idle_seconds: float,
    ) -> None:
        super().__init__(handler)
        self.on_error = on_error
        self._options: dict[str, Any] = {
            "max_line_size": max_line,
            "max_field_size": max_line,
            "keepalive_timeout": idle_seconds,
            "lingering_time": 2.0,
            "access_log": None,
            "tcp_keepalive": False,
            "auto_decompress": False,
        }

    def __call__(self) -> web.RequestHandler:
        """A protocol for a new connection."""
        return _Connection(self, loop=self._loop, **self._options)


class _Connection(web.RequestHandler):
    __slots__ = ("_owner",)

    def __init__(self, owner: Connections, **options: Any) -> None:
        super().__init__(owner, **options)
        self._owner = owner

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if isinstance(exc, LineTooLong):
            status = 431
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log_exception("a defect of the simulator", exc_info=exc)
        return self._owner.on_error(request, status)
