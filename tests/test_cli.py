"""The console script as its users run it: output, exit status, signals, and one sentence for what goes wrong."""

from __future__ import annotations

import errno
import io
import json
import os
import random
import signal
import socket
import subprocess
import sysconfig
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sonos_sim import Clock, Household
from sonos_sim.catalogue import profile_keys
from sonos_sim.cli import main
from sonos_sim.live_log import LiveLog, household_table
from sonos_sim.server.records import ActionRecord, DeliveryRecord, EventRecord, RequestRecord, WarningRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path(sysconfig.get_path("scripts"), "sonos-sim")
PATIENCE = 20


def sonos_sim(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False)


@contextmanager
def started(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """``sonos-sim run``; killed at the end if it is still there."""
    command = [SCRIPT, "run", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.stderr.read() if process.stderr else ""
    return line


def addresses(count: int) -> list[str]:
    rng = random.SystemRandom()
    base = f"127.{rng.randint(100, 250)}.{rng.randint(0, 255)}"
    return [f"{base}.{n}" for n in range(1, count + 1)]


def fetch(player: dict[str, Any], path: str = "/xml/device_description.xml") -> str:
    with urllib.request.urlopen(f"http://{player['ip']}:{player['port']}{path}", timeout=PATIENCE) as answer:
        text: str = answer.read().decode()
    return text


def here(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The same in this process, which is quicker."""
    try:
        status = main([str(argument) for argument in arguments])
    except SystemExit as leave:
        status = int(leave.code or 0)
    captured = capsys.readouterr()
    return subprocess.CompletedProcess(arguments, status, captured.out, captured.err)


def refused(result: subprocess.CompletedProcess[str]) -> str:
    """The sentence of a command that was refused."""
    assert result.returncode == 2, (result.returncode, result.stdout, result.stderr)
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    sentence = result.stderr.strip().splitlines()[-1]
    assert sentence.startswith("sonos-sim")
    return sentence


# run


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["TERM", "INT"])
def test_run_prints_one_json_line_answers_and_stops(number: signal.Signals) -> None:
    given = addresses(3)
    options = ["--rooms", "3", "--seed", "5", "--profile", "S18", "S9", "--addresses", ",".join(given)]
    with started("--json", "--no-discovery", *options) as process:
        up = json.loads(first_line(process))
        players = up["players"]
        assert (len(players), up["seed"], up["household"][:6]) == (3, 5, "Sonos_")
        assert [player["model"] for player in players] == ["S18", "S9", "S18"]
        assert {player["port"] for player in players} == {1400}
        assert [player["ip"] for player in players] == given
        for player in players:
            description = fetch(player)
            assert f"<roomName>{player['name']}</roomName>" in description
            assert f"<UDN>uuid:{player['uuid']}</UDN>" in description
        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, out, err) == (0, "", "")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((given[0], 1400), timeout=PATIENCE)


def test_run_shows_the_household_and_then_what_happens() -> None:
    (address,) = addresses(1)
    with started("--no-discovery", "--rooms", "1", "--addresses", address) as process:
        table = [first_line(process) for _ in range(6)]
        assert table[0].startswith("Household Sonos_")
        assert table[2].split() == ["ROOM", "ADDRESS", "MODEL", "GROUP", "UUID"]
        assert f"{address}:1400" in table[3]
        assert "Ctrl-C" in table[5]
        fetch({"ip": address, "port": 1400})
        assert "127.0.0.1 -> GET /xml/device_description.xml 200" in first_line(process)
        process.terminate()
        out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, out, err) == (0, "stopped\n", "")


def test_the_same_seed_makes_the_same_household() -> None:
    seen = []
    for _ in range(2):
        with started("--json", "--no-discovery", "--seed", "11") as process:
            up = json.loads(first_line(process))
            seen.append((up["household"], [(p["name"], p["uuid"], p["model"]) for p in up["players"]]))
    assert seen[0] == seen[1]
    assert len(seen[0][1]) == 4


def test_given_addresses_and_a_file(tmp_path: Path) -> None:
    rooms = Household(seed=3, clock=Clock())
    rooms.add("Kitchen", "S18")
    rooms.add("Küche", "S9")
    file = tmp_path / "home.yaml"
    rooms.save(file)
    given = addresses(2)
    with started(file, "--json", "--no-discovery", "--addresses", ", ".join(given)) as process:
        players = json.loads(first_line(process))["players"]
    assert [(p["name"], p["model"], p["ip"]) for p in players] == [
        ("Kitchen", "S18", given[0]),
        ("Küche", "S9", given[1]),
    ]


def test_one_address_with_a_port_a_player() -> None:
    (address,) = addresses(1)
    with started("--json", "--no-discovery", "--rooms", "2", "--single-address", address) as process:
        players = json.loads(first_line(process))["players"]
        assert [(p["ip"], p["port"]) for p in players] == [(address, 1400), (address, 1401)]
        assert all(f"<roomName>{p['name']}<" in fetch(p) for p in players)


def test_an_occupied_address_is_one_sentence() -> None:
    given = addresses(2)
    with socket.create_server((given[1], 1400)):
        sentence = refused(sonos_sim("run", "--json", "--rooms", "2", "--addresses", ",".join(given)))
    assert sentence.startswith(f"sonos-sim: {given[1]}:1400 is in use by another program")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--rooms", "0"], "--rooms is 0"),
        (["--rooms", "many"], "argument --rooms: invalid int value"),
        (["--speed", "-1"], "--speed is -1.0"),
        (["--speed", "nan"], "--speed is nan"),
        (["--speed", "inf"], "--speed is inf"),
        (["--profile", "S99"], "no profile 'S99'; there are "),
        (["--addresses", "127.99.0.1"], "--addresses has 1 for 4 players"),
        (["--rooms", "1", "--addresses", "127.0.0.1"], "127.0.0.1 cannot be a player's address"),
        (["--rooms", "1", "--addresses", "kitchen"], "'kitchen' is no IPv4 address"),
        (["--rooms", "2", "--addresses", "127.99.0.1,127.99.0.1"], "two players have the address 127.99.0.1"),
        (["--rooms", "1", "--addresses", "192.0.2.77"], "this machine does not have the address 192.0.2.77"),
        (["--single-address", "0.0.0.0"], "0.0.0.0 is no address"),
        (["nowhere.yaml"], "nowhere.yaml: it cannot be read"),
        (["nowhere.yaml", "--rooms", "2"], "a household file says its rooms"),
        (["nowhere.yaml", "--speed", "2"], "a household file says its rooms"),
        (["--colour"], "unrecognized arguments: --colour"),
    ],
)
def test_bad_options_of_run(capsys: pytest.CaptureFixture[str], options: list[str], said: str) -> None:
    assert said in refused(here(capsys, "run", "--json", *options))


def test_no_command_and_an_unknown_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert "COMMAND" in refused(sonos_sim())
    assert "invalid choice: 'sing'" in refused(here(capsys, "sing"))


# validate


def test_validate_says_what_a_good_file_has(tmp_path: Path) -> None:
    rooms = Household.generate(rooms=["Kitchen", "Office", "Bath"], seed=3)
    rooms.groups.join(rooms["Office"], rooms["Kitchen"].uuid)
    file = tmp_path / "home.yaml"
    rooms.save(file)
    result = sonos_sim("validate", file)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == f"{file}: 3 players in 2 groups, all well\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("players: [", "line 1"),
        ("rooms: []", "players"),
        ("players: 3", "list of players"),
        ("players:\n  - {room: Kitchen, model: S99}\n", "S99"),
    ],
)
def test_validate_names_what_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "home.yaml"
    file.write_text(text)
    result = here(capsys, "validate", file)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"sonos-sim: {file}: ")
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert here(capsys, "run", "--json", file).stderr == result.stderr


def test_validate_of_what_is_no_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "cannot be read" in refused(sonos_sim("validate", tmp_path / "home.yaml"))
    assert "cannot be read" in refused(here(capsys, "validate", tmp_path))


# describe and coverage


def test_describe_lists_all_profiles() -> None:
    result = sonos_sim("describe")
    assert (result.returncode, result.stderr) == (0, "")
    assert tuple(line.split()[0] for line in result.stdout.splitlines()) == profile_keys()
    (one,) = [line for line in result.stdout.splitlines() if line.startswith("S18 ")]
    assert "Sonos One" in one
    assert "14 services 190 actions" in one


def test_describe_shows_a_profile_and_a_service() -> None:
    shown = sonos_sim("describe", "S18")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("Sonos One (S18), software 95.0-77060\n")
    names = {line.split()[0] for line in shown.stdout.splitlines()}
    assert "RenderingControl" in names
    assert "AudioIn" not in names
    actions = sonos_sim("describe", "S18", "GroupRenderingControl").stdout.splitlines()
    assert "GetGroupVolume(InstanceID: ui4) -> CurrentVolume: ui2" in actions
    assert "SnapshotGroupVolume(InstanceID: ui4)" in actions


def test_describe_of_what_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        refused(sonos_sim("describe", "S99")) == f"sonos-sim: no profile 'S99'; there are {', '.join(profile_keys())}"
    )
    assert "S18 has no service 'AudioIn'; there are AlarmClock, " in refused(here(capsys, "describe", "S18", "AudioIn"))


def test_coverage_has_every_action() -> None:
    result = sonos_sim("coverage")
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[-1].startswith("207 actions: ")
    assert len(lines) == 209
    assert any(line.startswith("AVTransport.Play ") for line in lines)


def test_a_room_name_that_the_terminal_lacks_is_no_crash(tmp_path: Path) -> None:
    rooms = Household(seed=3, clock=Clock())
    rooms.add("Küche 🔊", "S18")
    file = tmp_path / "home.yaml"
    rooms.save(file)
    command = [SCRIPT, "run", file, "--no-discovery", "--quiet"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            table = [first_line(process) for _ in range(4)]
            process.terminate()
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
    assert "K\\xfcche \\U0001f50a" in table[3]


# The live log


def written(record: Any) -> str:
    """The line of ``record`` without its time."""
    household = Household(seed=7, clock=Clock.stopped())
    player = household.add("Kitchen")
    out = io.StringIO()
    LiveLog(household, out)(record(player.uuid))
    line = out.getvalue()
    assert line.startswith("12:00:00.000  Kitchen ")
    assert line.endswith("\n")
    return line[:-1].partition("Kitchen")[2].strip()


def test_a_line_for_each_kind_of_record() -> None:
    asked = {"InstanceID": "0", "Channel": "Master"}
    lines = [
        written(
            lambda uuid: ActionRecord(uuid, "::1", "RenderingControl", "GetVolume", asked, {"CurrentVolume": "20"})
        ),
        written(lambda uuid: ActionRecord(uuid, "::1", "AVTransport", "Play", {}, fault=701, reason="no track")),
        written(lambda uuid: RequestRecord(uuid, "::1", "GET", "/x", 404, "no such file")),
        written(lambda uuid: EventRecord(uuid, "Queue", "uuid:1", 3, ("LastChange",))),
        written(lambda uuid: DeliveryRecord(uuid, "uuid:1", "http://127.0.0.1:9/", "refused")),
        written(lambda uuid: WarningRecord(uuid, "odd")),
    ]
    assert lines == [
        "::1 -> RenderingControl.GetVolume(Channel=Master) = CurrentVolume=20",
        "::1 -> AVTransport.Play() FAULT 701: no track",
        "::1 -> GET /x 404 no such file",
        "event Queue #3 LastChange",
        "NOTIFY to http://127.0.0.1:9/ failed: refused",
        "warning: odd",
    ]


def test_long_values_are_cut() -> None:
    line = written(lambda uuid: ActionRecord(uuid, "::1", "Queue", "X", {"A": "x" * 1000}))
    assert line == f"::1 -> Queue.X(A={'x' * 57}...)"


def test_clients_cannot_write_to_the_terminal() -> None:
    line = written(lambda uuid: RequestRecord(uuid, "::1", "GET", "/\x1b[31m\n12:00 forged\udcff\x00", 404))
    assert line == r"::1 -> GET /\x1b[31m\n12:00 forged\udcff\x00 404"


def test_a_terminal_that_is_gone_stops_nothing() -> None:
    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    LiveLog(Household(seed=7, clock=Clock.stopped()), Gone())(WarningRecord("RINCON_0", "odd"))


def test_the_table_shows_rooms_addresses_and_groups() -> None:
    household = Household(seed=7, clock=Clock.stopped())
    for room, address in (("Kitchen", "127.0.0.2"), ("Office", "127.0.0.3")):
        household.add(room).address = address
    household.groups.join(household["Office"], household["Kitchen"].uuid)
    lines = household_table(household).splitlines()
    assert lines[0] == f"Household {household.id}, seed 7"
    assert lines[3].split()[:2] == ["Kitchen", "127.0.0.2:1400"]
    assert lines[4].split()[:2] == ["Office", "127.0.0.3:1400"]
    assert "Kitchen + 1" in lines[4]
    assert lines[-1].endswith("curl http://127.0.0.2:1400/xml/device_description.xml")
