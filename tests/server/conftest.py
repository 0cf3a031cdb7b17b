"""Fixtures for tests of discovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.ssdp import searching_socket

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator


@pytest.fixture
def client() -> Iterator[socket.socket]:
    """A socket that searches from an address of its own."""
    with searching_socket() as sock:
        yield sock
