"""What kinds of commands the gauntlet can run, when their scenario begins, and how they are ended."""

from __future__ import annotations

import asyncio
import os
import re
import select
import signal
import socket
import subprocess
import sys
import xml.etree.ElementTree as ET
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sonos_sim import Simulator
from sonos_sim.cli import main
from sonos_sim.harness import program
from sonos_sim.harness.gauntlet import Outcome, Terms, run
from sonos_sim.harness.performance import Ending, Performance
from sonos_sim.harness.program import OUTPUT, Program
from sonos_sim.harness.scenarios import Scenario, Statement
from sonos_sim.harness.scenarios.statements import listens_everywhere
from sonos_sim.harness.surroundings import MOST, lines
from tests.support import wire
from tests.support.client import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sonos_sim.harness.scenarios.base import Statement as StatementType
    from sonos_sim.harness.scenarios.stage import Stage

WAIT = 10.0
"""Real seconds after which a test that waits has failed."""
ASK = """
import os, signal, socket, sys, time
def ask():
    with socket.create_connection((os.environ["SONOS_SIM_HOSTS"].split(",")[0], 1400)) as player:
        player.sendall(b"GET /xml/device_description.xml HTTP/1.0\\r\\n\\r\\n")
        while player.recv(65536):
            pass
"""
LISTENER = re.findall(
    r"```python\n(.*?)```", (Path(__file__).parents[2] / "docs/gauntlet.md").read_text("utf-8"), re.DOTALL
)[0]


def python(code: str) -> list[str]:
    return [sys.executable, "-S", "-c", code]


def a_minute(*oracle: StatementType, **about: Any) -> Scenario:
    """A scenario in which nothing happens for a minute."""
    return Scenario(**{
        "name": "a-quiet-minute", "group": "eventing-gena", "title": "Nothing", "imitates": "Nothing happens.",
        "sources": (), "severity": "low", "rooms": 1, "steps": lambda _: iter([60.0]), "oracle": oracle, **about,
    })  # fmt: skip


async def play(command: list[str], *oracle: StatementType, scenario: Scenario | None = None, **terms: Any) -> Outcome:
    played = scenario or a_minute(*oracle)
    async with asyncio.timeout(WAIT):
        return await run(played, command, Simulator, Terms(**{"speed": 1000, "discovery": False, **terms}))


@asynccontextmanager
async def rehearsal(*oracle: StatementType) -> AsyncIterator[tuple[Simulator, Performance]]:
    """A quiet minute on a clock that tests move."""
    one = a_minute(*oracle)
    async with Simulator(one.household(), discovery=False) as sim:
        yield sim, Performance(one, sim, speed=0)


def started(command: list[str], sim: Simulator) -> Program:
    return Program(command, {**os.environ, "SONOS_SIM_HOSTS": sim["Kitchen"].address})


def subscribed(sim: Simulator) -> set[str]:
    return {uuid for uuid, server in sim.network.servers.items() if list(server.subscriptions)}


async def pass_time(sim: Simulator, seconds: float, *, grace: float) -> None:
    """Move the clock, and wait until the gauntlet has seen that and waits for the end of the grace."""
    await sim.clock.advance(seconds)
    end = sim.household.clock.now() + grace
    await until(lambda: any(timer.when == end for timer in sim.household.clock.pending))


# When a scenario begins


async def test_time_stands_still_until_a_player_is_asked() -> None:
    one = a_minute()
    async with Simulator(one.household(), discovery=False) as sim:
        Performance(one, sim, speed=2)
        assert sim.household.clock.is_stopped
        await wire.request(sim["Kitchen"], "GET", "/xml/device_description.xml")
        assert sim.household.clock.rate == 2


async def test_time_may_begin_with_the_command() -> None:
    # So fast that time is seen to pass even if the command has ended before this process comes to run again.
    outcome = await play(["true"], begin="started", speed=1_000_000)
    assert outcome.survived
    assert "ended at 12:00:00" not in outcome.course


async def test_no_time_passes_for_a_command_that_asks_nothing() -> None:
    outcome = await play(["true"])
    assert outcome.survived
    assert outcome.course == (
        "No player heard of the command; the command ended at 12:00:00, the scenario at 12:01:00. "
        "Does it go to the addresses in SONOS_SIM_HOSTS?"
    )


async def test_the_first_request_finds_the_scenario_begun() -> None:
    def steps(stage: Stage) -> Iterator[float]:
        stage.faults.add("*", delay=10)
        stage.faults.add("*", status=503)
        yield 60

    command = python(f"{ASK}\nask()")
    outcome = await play(command, scenario=a_minute(steps=steps))
    assert outcome.survived, outcome.output
    assert "503" in outcome.refused
    assert [line.at for line in outcome.lines if "503" in line.text and not line.is_mark][-1] >= "12:00:10"


async def test_who_is_to_search_is_told_nothing_and_the_clock_does_not_wait_for_it() -> None:
    code = "import os; print(sorted(name for name in os.environ if name.startswith('SONOS_SIM_')))"
    outcome = await play(python(code), scenario=a_minute(discovery=True), speed=1_000_000)
    told = ["SONOS_SIM_HOUSEHOLD", "SONOS_SIM_SCENARIO", "SONOS_SIM_SEED", "SONOS_SIM_SPEED"]
    assert outcome.output == f"{told}\n"
    assert "ended at 12:00:00" not in outcome.course
    assert outcome.course.endswith("Does it search, from 127.0.0.1?")


async def test_several_households_are_there_and_the_first_one_is_told() -> None:
    def seen(stage: Stage) -> str:
        return "" if len(stage.network.households) == 2 else "one household"

    code = "import os; print(os.environ['SONOS_SIM_HOUSEHOLD'], len(os.environ['SONOS_SIM_HOSTS'].split(',')))"
    outcome = await play(python(code), scenario=a_minute(Statement("there are two", seen), beside=1))
    assert outcome.survived, outcome.reasons
    assert re.fullmatch(r"Sonos_\w+ 1\n", outcome.output)


# What is told of it


async def test_the_story_is_told_with_its_marks_and_not_at_any_length() -> None:
    async with rehearsal() as (sim, performance):
        for _ in range(2 * MOST):
            await wire.request(sim["Kitchen"], "GET", "/nowhere")
        await sim.clock.advance(30)
        ended = sim.household.clock.now()
        found = lines(performance.stage, await performance.findings(), ended, "exit 0")
    assert len(found) == MOST
    assert [(line.at, line.text) for line in found if line.is_mark] == [
        ("12:00:00", "the scenario begins"),
        ("12:00:30", "the command: exit 0"),
        ("12:01:00", "the scenario is over"),
    ]
    assert sum(line.skipped for line in found) == 2 * MOST + 3 - MOST
    assert all(line.is_trouble for line in found if not line.is_mark)


# Commands that end


@pytest.mark.parametrize("is_over", [True, False])
async def test_a_client_may_unsubscribe_when_all_is_over(is_over: bool, tmp_path: Path) -> None:
    os.mkfifo(fifo := tmp_path / "fifo")
    code = f"""
import http.client, os
host = http.client.HTTPConnection(os.environ["SONOS_SIM_HOSTS"], 1400)
def ask(method, **headers):
    host.request(method, "/MediaRenderer/RenderingControl/Event", headers=headers)
    answer = host.getresponse()
    answer.read()
    return answer.headers["SID"]
sid = ask("SUBSCRIBE", CALLBACK="<http://127.0.0.1:9/>", NT="upnp:event", TIMEOUT="Second-3600")
open({str(fifo)!r}).read()
ask("UNSUBSCRIBE", SID=sid)
"""
    statement = listens_everywhere("RenderingControl")
    async with rehearsal(statement) as (sim, performance), started(python(code), sim) as command:
        attending = asyncio.create_task(performance.attend(command, WAIT))
        await until(lambda: sim["Kitchen"].uuid in subscribed(sim))
        if is_over:
            await sim.clock.advance(60)
        await asyncio.to_thread(fifo.write_text, "go on")
        assert await attending == Ending("exit 0"), command.output
        assert not subscribed(sim)
        last = (await performance.findings())[-1]
    assert last.why == ("" if is_over else "nothing is subscribed at Kitchen")


async def test_a_command_that_does_not_end_is_ended() -> None:
    outcome = await play(["sleep", "99"], limit=0.05)
    assert outcome.ending.words == "not in time"
    assert outcome.reasons == ["the command: not over after 0.05 s; one that runs for ever needs --service"]


async def test_what_a_command_leaves_behind_is_ended(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        # The child has the writing end, and writes nothing: it can be read when the last one who has it is gone.
        outcome = await play(["sh", "-c", f"exec 3>{fifo}; sleep 99 & echo left it"])
        assert (outcome.ending.words, outcome.output) == ("exit 0", "left it\n")
        assert select.select([reader], [], [], WAIT)[0] == [reader]
    finally:
        os.close(reader)


async def test_of_megabytes_the_end_is_kept() -> None:
    async with Program(["sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x; echo; echo the end"], os.environ) as big:
        assert await big.wait() == 0
    first, *_, last = big.output.splitlines()
    assert first == "[the beginning is left out: it wrote 3000009 bytes]"
    assert last == "the end"
    assert len(big.output) == OUTPUT + len(first) + 1
    assert len(big._written) < 3_000_000 / 10


async def test_a_command_that_never_stops_writing_holds_up_nothing() -> None:
    async with Program(["yes", "0123456789"], os.environ) as endless:
        await until(lambda: endless.output.startswith("[the beginning is left out"))
        assert await endless.end()
    assert len(endless.output) < OUTPUT + 100


async def test_a_command_may_close_its_output() -> None:
    async with Program(["sh", "-c", "exec >&- 2>&-; exit 3"], os.environ) as quiet:
        assert await quiet.wait() == 3
    assert quiet.output == ""


async def test_a_command_that_will_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "PATIENCE", 0.05)
    async with Program(["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 9; done"], os.environ) as stubborn:
        await until(lambda: stubborn.output == "ready\n")
        assert not await stubborn.end()
    assert stubborn.status == -signal.SIGKILL


# Services


@pytest.mark.parametrize(
    ("code", "words", "problem"),
    [
        ("ask(); time.sleep(99)", "SIGTERM", ""),
        ("signal.signal(15, lambda *_: sys.exit()); ask(); time.sleep(99)", "exit 0", ""),
        ("signal.signal(15, lambda *_: sys.exit(143)); ask(); time.sleep(99)", "exit 143", ""),
        (
            "signal.signal(15, lambda *_: sys.exit(3)); ask(); time.sleep(99)",
            "exit 3",
            "exit 3, when it was asked to end by SIGTERM",
        ),
        (
            "signal.signal(15, signal.SIG_IGN); ask(); time.sleep(99)",
            "killed",
            "it had to be killed, 0.05 s after SIGTERM",
        ),
        ("os.kill(os.getpid(), 11)", "SIGSEGV", "it ended before the scenario was over: SIGSEGV"),
        ("", "exit 0", "it ended before the scenario was over: exit 0"),
        ("sys.exit(1)", "exit 1", "it ended before the scenario was over: exit 1"),
    ],
)
async def test_a_service_runs_until_it_is_told_to_end(
    code: str, words: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "PATIENCE", 0.05 if words == "killed" else WAIT)
    outcome = await play(python(ASK + code), service=True)
    assert (outcome.ending.words, outcome.ending.problem) == (words, problem), outcome.output
    assert outcome.survived is (not problem)
    assert outcome.findings[0].ok


async def test_a_service_that_nobody_hears_of() -> None:
    outcome = await play(["sleep", "99"], service=True, limit=0.05)
    assert outcome.reasons == ["the command: no player heard of it within 0.05 s"]
    assert "the command ended at 12:00:00" in outcome.course


async def test_a_service_must_not_end_in_its_grace_either() -> None:
    async with rehearsal() as (sim, performance), started(["sleep", "99"], sim) as command:
        serving = asyncio.create_task(performance.serve(command, None, grace=7))
        await pass_time(sim, 60, grace=7)
        await command.end()
        assert await serving == Ending("SIGTERM", "it ended by itself, before it was asked to: SIGTERM")


@pytest.mark.parametrize("late", [True, False])
async def test_what_a_service_does_in_its_grace_counts(late: bool) -> None:
    asked = Statement("it asks", lambda stage: "" if stage.traffic() else "it did not ask")
    async with rehearsal(asked) as (sim, performance), started(["sleep", "99"], sim) as command:
        serving = asyncio.create_task(performance.serve(command, None, grace=7))
        await pass_time(sim, 60, grace=7)
        if late:
            await wire.request(sim["Kitchen"], "GET", "/xml/device_description.xml")
        await sim.clock.advance(7)
        assert await serving == Ending("SIGTERM")
        assert [finding.ok for finding in await performance.findings()] == [True, late]


def test_the_listener_of_the_documentation_survives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "listener.py").write_text(LISTENER)
    command = ["--", sys.executable, str(tmp_path / "listener.py")]
    options = ["--service", "--no-discovery", "--speed=60", "--grace=0"]
    assert main(["gauntlet", *options, "--scenario", "callback-unreachable", *command]) == 0, capsys.readouterr().out


# The whole run


def test_scenarios_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["two-households-one-lan", "object-id-encoding", "new-model-name"]
    report = tmp_path / "report.xml"
    command = ["--", "sh", "-c", 'echo "$SONOS_SIM_SCENARIO"']
    jobs = ["--jobs=3", "--no-discovery", f"--junit={report}"]
    assert main(["gauntlet", *jobs, "--scenario", *names, *command]) == 1
    cases = [(case.get("name"), case.findtext("system-out")) for case in ET.parse(report).getroot().iter("testcase")]
    assert cases == [(name, f"{name}\n") for name in names]
    assert capsys.readouterr().out.endswith("0 of 3 survived\n")


def test_side_by_side_and_searching_do_not_go_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gauntlet", "--jobs=2", "--", "true"]) == 2
    assert "--jobs needs --no-discovery" in capsys.readouterr().err


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_broken_off_ends_everything(number: int, status: int, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(WAIT)
        stay = f"import socket; socket.create_connection({server.getsockname()!r}).recv(1)"
        command = f'[ "$SONOS_SIM_SCENARIO" != seq-gap ] || exec {sys.executable} -S -c "{stay}"'
        arguments = ["gauntlet", "--no-discovery", f"--html={tmp_path / 'page.html'}", "--scenario"]
        arguments += ["object-id-encoding", "seq-gap", "new-model-name", "--", "sh", "-c", command]
        # Whoever was started in the background of a shell ignores SIGINT, and so do its children.
        code = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        code += "from sonos_sim.cli import main; sys.exit(main(sys.argv[1:]))"
        with subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True) as gauntlet:
            child, _ = server.accept()
            with child:
                gauntlet.send_signal(number)
                out, _ = gauntlet.communicate(timeout=WAIT)
                child.settimeout(WAIT)
                assert child.recv(1) == b""
    assert gauntlet.returncode == status
    assert re.search(r"^failed +object-id-encoding ", out)
    assert out.endswith("broken off after 1 of 3 scenarios\n0 of 1 survived\n")
    assert "object-id-encoding" in (tmp_path / "page.html").read_text()
