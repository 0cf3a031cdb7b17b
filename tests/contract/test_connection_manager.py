"""ConnectionManager at both devices."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.wire import Fault, call, subscribe

DEVICES = ["MediaServer", "MediaRenderer"]


async def test_the_renderer_takes_and_the_server_does_not(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    server, renderer = [await call(sim["Kitchen"], "ConnectionManager", "GetProtocolInfo", device=d) for d in DEVICES]
    assert server == {"Source": "", "Sink": ""}
    assert renderer["Source"] == ""
    sink = renderer["Sink"].split(",")
    # The recorded list: 63 entries and a comma behind the last one.
    assert (len(sink), sink[0], sink[1], sink[-2], sink[-1]) == (
        64,
        "http-get:*:audio/mp3:*",
        "x-file-cifs:*:audio/mp3:*",
        "x-rincon-cpcontainer:*:*:*",
        "",
    )
    assert sink.index("file:*:audio/mpegurl:*") == sink.index("x-file-cifs:*:audio/mpegurl:*") + 1


@pytest.mark.parametrize("device", DEVICES)
async def test_there_is_no_connection(simulate: Any, device: str) -> None:
    kitchen = (await simulate("Kitchen"))["Kitchen"]
    ids = await call(kitchen, "ConnectionManager", "GetCurrentConnectionIDs", device=device)
    assert ids == {"ConnectionIDs": ""}
    for given, code in (("0", 706), ("-1", 706), ("none", 402)):
        with pytest.raises(Fault) as fault:
            await call(kitchen, "ConnectionManager", "GetCurrentConnectionInfo", device=device, ConnectionID=given)
        assert fault.value.code == code


@pytest.mark.parametrize("device", DEVICES)
async def test_events_tell_what_the_getters_tell(simulate: Any, device: str) -> None:
    sim = await simulate("Kitchen")
    answer = await call(sim["Kitchen"], "ConnectionManager", "GetProtocolInfo", device=device)
    async with subscribe(sim["Kitchen"], "ConnectionManager", device=device) as events:
        assert list((await events.next()).properties.items()) == [
            ("SourceProtocolInfo", answer["Source"]),
            ("SinkProtocolInfo", answer["Sink"]),
            ("CurrentConnectionIDs", ""),
        ]
