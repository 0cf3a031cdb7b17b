"""What scenarios about events promise, seen with raw sockets."""

from __future__ import annotations

from tests.support.acts import browse
from tests.support.rehearsal import rehearsal
from tests.support.wire import subscribe


async def test_a_state_overtakes_the_one_before() -> None:
    async with rehearsal("events-out-of-order") as run, subscribe(run.rooms[0], "AVTransport") as events:
        await run.play(1, until="crossed")
        told = [await events.next() for _ in range(6)]
        states = [(event.seq, event.changes["TransportState"]) for event in told]
        seqs = [seq for seq, _ in states]
        assert (states[-1][1], states[-2][1]) == ("PAUSED_PLAYBACK", "PLAYING")
        assert sorted(seqs) == list(range(6))
        assert seqs[-1] < seqs[-2]


async def test_one_service_repeats_everything_and_one_tells_the_change() -> None:
    async with (
        rehearsal("avt-full-rc-delta") as run,
        subscribe(run.rooms[0], "AVTransport") as transport,
        subscribe(run.rooms[0], "RenderingControl") as sound,
    ):
        await run.play()
        everything = (await transport.next()).changes.keys()
        fades = [(await transport.next()).changes for _ in range(6)]
        assert all(everything <= fade.keys() for fade in fades)
        assert (await sound.next()).changes["Volume/Master"] == "20"
        assert (await sound.next()).changes == {"Volume/Master": "35", "Volume/LF": "100", "Volume/RF": "100"}
        assert (await sound.next()).changes == {"Bass": "1"}


async def test_events_of_a_subscription_that_is_over() -> None:
    async with rehearsal("notify-after-unsubscribe") as run:
        run.stage.start()
        async with subscribe(run.rooms[0], "DeviceProperties") as events:
            await events.next()
            assert (await events.unsubscribe()).status == 200
            assert [(await events.next()).seq for _ in range(3)] == [1, 2, 3]
            await events.none()
            assert (await events.renew()).status == 412


async def test_a_name_in_utf_8_that_says_so_nowhere() -> None:
    async with rehearsal("notify-connection-close") as run, subscribe(run.rooms[0], "DeviceProperties") as events:
        await events.next()
        await run.play()
        event = await events.next()
        headers = {name.upper(): value for name, value in event.headers}
        assert (headers["CONNECTION"], headers["CONTENT-TYPE"]) == ("close", "text/xml")
        assert "<ZoneName>Café Übersee</ZoneName>".encode() in event.body
        assert b"encoding" not in event.body[:60]


async def test_a_player_gives_up_on_a_callback_that_answers_500() -> None:
    async with rehearsal("delivery-failure-drops-subscription") as run:
        run.stage.start()
        async with subscribe(run.rooms[0], "RenderingControl") as events:
            await events.next()
            events.listener.status = 500
            await run.play(1, until="knob")
            assert (await events.renew()).status == 412


async def test_players_count_favourites_differently() -> None:
    async with rehearsal("favorites-updateid-per-player") as run:
        run.stage.start()
        numbers = []
        for room in run.rooms:
            async with subscribe(room, "ContentDirectory") as events:
                first = (await events.next()).properties
                numbers.append(int(first["FavoritesUpdateID"].partition(",")[2]))
                assert f"FV:2,{numbers[-1]}" in first["ContainerUpdateIDs"]
        listed = int((await browse(run.rooms[0], "FV:2"))["UpdateID"])
        assert len({*numbers, listed}) == 3
