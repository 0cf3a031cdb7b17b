"""Hostile networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.tasks import Part
from tests.support.wire import path_of, request

if TYPE_CHECKING:
    from tests.support.rehearsal import Rehearsal


async def subscribe_for_somebody_else(run: Rehearsal) -> None:
    headers = {"CALLBACK": "<http://192.0.2.1:80/>", "NT": "upnp:event", "TIMEOUT": "Second-600"}
    await request(run.rooms[0], "SUBSCRIBE", path_of("RenderingControl", "Event"), headers)


PARTS = {
    "callback-to-third-party": Part(naive=subscribe_for_somebody_else),
}
