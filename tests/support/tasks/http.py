"""Answers that do not come, or not whole."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from sonos_client import SonosError

from tests.support.acts import CLIP, browse, list_favourites
from tests.support.tasks import Part
from tests.support.wire import call

if TYPE_CHECKING:
    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal


async def enqueue(household: Household, run: Rehearsal) -> None:
    with suppress(SonosError):
        await household[run.rooms[0].uuid].services.av_transport.add_uri_to_queue(
            "http://files.example/a.mp3", "", 0, False
        )


async def turn_up(household: Household, run: Rehearsal) -> None:
    room = household[run.rooms[0].uuid]
    await room.volume()
    with suppress(SonosError):
        await room.adjust_volume(5)


async def skip(household: Household, run: Rehearsal) -> None:
    group = household[run.rooms[0].uuid].group
    with suppress(SonosError):
        await group.next()
    await group.now_playing()


async def enqueue_until_answered(run: Rehearsal) -> None:
    for _ in range(3):
        adding = call(
            run.rooms[0], "AVTransport", "AddURIToQueue", EnqueuedURI=CLIP, EnqueuedURIMetaData="",
            DesiredFirstTrackNumberEnqueued=0, EnqueueAsNext=0,
        )  # fmt: skip
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(adding, 0.05)


async def browse_once(run: Rehearsal) -> None:
    with suppress(Exception):  # whatever half an answer leads to
        await browse(run.rooms[0], "FV:2")


async def turn_up_again(run: Rehearsal) -> None:
    for _ in range(2):
        with suppress(OSError, EOFError, ValueError, IndexError):
            await call(run.rooms[0], "RenderingControl", "SetRelativeVolume", Channel="Master", Adjustment=5)
            return


async def skip_until_answered(run: Rehearsal) -> None:
    for _ in range(3):
        with suppress(TimeoutError):
            await asyncio.wait_for(call(run.rooms[0], "AVTransport", "Next"), 0.1)
            return


PARTS = {
    "slow-enqueue-not-idempotent": Part(client=enqueue, naive=enqueue_until_answered, options={"timeout": 0.2}),
    "truncated-body": Part(client=list_favourites, naive=browse_once),
    "tcp-reset-mid-request": Part(client=turn_up, naive=turn_up_again),
    "accept-then-silence": Part(mark="played", client=skip, naive=skip_until_answered, options={"timeout": 0.2}),
}
