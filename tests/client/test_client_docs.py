"""The examples of docs/client.md run as they stand, but for the address."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sonos_sim.household.library import Library
from sonos_sim.household.library_generator import GeneratedSongs
from tests.support.client import until
from tests.support.playing import fill

if TYPE_CHECKING:
    import pytest

    from tests.client.conftest import Connect
    from tests.conftest import Simulate

BLOCKS = re.findall(
    r"```python\n(.*?)```", (Path(__file__).parents[2] / "docs" / "client.md").read_text("utf-8"), re.DOTALL
)


def defined(block: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(block, "client.md", "exec"), names)
    return names


async def test_quick_start(simulate: Simulate, capsys: pytest.CaptureFixture[str]) -> None:
    simulator = await simulate("Kitchen")
    address = simulator["Kitchen"].address
    block = BLOCKS[0].replace("SonosClient()", f"SonosClient(['{address}'], use_ssdp=False, use_mdns=False)")
    assert block != BLOCKS[0]
    assert len([line for line in block.splitlines() if line.strip()]) == 10
    await defined(block.replace("asyncio.run(main())", ""))["main"]()
    assert simulator["Kitchen"].rendering.volume == 20
    assert "PLAYING" in capsys.readouterr().out


async def test_recipes(simulate: Simulate, connect: Connect, capsys: pytest.CaptureFixture[str]) -> None:
    simulator = await simulate("Kitchen")
    player = simulator["Kitchen"]
    player.household.content.set_library(Library([GeneratedSongs(tracks=1100)]), player)
    household = await connect(simulator)
    door_bell, follow, longest, monday = (defined(block) for block in BLOCKS[1:])
    fill(player, "A")
    following = asyncio.create_task(follow["follow"](household["Kitchen"].group))
    ringing = asyncio.create_task(door_bell["door_bell"](household))
    await until(lambda: player.transport.source.uri.endswith("bell.mp3") and player.transport.state == "PLAYING")
    await simulator.settle()
    await simulator.clock.advance(minutes=4)
    await ringing
    following.cancel()
    out = capsys.readouterr().out
    assert "heard" in out
    assert "PLAYING http://192.168.1.5/bell.mp3" in out
    track = await longest["longest"](household)
    assert len(track.title) >= 100
    await monday["monday"](household, track)
    assert [alarm.program_uri for alarm in await household.alarms.list()] == [track.uri]
    assert player.transport.state == "PLAYING"
