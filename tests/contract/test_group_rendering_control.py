"""GroupRenderingControl over the wire: what the group is told shows on its rooms, and the other way round."""

from __future__ import annotations

import pytest

from sonos_sim.household.bonding import Bond, BondKind
from tests.support.sound import ramp, set_volume, volume
from tests.support.wire import Fault, call, subscribe

SERVICE = "GroupRenderingControl"
ACTIONS = {
    "GetGroupMute": {},
    "SetGroupMute": {"DesiredMute": 1},
    "GetGroupVolume": {},
    "SetGroupVolume": {"DesiredVolume": 5},
    "SetRelativeGroupVolume": {"Adjustment": 5},
    "SnapshotGroupVolume": {},
}


async def volumes(*players):
    return [int(await volume(player)) for player in players]


async def group_volume(player):
    return int((await call(player, SERVICE, "GetGroupVolume"))["CurrentVolume"])


async def set_group(player, wanted):
    await call(player, SERVICE, "SetGroupVolume", DesiredVolume=wanted)


async def snapshot(player):
    await call(player, SERVICE, "SnapshotGroupVolume")


@pytest.fixture
def grouped(simulate):
    """Start rooms in one group, the first one coordinates, at the given volumes."""

    async def start(*levels, models="", behaviour=None):
        names = "ABCD"[: len(levels)]
        rooms = [f"{name}:{model}" for name, model in zip(names, (models or "S18 " * len(names)).split(), strict=True)]
        sim = await simulate(*rooms, behaviour=behaviour)
        players = [sim[name] for name in names]
        for player, level in zip(players, levels, strict=True):
            await set_volume(player, level)
            sim.household.groups.join(player, players[0].uuid) if player is not players[0] else None
        return sim, players

    return start


# Who answers


@pytest.mark.parametrize("action", ACTIONS)
async def test_members_and_bonded_players_refuse(simulate, action):
    sim = await simulate("A", "B", "C")
    groups = sim.household.groups
    a, b, c = sim["A"], sim["B"], sim["C"]
    groups.join(b, a.uuid)
    groups.bond(Bond(BondKind.CHANNEL_MAP, ((a, "LF,LF"), (c, "RF,RF"))))
    for player in (b, c):
        with pytest.raises(Fault) as caught:
            await call(player, SERVICE, action, **ACTIONS[action])
        assert caught.value.code == 701
    assert await volumes(a, b) == [20, 20]
    assert not any(player.rendering.mute for player in (a, b, c))


async def test_a_player_alone_is_a_group_of_one(simulate):
    sim = await simulate("A", "B")
    await set_group(sim["A"], 37)
    assert await volumes(sim["A"], sim["B"]) == [37, 20]
    assert await group_volume(sim["A"]) == 37


async def test_a_channel_is_ignored(simulate):
    sim = await simulate("A")
    await call(sim["A"], SERVICE, "SetGroupVolume", Channel="Nonsense", DesiredVolume=12)
    assert await volumes(sim["A"]) == [12]


async def test_another_instance_faults(simulate):
    sim = await simulate("A")
    with pytest.raises(Fault) as caught:
        await call(sim["A"], SERVICE, "SetGroupVolume", InstanceID=3, DesiredVolume=12)
    assert caught.value.code == 702


# Volume


@pytest.mark.parametrize(
    ("levels", "mean"), [((10, 20), 15), ((10, 11), 11), ((0, 1, 0), 0), ((1, 1, 0), 1), ((7,), 7)]
)
async def test_group_volume_is_the_mean_half_up(grouped, levels, mean):
    _, players = await grouped(*levels)
    assert await group_volume(players[0]) == mean


@pytest.mark.parametrize(
    ("levels", "wanted", "expected"),
    [
        ((20, 40), 15, [10, 20]),
        ((20, 40), 16, [11, 22]),
        ((1, 99), 10, [1, 20]),
        ((20, 40), 30, [20, 40]),
        ((20, 40), 40, [30, 50]),
        ((20, 90), 95, [60, 100]),
        ((20, 40), 0, [0, 0]),
        ((0, 0), 10, [10, 10]),
        ((20, 40), 100, [90, 100]),
    ],
)
async def test_rooms_share_the_group_volume(grouped, levels, wanted, expected):
    _, players = await grouped(*levels)
    await snapshot(players[0])
    await set_group(players[0], wanted)
    assert await volumes(*players) == expected


async def test_the_snapshot_keeps_the_ratio(grouped):
    _, players = await grouped(20, 40)
    await snapshot(players[0])
    await set_group(players[0], 0)
    await set_group(players[0], 30)
    assert await volumes(*players) == [20, 40]


async def test_without_a_new_snapshot_the_last_one_holds(grouped):
    _, players = await grouped(20, 40)
    await snapshot(players[0])
    await set_volume(players[1], 90)
    await set_group(players[0], 30)
    assert await volumes(*players) == [20, 40]
    await set_volume(players[1], 90)
    await snapshot(players[0])
    await set_group(players[0], 55)
    assert await volumes(*players) == [20, 90]


async def test_the_first_group_volume_takes_a_snapshot_if_there_is_none(grouped):
    _, players = await grouped(20, 40)
    await set_group(players[0], 15)
    assert await volumes(*players) == [10, 20]
    await set_volume(players[0], 80)
    await set_group(players[0], 30)
    assert await volumes(*players) == [20, 40]


async def test_who_comes_after_the_snapshot_counts_as_it_is(grouped):
    sim, players = await grouped(20, 40)
    await snapshot(players[0])
    late = sim.household.add("Late")
    await sim.network.refresh()
    await set_volume(late, 60)
    sim.household.groups.join(late, players[0].uuid)
    await set_group(players[0], 20)
    assert await volumes(*players, late) == [10, 20, 30]


async def test_who_leaves_takes_its_share_along(grouped):
    sim, players = await grouped(20, 40, 90)
    await snapshot(players[0])
    sim.household.groups.leave(players[2])
    await set_group(players[0], 15)
    assert await volumes(*players) == [10, 20, 90]


async def test_the_snapshot_outlives_its_coordinator(grouped):
    sim, players = await grouped(50, 20, 40)
    await snapshot(players[0])
    sim.household.groups.leave(players[0])
    await set_group(players[1], 15)
    assert await volumes(*players) == [50, 10, 20]


@pytest.mark.parametrize(
    ("adjustment", "expected", "told"),
    [(10, [30, 50], 40), (-15, [10, 20], 15), (-500, [0, 0], 0), (500, [90, 100], 95), (0, [20, 40], 30)],
)
async def test_relative_group_volume(grouped, adjustment, expected, told):
    _, players = await grouped(20, 40)
    await snapshot(players[0])
    answer = await call(players[0], SERVICE, "SetRelativeGroupVolume", Adjustment=adjustment)
    assert answer == {"NewVolume": str(told)}
    assert await volumes(*players) == expected
    assert await group_volume(players[0]) == told


async def test_two_steps_without_a_snapshot_add_up(grouped):
    _, players = await grouped(20, 40)
    for told in ("35", "40"):
        answer = await call(players[0], SERVICE, "SetRelativeGroupVolume", Adjustment=5)
        assert answer["NewVolume"] == told
    assert await volumes(*players) == [30, 50]


@pytest.mark.parametrize("value", [101, -1, "", "x"])
async def test_group_volume_out_of_range(grouped, value):
    _, players = await grouped(20, 40)
    with pytest.raises(Fault) as caught:
        await set_group(players[0], value)
    assert caught.value.code == 402
    assert await volumes(*players) == [20, 40]


async def test_group_volume_ends_a_ramp(grouped):
    sim, players = await grouped(20, 20)
    await ramp(players[1], "SLEEP_TIMER_RAMP_TYPE", 0)
    await set_group(players[0], 40)
    await sim.clock.advance(minutes=1)
    assert await volumes(*players) == [40, 40]


async def test_an_invisible_player_does_not_count(simulate):
    sim = await simulate("A", "B")
    a, b = sim["A"], sim["B"]
    await set_volume(b, 80)
    sim.household.groups.bond(Bond(BondKind.CHANNEL_MAP, ((a, "LF,LF"), (b, "RF,RF"))))
    assert await group_volume(a) == 20


# Fixed outputs


async def test_a_fixed_output_stays_and_does_not_count(grouped):
    _, players = await grouped(20, 40, 70, models="S18 S18 ANY")
    await call(players[2], "RenderingControl", "SetOutputFixed", DesiredFixed=True)
    assert await group_volume(players[0]) == 30
    await set_group(players[0], 15)
    assert await volumes(*players) == [10, 20, 100]
    await call(players[2], "RenderingControl", "SetOutputFixed", DesiredFixed=False)
    assert await volumes(players[2]) == [70]


async def test_a_fixed_output_can_fail_the_group(grouped):
    _, players = await grouped(20, 40, models="S18 ANY", behaviour={"fixed_member_fails": True})
    await set_group(players[0], 15)
    assert await volumes(*players) == [10, 20]
    await call(players[1], "RenderingControl", "SetOutputFixed", DesiredFixed=True)
    with pytest.raises(Fault) as caught:
        await set_group(players[0], 50)
    assert caught.value.code == 501
    assert await volumes(*players) == [10, 100]


async def test_a_group_of_fixed_outputs_cannot_be_changed(simulate):
    sim = await simulate("Port:ANY")
    async with subscribe(sim["Port"], SERVICE) as events:
        assert (await events.next()).properties["GroupVolumeChangeable"] == "1"
        await call(sim["Port"], "RenderingControl", "SetOutputFixed", DesiredFixed=True)
        assert (await events.next()).properties == {"GroupVolume": "100", "GroupVolumeChangeable": "0"}
    await set_group(sim["Port"], 5)
    assert await group_volume(sim["Port"]) == 100


# Mute


async def test_group_mute_mutes_every_room(grouped):
    _, players = await grouped(20, 40)
    await call(players[0], SERVICE, "SetGroupMute", DesiredMute=True)
    for player in players:
        assert await call(player, "RenderingControl", "GetMute", Channel="Master") == {"CurrentMute": "1"}
    assert await call(players[0], SERVICE, "GetGroupMute") == {"CurrentMute": "1"}
    await call(players[1], "RenderingControl", "SetMute", Channel="Master", DesiredMute=False)
    assert await call(players[0], SERVICE, "GetGroupMute") == {"CurrentMute": "0"}


# Events


async def test_first_event_in_declared_order(grouped):
    _, players = await grouped(20, 41)
    for player in players:
        async with subscribe(player, SERVICE) as events:
            first = await events.next()
        assert list(first.properties.items()) == [
            ("GroupMute", "0"),
            ("GroupVolume", "31"),
            ("GroupVolumeChangeable", "1"),
        ]


async def test_a_room_that_changes_is_an_event_of_the_group(grouped):
    _, players = await grouped(20, 40)
    async with subscribe(players[0], SERVICE) as events:
        await events.next()
        await set_volume(players[1], 60)
        assert (await events.next()).properties == {"GroupVolume": "40"}
        await call(players[0], SERVICE, "SetGroupMute", DesiredMute=True)
        assert (await events.next()).properties == {"GroupMute": "1"}
        await events.none()


async def test_a_group_that_changes_is_an_event(grouped):
    sim, players = await grouped(20, 40)
    async with subscribe(players[0], SERVICE) as events:
        await events.next()
        sim.household.groups.leave(players[1])
        assert (await events.next()).properties == {"GroupVolume": "20"}


async def test_every_room_events_its_own_volume(grouped):
    _, players = await grouped(20, 40)
    async with (
        subscribe(players[0], "RenderingControl") as first,
        subscribe(players[1], "RenderingControl") as second,
    ):
        await first.next()
        await second.next()
        await set_group(players[0], 15)
        assert (await first.next()).changes["Volume/Master"] == "10"
        assert (await second.next()).changes["Volume/Master"] == "20"
