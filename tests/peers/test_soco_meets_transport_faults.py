"""Unmodified SoCo meets the faults of connections and HTTP: what it raises, and whether the player acted.

SoCo opens a connection a request and repeats none, so all of these end with the request that met them. One does not
apply:

| primitive | why not |
|---|---|
| `StallReused` | no connection is used twice; answers about subscriptions, where asyncio keeps a session, close it |
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import soco
from requests.exceptions import ChunkedEncodingError, ConnectTimeout, HTTPError, ReadTimeout
from requests.exceptions import ConnectionError as BrokenConnection
from soco.exceptions import NotSupportedException, UnknownSoCoException
from soco.xml import XML

from sonos_sim.harness.transport_faults import (
    BlackHole,
    Delay,
    EmptyReply,
    Hang,
    Headers,
    HttpStatus,
    LateAnswer,
    Refuse,
    Reset,
    Rewrite,
    SlowDrip,
    StallReused,
    TlsOnly,
    Truncate,
)
from tests.support.client import WAIT, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim.harness.faults import Fault
    from tests.conftest import Simulate

ACTION = "RenderingControl.SetVolume"
SHORT = 0.05


def name(value: object) -> str | None:
    return getattr(value, "name", None)


async def asked(speaker: soco.SoCo, attribute: str) -> Any:
    return await asyncio.to_thread(getattr, speaker, attribute)


async def set_volume(speaker: soco.SoCo, volume: int) -> None:
    await asyncio.to_thread(setattr, speaker, "volume", volume)


@pytest.mark.parametrize(
    ("at", "fault", "raised", "acted"),
    [
        ("*", Refuse(), BrokenConnection, False),
        (ACTION, Reset(), BrokenConnection, False),
        (ACTION, Reset(after=True), BrokenConnection, True),
        (ACTION, Reset(at=30), BrokenConnection, True),
        (ACTION, EmptyReply(), BrokenConnection, False),
        (ACTION, Truncate(10), ChunkedEncodingError, True),
        (ACTION, TlsOnly(), BrokenConnection, False),
        (ACTION, HttpStatus(403), HTTPError, False),
        (ACTION, HttpStatus(405), NotSupportedException, False),
        (ACTION, HttpStatus(500), UnknownSoCoException, False),
        (ACTION, HttpStatus(503), HTTPError, False),
        (ACTION, Rewrite(lambda body: body[:-30]), XML.ParseError, True),
    ],
    ids=name,
)
async def test_a_request_that_fails(
    simulate: Simulate, at: str, fault: Fault, raised: type[Exception], acted: bool
) -> None:
    sim = await simulate("Kitchen")
    kitchen = soco.SoCo(sim["Kitchen"].address)
    planned = sim.faults.add(at, fault)
    await sim.settle()
    with pytest.raises(raised) as error:
        await set_volume(kitchen, 33)
    assert type(error.value) is raised
    assert sim["Kitchen"].rendering.volume == (33 if acted else 20)
    assert planned.fired == 1, "it does not try again"
    planned.remove()
    await sim.settle()
    await set_volume(kitchen, 44)
    assert await asked(kitchen, "volume") == 44


@pytest.mark.parametrize(
    ("at", "fault", "raised", "acted"),
    [
        ("*", BlackHole(), ConnectTimeout, False),
        (ACTION, Delay(10), ReadTimeout, False),
        (ACTION, LateAnswer(10), ReadTimeout, True),
        (ACTION, SlowDrip(), ReadTimeout, True),
        (ACTION, Hang(), ReadTimeout, False),
        (ACTION, Hang(after=True), ReadTimeout, True),
    ],
    ids=name,
)
async def test_an_answer_that_takes_too_long(
    simulate: Simulate,
    monkeypatch: pytest.MonkeyPatch,
    at: str,
    fault: Fault,
    raised: type[Exception],
    acted: bool,
) -> None:
    sim = await simulate("Kitchen")
    kitchen = soco.SoCo(sim["Kitchen"].address)
    planned = sim.faults.add(at, fault)
    await sim.settle()
    with monkeypatch.context() as patched:
        patched.setattr(soco.config, "REQUEST_TIMEOUT", SHORT)
        with pytest.raises(raised) as error:
            await set_volume(kitchen, 33)
    assert type(error.value) is raised
    await asyncio.wait_for(planned.struck(), WAIT)
    assert sim["Kitchen"].rendering.volume == (33 if acted else 20)
    planned.remove()
    await sim.settle()
    assert await asked(kitchen, "treble") == 0


async def test_an_action_that_was_given_up_can_come_true_later(
    simulate: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    sim = await simulate("Kitchen")
    kitchen = soco.SoCo(sim["Kitchen"].address)
    planned = sim.faults.add(ACTION, Delay(10))
    with monkeypatch.context() as patched:
        patched.setattr(soco.config, "REQUEST_TIMEOUT", SHORT)
        with pytest.raises(ReadTimeout):
            await set_volume(kitchen, 33)
    await asyncio.wait_for(planned.struck(), WAIT)
    assert await asked(kitchen, "volume") == 20
    await sim.clock.advance(seconds=10)
    await until(lambda: sim["Kitchen"].rendering.volume == 33)
    assert await asked(kitchen, "volume") == 33


@pytest.mark.parametrize(
    ("fault", "meanwhile"), [(Delay(10), 20), (LateAnswer(10), 33), (SlowDrip(size=50), 33)], ids=name
)
async def test_an_answer_that_takes_its_time(simulate: Simulate, fault: Fault, meanwhile: int) -> None:
    sim = await simulate("Kitchen")
    kitchen = soco.SoCo(sim["Kitchen"].address)
    planned = sim.faults.add(ACTION, fault)
    waiting = asyncio.create_task(set_volume(kitchen, 33))
    await asyncio.wait_for(planned.struck(), WAIT)
    await sim.clock.advance(seconds=2)
    assert (sim["Kitchen"].rendering.volume, waiting.done()) == (meanwhile, False)
    await sim.clock.advance(hours=1)
    await asyncio.wait_for(waiting, WAIT)
    assert await asked(kitchen, "volume") == 33


async def test_a_connection_is_never_used_again(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", behaviour={"keep_alive": True})
    kitchen = soco.SoCo(sim["Kitchen"].address)
    fault = sim.faults.add(StallReused())
    for volume in (30, 35):
        await set_volume(kitchen, volume)
        assert await asked(kitchen, "volume") == volume
    assert fault.fired == 0


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        (HttpStatus(503), ConnectionError),
        (EmptyReply(), ConnectionError),
        (Hang(), TimeoutError),
        (Rewrite(lambda body: body[:-10]), NotSupportedException),
    ],
    ids=name,
)
async def test_a_battery_that_cannot_be_read(simulate: Simulate, fault: Fault, raised: type[Exception]) -> None:
    sim = await simulate("Roam:S27")
    roam = soco.SoCo(sim["Roam"].address)
    sim.faults.add("GET /status/batterystatus", fault)
    with pytest.raises(raised) as error:
        await asyncio.to_thread(partial(roam.get_battery_info, timeout=SHORT if raised is TimeoutError else WAIT))
    assert type(error.value) is raised


async def test_a_description_that_is_cut(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    kitchen = soco.SoCo(sim["Kitchen"].address)
    with sim.faults.add("GET /xml/device_*", Rewrite(lambda body: body[:-10])):
        with pytest.raises(XML.ParseError):
            await asyncio.to_thread(kitchen.get_speaker_info)
        assert kitchen.speaker_info == {}
    assert (await asyncio.to_thread(kitchen.get_speaker_info))["zone_name"] == "Kitchen"


@pytest.mark.parametrize(
    ("change", "heard"),
    [
        (lambda body: body.replace(b"<CurrentVolume>", b"<CurrentVolume>\x08"), 20),
        (lambda body: body.replace(b"CurrentVolume", b"Volume"), KeyError),
    ],
    ids=["control character", "other name"],
)
async def test_an_answer_that_is_rewritten(
    simulate: Simulate, change: Callable[[bytes], bytes], heard: int | type[Exception]
) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("RenderingControl.GetVolume", Rewrite(change))
    kitchen = soco.SoCo(sim["Kitchen"].address)
    if isinstance(heard, int):
        assert await asked(kitchen, "volume") == heard
    else:
        with pytest.raises(heard):
            await asked(kitchen, "volume")


async def test_without_a_charset_a_name_is_read_as_latin_1(simulate: Simulate) -> None:
    sim = await simulate("Küche")
    kitchen = soco.SoCo(sim["Küche"].address)
    sim.faults.add("ZoneGroupTopology.GetZoneGroupState", Headers(Server="nginx", EXT=None, Content_Type="text/xml"))
    assert await asked(kitchen, "player_name") == "KÃ¼che"
    sim.faults.clear()
    kitchen.zone_group_state.clear_cache()
    assert await asked(kitchen, "player_name") == "Küche"
