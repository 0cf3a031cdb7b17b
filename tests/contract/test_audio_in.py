"""AudioIn: the line-in of the models that have one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.wire import Fault, call, subscribe

SERVICE = "AudioIn"
MODELS = ["S5", "S6", "S16", "S39"]


async def code_of(player: Any, action: str, **arguments: object) -> int:
    with pytest.raises(Fault) as fault:
        await call(player, SERVICE, action, **arguments)
    return fault.value.code


@pytest.mark.parametrize("model", MODELS)
async def test_name_and_icon(simulate: Any, model: str) -> None:
    jack = (await simulate(f"Stereo:{model}"))["Stereo"]
    async with subscribe(jack, SERVICE) as events:
        await events.next()
        await call(jack, SERVICE, "SetAudioInputAttributes", DesiredName="Plattenspieler & Co", DesiredIcon="Turntable")
        assert (await events.next()).properties == {"AudioInputName": "Plattenspieler & Co", "Icon": "Turntable"}
        await events.none()
    answer = await call(jack, SERVICE, "GetAudioInputAttributes")
    assert answer == {"CurrentName": "Plattenspieler & Co", "CurrentIcon": "Turntable"}
    assert await code_of(jack, "SetAudioInputAttributes", DesiredName="", DesiredIcon="x") == 402
    assert await call(jack, SERVICE, "GetAudioInputAttributes") == answer


@pytest.mark.parametrize("model", MODELS)
async def test_levels(simulate: Any, model: str) -> None:
    jack = (await simulate(f"Stereo:{model}"))["Stereo"]

    async def set_level(left: object, right: object) -> None:
        await call(jack, SERVICE, "SetLineInLevel", DesiredLeftLineInLevel=left, DesiredRightLineInLevel=right)

    async with subscribe(jack, SERVICE) as events:
        await events.next()
        await set_level(15, 1)
        assert (await events.next()).properties == {"LeftLineInLevel": "15"}
        await set_level(0, 7)
        assert (await events.next()).properties == {"LeftLineInLevel": "0", "RightLineInLevel": "7"}
        for pair in ((16, 1), (1, 16), (-1, 1), (1, -1), (2147483648, 1), ("loud", 1)):
            with pytest.raises(Fault) as fault:
                await set_level(*pair)
            assert fault.value.code == 402
        await events.none()
    answer = await call(jack, SERVICE, "GetLineInLevel")
    assert answer == {"CurrentLeftLineInLevel": "0", "CurrentRightLineInLevel": "7"}


async def test_the_highest_level_is_a_switch(simulate: Any) -> None:
    jack = (await simulate("Stereo:S6", behaviour={"line_in_levels": 10}))["Stereo"]
    assert await code_of(jack, "SetLineInLevel", DesiredLeftLineInLevel=11, DesiredRightLineInLevel=1) == 402


@pytest.mark.parametrize("model", MODELS)
async def test_sound_for_groups(simulate: Any, model: str) -> None:
    sim = await simulate(f"Stereo:{model}", "Kitchen", "Office")
    jack, kitchen, office = sim["Stereo"], sim["Kitchen"], sim["Office"]
    extra = {"ObjectID": "AI:0"} if model == "S6" else {}
    async with subscribe(jack, SERVICE) as events:
        await events.next()
        for listener in (kitchen, office):
            answer = await call(jack, SERVICE, "StartTransmissionToGroup", CoordinatorID=listener.uuid, **extra)
            assert answer == {"CurrentTransportSettings": ""}
        assert (await events.next()).properties == {"Playing": "1"}
        await call(jack, SERVICE, "StopTransmissionToGroup", CoordinatorID=kitchen.uuid)
        await events.none()
        await call(jack, SERVICE, "StopTransmissionToGroup", CoordinatorID=office.uuid)
        assert (await events.next()).properties == {"Playing": "0"}
        await call(jack, SERVICE, "StopTransmissionToGroup", CoordinatorID=office.uuid)
        await events.none()


async def test_only_coordinators_take_sound(simulate: Any) -> None:
    sim = await simulate("Stereo:S16", "Kitchen", "Office")
    sim.household.groups.join(sim["Office"], sim["Kitchen"].uuid)
    member, nobody = sim["Office"].uuid, "RINCON_00000000000001400"
    assert await code_of(sim["Stereo"], "StartTransmissionToGroup", CoordinatorID=member) == 402
    for action in ("StartTransmissionToGroup", "StopTransmissionToGroup"):
        assert await code_of(sim["Stereo"], action, CoordinatorID=nobody) == 402
    assert not sim["Stereo"].line_in.playing


@pytest.mark.parametrize("model", ["S5", "S16", "S39"])
async def test_selecting_an_input_plugs_it_in(simulate: Any, model: str) -> None:
    jack = (await simulate(f"Stereo:{model}"))["Stereo"]
    async with subscribe(jack, SERVICE) as events:
        await events.next()
        assert await code_of(jack, "SelectAudio", ObjectID="") == 402
        await call(jack, SERVICE, "SelectAudio", ObjectID="AI:0")
        assert (await events.next()).properties == {"LineInConnected": "1"}


async def test_a_five_of_the_first_generation_of_line_in_selects_nothing(simulate: Any) -> None:
    jack = (await simulate("Stereo:S6"))["Stereo"]
    assert await code_of(jack, "SelectAudio", ObjectID="AI:0") == 401
