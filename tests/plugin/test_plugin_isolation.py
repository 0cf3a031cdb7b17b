"""Several households in one run: side by side, one after the other, and one for the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.plugin_runs import Run

pytest_plugins = ["pytester"]


def test_the_factory_starts_several_side_by_side(run: Run) -> None:
    result = run("""
        import pytest
        from helper import names, page

        kept = []

        @pytest.mark.sonos(rooms=["Den"])
        def test_it(sonos_simulator_factory):
            one, two = sonos_simulator_factory(), sonos_simulator_factory(rooms=["Attic", "Hall"], seed=5)
            assert (names(one), names(two)) == (["Den"], ["Attic", "Hall"])
            assert two.household.random.seed == 5
            assert len({player.address for sim in (one, two) for player in sim.players}) == 3
            kept.extend([one["Den"], two["Attic"]])
            page(one["Den"]), page(two["Attic"])

        def test_all_have_stopped():
            for player in kept:
                with pytest.raises(OSError):
                    page(player)

        def test_mistake(sonos_simulator_factory):
            sonos_simulator_factory(room=["Den"])
    """)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["sonos: room is unknown; did you mean rooms?"])


def test_nothing_is_left_to_the_next_test(run: Run) -> None:
    result = run("""
        import threading
        import pytest

        @pytest.mark.parametrize("time", range(3))
        def test_it(sonos_simulator, time):
            kitchen = sonos_simulator["Kitchen"]
            assert kitchen.rendering.volume == 20
            assert sonos_simulator.clock.now() == 1767268800
            sonos_simulator.do(lambda: kitchen.rendering.set_volume(50, kitchen.behaviour))
            sonos_simulator.clock.advance(hours=2)

        def test_threads():
            assert not [thread for thread in threading.enumerate() if thread.name == "sonos-sim"]
    """)
    result.assert_outcomes(passed=4)


def test_soco_forgets_the_household_of_the_test_before(run: Run) -> None:
    result = run("""
        import pytest
        import soco

        @pytest.mark.parametrize("fixture", ["sonos_simulator", "sonos_session_simulator"] * 2)
        def test_it(request, fixture):
            sim = request.getfixturevalue(fixture)
            kitchen, office = (soco.SoCo(sim[room].address) for room in ("Kitchen", "Office"))
            assert len(kitchen.all_groups) == 3
            assert {room.ip_address for room in kitchen.visible_zones} == {player.address for player in sim.players}
            office.join(kitchen)
            assert len(kitchen.all_groups) == 2

        def test_session(sonos_session_simulator):
            assert len(soco.SoCo(sonos_session_simulator["Kitchen"].address).all_groups) == 3
    """)
    result.assert_outcomes(passed=5)


def test_the_sessions_simulator_is_one_and_is_reset(run: Run) -> None:
    result = run("""
        import pytest

        seen = set()

        @pytest.mark.parametrize("time", range(2))
        def test_it(sonos_session_simulator, time):
            seen.add(id(sonos_session_simulator))
            assert len(seen) == 1
            kitchen = sonos_session_simulator["Kitchen"]
            assert kitchen.rendering.volume == 20
            sonos_session_simulator.do(lambda: kitchen.rendering.set_volume(50, kitchen.behaviour))
            sonos_session_simulator.do(lambda: sonos_session_simulator.household.add("Attic"))
            assert not len(sonos_session_simulator.faults)
            sonos_session_simulator.faults.add("AVTransport.Play", upnp_error=701)
            sonos_session_simulator.refresh()

        def test_it_has_not_changed(sonos_session_simulator):
            assert len(sonos_session_simulator.players) == 3

        def test_failing(sonos_session_simulator):
            assert False
    """)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["*sonos household*", "seed 1 *"])
