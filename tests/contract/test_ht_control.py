"""HTControl: remote controls and the TV input of home-theatre players."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.wire import Fault, call, subscribe

SERVICE = "HTControl"
MODELS = ["S9", "S14", "S16", "S19", "S36"]


async def code_of(player: Any, action: str, **arguments: object) -> int:
    with pytest.raises(Fault) as fault:
        await call(player, SERVICE, action, **arguments)
    return fault.value.code


async def test_a_playbar_repeats_the_remote(simulate: Any) -> None:
    bar = (await simulate("TV:S9"))["TV"]
    async with subscribe(bar, SERVICE) as events:
        assert (await events.next()).properties["IRRepeaterState"] == "Disabled"
        for state in ("On", "Off", "Disabled"):
            await call(bar, SERVICE, "SetIRRepeaterState", DesiredIRRepeaterState=state)
            assert (await events.next()).properties == {"IRRepeaterState": state}
            assert await call(bar, SERVICE, "GetIRRepeaterState") == {"CurrentIRRepeaterState": state}
        assert await code_of(bar, "SetIRRepeaterState", DesiredIRRepeaterState="on") == 402
        await events.none()


@pytest.mark.parametrize("model", [m for m in MODELS if m != "S9"])
async def test_others_cannot(simulate: Any, model: str) -> None:
    sim = await simulate(f"TV:{model}", f"Den:{model}")
    bar = sim["TV"]
    sim["Den"].override(ir_repeater_code=501)
    assert await code_of(bar, "SetIRRepeaterState", DesiredIRRepeaterState="On") == 401
    assert await code_of(sim["Den"], "SetIRRepeaterState", DesiredIRRepeaterState="Off") == 501
    await call(bar, SERVICE, "SetIRRepeaterState", DesiredIRRepeaterState="Disabled")
    assert await call(bar, SERVICE, "GetIRRepeaterState") == {"CurrentIRRepeaterState": "Disabled"}


@pytest.mark.parametrize("model", MODELS)
async def test_the_light_blinks_or_not(simulate: Any, model: str) -> None:
    bar = (await simulate(f"TV:{model}"))["TV"]
    assert await call(bar, SERVICE, "GetLEDFeedbackState") == {"LEDFeedbackState": "On"}
    await call(bar, SERVICE, "SetLEDFeedbackState", LEDFeedbackState="Off")
    assert await call(bar, SERVICE, "GetLEDFeedbackState") == {"LEDFeedbackState": "Off"}
    assert await code_of(bar, "SetLEDFeedbackState", LEDFeedbackState="Dim") == 402


@pytest.mark.parametrize("model", MODELS)
async def test_a_remote_is_learned_and_committed(simulate: Any, model: str) -> None:
    bar = (await simulate(f"TV:{model}"))["TV"]

    async def configured() -> str:
        return (await call(bar, SERVICE, "IsRemoteConfigured"))["RemoteConfigured"]

    await call(bar, SERVICE, "IdentifyIRRemote", Timeout=30)
    await call(bar, SERVICE, "CommitLearnedIRCodes", Name="Nothing learned")
    assert await configured() == "0"
    for code in ("volume up", "volume down", "volume up"):
        await call(bar, SERVICE, "LearnIRCode", IRCode=code, Timeout=10)
    assert await configured() == "0"
    assert await code_of(bar, "CommitLearnedIRCodes", Name="") == 402
    assert await code_of(bar, "LearnIRCode", IRCode="", Timeout=10) == 402
    await call(bar, SERVICE, "CommitLearnedIRCodes", Name="Sofa")
    assert await configured() == "1"
    assert (bar.home_theatre.remote, bar.home_theatre.remote_codes) == ("Sofa", ("volume down", "volume up"))


async def test_the_tv_input_shows(simulate: Any) -> None:
    bar = (await simulate("TV:S14"))["TV"]
    async with subscribe(bar, SERVICE) as events:
        assert (await events.next()).properties["TOSLinkConnected"] == "0"
        bar.device.ht_audio_in = 18
        assert (await events.next()).properties == {"TOSLinkConnected": "1"}
    assert (await call(bar, "DeviceProperties", "GetZoneInfo"))["HTAudioIn"] == "18"
