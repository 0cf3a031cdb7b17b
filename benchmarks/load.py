"""Load on loopback: client processes with blocking sockets, so that the server under test is the bottleneck."""

from __future__ import annotations

import multiprocessing
import socket
import time

CLIENTS = 2


def requests_per_second(address: tuple[str, int], request: bytes, count: int, *, keep_alive: bool) -> float:
    """Requests per second that the server at ``address`` answers to ``CLIENTS`` clients."""
    barrier = multiprocessing.Barrier(CLIENTS + 1)
    work = _persistent if keep_alive else _one_each
    each = count // CLIENTS
    clients = [multiprocessing.Process(target=work, args=(address, request, each, barrier)) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    barrier.wait()
    start = time.perf_counter()
    barrier.wait()
    elapsed = time.perf_counter() - start
    for client in clients:
        client.join()
    return each * CLIENTS / elapsed


def _one_each(address: tuple[str, int], request: bytes, count: int, barrier: object) -> None:
    barrier.wait()  # type: ignore[attr-defined]
    for _ in range(count):
        with socket.create_connection(address) as sock:
            sock.sendall(request)
            while sock.recv(65536):
                pass
    barrier.wait()  # type: ignore[attr-defined]


def _persistent(address: tuple[str, int], request: bytes, count: int, barrier: object) -> None:
    with socket.create_connection(address) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        barrier.wait()  # type: ignore[attr-defined]
        for _ in range(count):
            sock.sendall(request)
            _read_answer(sock)
        barrier.wait()  # type: ignore[attr-defined]


def _read_answer(sock: socket.socket) -> None:
    data = sock.recv(65536)
    while b"\r\n\r\n" not in data:
        data += sock.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    missing = length - len(body)
    while missing > 0:
        missing -= len(sock.recv(65536))


def soap_request(host: str, path: str, service_type: str, action: str, arguments: dict[str, object]) -> bytes:
    """A SOAP POST as SoCo sends it."""
    values = "".join(f"<{name}>{value}</{name}>" for name, value in arguments.items())
    body = (
        '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
        's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>'
        f'<u:{action} xmlns:u="{service_type}">{values}</u:{action}></s:Body></s:Envelope>'
    ).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}:1400\r\nContent-Type: text/xml; charset=utf8\r\n"
        f"SOAPACTION: {service_type}#{action}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
