"""Short forms of RenderingControl calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.wire import Fault, call

if TYPE_CHECKING:
    from sonos_sim import Player

SERVICE = "RenderingControl"


async def read(player: Player, action: str, output: str, **arguments: object) -> str:
    return (await call(player, SERVICE, action, **arguments))[output]


async def volume(player: Player, channel: str = "Master") -> str:
    return await read(player, "GetVolume", "CurrentVolume", Channel=channel)


async def set_volume(player: Player, value: object, channel: str = "Master") -> None:
    await call(player, SERVICE, "SetVolume", Channel=channel, DesiredVolume=value)


async def ramp(player: Player, kind: str, target: int, *, reset_after: bool = False, channel: str = "Master") -> str:
    arguments = {"RampType": kind, "DesiredVolume": target, "ResetVolumeAfter": reset_after, "ProgramURI": ""}
    return await read(player, "RampToVolume", "RampTime", Channel=channel, **arguments)


async def faults(code: int, player: Player, action: str, **arguments: object) -> None:
    with pytest.raises(Fault) as caught:
        await call(player, SERVICE, action, **arguments)
    assert caught.value.code == code
