"""QPlay: a challenge and its answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.wire import Fault, call, subscribe


async def test_the_answer_belongs_to_the_challenge(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    answers = [
        await call(sim[room], "QPlay", "QPlayAuth", Seed=seed)
        for room, seed in (("Kitchen", "1"), ("Kitchen", "2"), ("Kitchen", "1"), ("Office", "1"))
    ]
    assert list(answers[0]) == ["Code", "MID", "DID"]
    assert answers[0] == answers[2]
    assert answers[0]["Code"] != answers[1]["Code"]
    assert all(int(text, 16) for text in answers[0].values())
    zone = await call(sim["Office"], "DeviceProperties", "GetZoneInfo")
    assert answers[3]["DID"] == zone["MACAddress"].replace(":", "") != answers[0]["DID"]


@pytest.mark.parametrize("seed", ["", "x" * 1024])
async def test_a_challenge_has_a_length(simulate: Any, seed: str) -> None:
    kitchen = (await simulate("Kitchen"))["Kitchen"]
    with pytest.raises(Fault) as fault:
        await call(kitchen, "QPlay", "QPlayAuth", Seed=seed)
    assert fault.value.code == 402


async def test_nothing_is_evented(simulate: Any) -> None:
    kitchen = (await simulate("Kitchen"))["Kitchen"]
    async with subscribe(kitchen, "QPlay") as events:
        await call(kitchen, "QPlay", "QPlayAuth", Seed="1")
        await events.none()
