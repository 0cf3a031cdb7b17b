"""One build refuses what the builds before and after it take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.player_faults import SoftwareUpdate
from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import CONTAINER, keep_favourite, now_playing, play_queue
from sonos_sim.harness.scenarios.statements import takes_no_for_an_answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_JAZZ = "x-rincon-cpcontainer:1006206cplaylist%3ajazz?sid=9&flags=8300&sn=7"
_BROKEN, _MENDED = "99.1-10000", "99.2-20000"
_REBOOT = 60.0
_TELLING = ("DeviceProperties.GetZoneInfo", "ZoneGroupTopology.GetZoneGroupState")
"""Actions that tell which build runs; the device description does so, too."""


def _prepare(household: Household) -> None:
    household.override(track_duration=3600.0)
    keep_favourite(household, "Jazz", _JAZZ, CONTAINER, "SA_RINCON2311_X_#Svc2311-0-Token")


def _is_of_service(arguments: Mapping[str, str]) -> bool:
    return any("sid=" in value or "SA_RINCON" in value for value in arguments.values())


def _steps(stage: Stage) -> Iterator[float]:
    room = stage.rooms[0]
    refusing = stage.faults.add(
        "AVTransport.Add*",
        upnp_error=800,
        player=room,
        arguments=_is_of_service,
        state=lambda player: player.profile.software == _BROKEN,
    )
    play_queue(room)
    yield 60
    stage.mark("worked")
    yield 60
    for mark, software in (("broken", _BROKEN), ("mended", _MENDED)):
        stage.faults.add(SoftwareUpdate(seconds=_REBOOT, software=software), player=room)
        yield 180
        play_queue(room)
        yield 60
        stage.mark(mark)
        yield 60
    refusing.remove()


def _plays_again(stage: Stage) -> str:
    room = stage.rooms[0]
    wanted = {track.uri for track in stage.household.content.expand(_JAZZ, room) or ()}
    now = now_playing(room)
    return "" if now in wanted else f"{room.name} plays {now or 'nothing'}"


def _knows(stage: Stage) -> str:
    room, after = stage.rooms[0], stage.after("broken")
    described = [e for e in stage.requests("GET", player=room) if e.path == "/xml/device_description.xml" and after(e)]
    asked = [call for action in _TELLING for call in stage.journal.calls(action) if after(call)]
    known = described or asked or stage.live("ZoneGroupTopology")
    return "" if known else "it cannot tell which software the room runs"


SCENARIO = Scenario(
    name="800-firmware-regression",
    group="soap-faults",
    title="A build that refuses what worked",
    imitates=(
        "After an update what is shared from a music service is refused with 800, and the build after that takes it "
        "again."
    ),
    sources=(
        "https://github.com/SoCo/SoCo/issues/969",
        "https://github.com/SoCo/SoCo/issues/970",
        "https://github.com/avantrec/soco-cli/issues/80",
    ),
    severity="medium",
    bundles=("firmware-night",),
    task="60 s, 360 s and 660 s after the start: play the favourite Jazz in the first room",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        Statement("it plays the favourite again as soon as it is taken", _plays_again),
        Statement("it can tell which software the room runs now", _knows),
        takes_no_for_an_answer("AVTransport.*", 4),
    ),
)
