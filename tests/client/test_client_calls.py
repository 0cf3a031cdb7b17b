"""Calls: what is sent, what comes back, and what each failure says about whether it happened."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sonos_client import (
    ConnectionLostError,
    HTTPRefusedError,
    MalformedError,
    NotFoundError,
    ServiceMissingError,
    SonosError,
    TimedOutError,
    UnreachableError,
    UPnPDisabledError,
    UPnPError,
)
from sonos_client.services import RenderingControl
from sonos_client.services.enums import Channel, PlayMode, TransportState
from sonos_client.transport import Transport

from tests.support.client import fault, http, soap

if TYPE_CHECKING:
    from tests.client.conftest import Connect, Fake
    from tests.conftest import Simulate


async def test_typed_values(simulate: Simulate, connect: Connect) -> None:
    household = await connect(simulator := await simulate("Kitchen"))
    services = household["Kitchen"].services
    await services.rendering_control.set_volume(31)
    assert simulator["Kitchen"].rendering.volume == 31
    assert await services.rendering_control.get_volume(Channel.LF) == 100
    assert await services.rendering_control.get_loudness() is True
    info = await services.av_transport.get_transport_info()
    assert info.current_transport_state is TransportState.STOPPED
    assert (await services.av_transport.get_transport_settings()).play_mode is PlayMode.NORMAL
    position = await services.av_transport.get_position_info()
    assert (position.abs_count, position.abs_time) == (None, None)
    await services.av_transport.configure_sleep_timer(timedelta(minutes=30))
    left = await services.av_transport.get_remaining_sleep_timer_duration()
    assert left.remaining_sleep_timer_duration == timedelta(minutes=30)
    await services.av_transport.configure_sleep_timer(None)
    left = await services.av_transport.get_remaining_sleep_timer_duration()
    assert left.remaining_sleep_timer_duration is None


async def test_text_survives_both_ways(simulate: Simulate, connect: Connect) -> None:
    household = await connect(await simulate("Kitchen"))
    player = household["Kitchen"]
    name = 'Ben & Jerry\'s <"Küche"> 🎵'
    await player.rename(name)
    assert (await player.services.device_properties.get_zone_attributes()).current_zone_name == name


async def test_a_value_out_of_range_is_not_sent(fake: Fake, connect: Connect) -> None:
    player = await fake()
    household = await connect(player.address)
    with pytest.raises(ValueError, match="desired_volume is 101, must be 0 to 100"):
        await household["Kitchen"].set_volume(101)
    assert player.count("SetVolume") == 0


async def test_raw_calls(simulate: Simulate, connect: Connect) -> None:
    household = await connect(await simulate("Kitchen"))
    player = household["Kitchen"]
    assert await player.call("RenderingControl", "GetBass", InstanceID=0) == {"CurrentBass": "0"}
    with pytest.raises(UPnPError) as refused:
        await player.call("RenderingControl", "MakeCoffee", Strength=3)
    assert (refused.value.code, refused.value.name) == (401, "INVALID_ACTION")
    with pytest.raises(NotFoundError):
        await player.call("Kitchenware", "Get")


async def test_codes_mean_what_they_mean_for_the_service(fake: Fake, connect: Connect) -> None:
    player = await fake(
        answers={"Play": fault(701), "DestroyAlarm": fault(800), "Browse": fault(701), "Stop": fault(999)}
    )
    services = (await connect(player.address))["Kitchen"].services
    with pytest.raises(UPnPError, match=r"AVTransport\.Play was refused with 701 TRANSITION_NOT_AVAILABLE") as refused:
        await services.av_transport.play()
    assert (refused.value.service, refused.value.action, refused.value.code) == ("AVTransport", "Play", 701)
    with pytest.raises(UPnPError, match="NO_SUCH_ALARM"):
        await services.alarm_clock.destroy_alarm(3)
    with pytest.raises(UPnPError, match="NO_SUCH_OBJECT"):
        await services.content_directory.browse("A:NONE")
    with pytest.raises(UPnPError) as unknown:
        await services.av_transport.stop()
    assert (unknown.value.code, unknown.value.name) == (999, "")


async def test_an_unreachable_player(fake: Fake, connect: Connect) -> None:
    player = await fake()
    kitchen = (await connect(player.address))["Kitchen"]
    await player.stop()
    with pytest.raises(UnreachableError) as lost:
        await kitchen.group.play()
    assert lost.value.may_have_happened is False
    assert lost.value.address == player.address


async def test_no_answer_in_time(fake: Fake, connect: Connect) -> None:
    player = await fake(answers={"Play": "hang"})
    kitchen = (await connect(player.address, timeout=0.2))["Kitchen"]
    with pytest.raises(TimedOutError) as late:
        await kitchen.group.play()
    assert late.value.may_have_happened is True
    assert isinstance(late.value, TimeoutError)
    assert player.count("Play") == 1


async def test_no_connection_in_time() -> None:
    transport = Transport(connect_timeout=0.1)
    # A listener whose backlog is full: connections to it neither stand nor fail.
    with socket.socket() as full, socket.socket() as filler, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for each in (filler, second):
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        with pytest.raises(TimedOutError) as late:
            await transport.request("POST", "{}:{}".format(*full.getsockname()), "/")
    await transport.close()
    assert late.value.may_have_happened is False


async def test_only_reading_is_tried_again(fake: Fake, connect: Connect) -> None:
    player = await fake(answers={"Play": "reset", "GetVolume": "reset"})
    kitchen = (await connect(player.address))["Kitchen"]
    with pytest.raises(ConnectionLostError) as lost:
        await kitchen.group.play()
    assert lost.value.may_have_happened is True
    assert player.count("Play") == 1
    with pytest.raises(ConnectionLostError):
        await kitchen.volume()
    assert player.count("GetVolume") == 2


async def test_switched_off_upnp_says_what_to_switch_on(simulate: Simulate, connect: Connect) -> None:
    simulator = await simulate("Kitchen")
    kitchen = (await connect(simulator))["Kitchen"]
    simulator.household.override(upnp_enabled=False)
    with pytest.raises(UPnPDisabledError, match="Connection Security > UPnP") as refused:
        await kitchen.volume()
    assert refused.value.status == 403


async def test_connecting_to_a_household_without_upnp(simulate: Simulate, connect: Connect) -> None:
    simulator = await simulate("Kitchen", behaviour={"upnp_enabled": False})
    with pytest.raises(UPnPDisabledError, match="switch on"):
        await connect(simulator)


async def test_a_missing_service(simulate: Simulate, connect: Connect) -> None:
    kitchen = (await connect(await simulate("Kitchen:S18")))["Kitchen"]
    with pytest.raises(ServiceMissingError, match="AudioIn"):
        await kitchen.services.audio_in.get_line_in_level()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (http(200, "this is no XML"), MalformedError),
        (http(200, '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), MalformedError),
        (soap("GetVolume", {}), MalformedError),
        (soap("GetVolume", {"CurrentVolume": "loud"}), MalformedError),
        (soap("GetBass", {"CurrentVolume": "1"}), MalformedError),
        ("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n", MalformedError),
        ("garbage\r\n\r\n", SonosError),
        (http(500, "<html>oops</html>"), HTTPRefusedError),
        (http(503), HTTPRefusedError),
    ],
)
async def test_broken_answers(fake: Fake, connect: Connect, answer: str, error: type[Exception]) -> None:
    player = await fake(answers={"GetVolume": answer})
    kitchen = (await connect(player.address))["Kitchen"]
    with pytest.raises(error):
        await kitchen.volume()


async def test_browsing_looks_like_a_sonos_app(fake: Fake, connect: Connect) -> None:
    player = await fake(answers={"Browse": fault(701)})
    kitchen = (await connect(player.address))["Kitchen"]
    with pytest.raises(UPnPError):
        await kitchen.services.content_directory.browse("Q:0")
    await kitchen.volume()
    assert "Sonos/" in (await player.request("Browse")).headers["USER-AGENT"]
    assert "Sonos/" not in (await player.request("GetVolume")).headers["USER-AGENT"]
    assert (await player.request("GetVolume")).headers["SOAPACTION"] == f'"{RenderingControl.urn}#GetVolume"'
