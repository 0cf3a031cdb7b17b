"""A clip is at an https address whose certificate the player does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import plays, tries_to_load
from sonos_sim.harness.state_faults import MediaFail
from sonos_sim.household.fetching import Fetched, FetchError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household, Player

_HOST = "clips.example"
_SECURE, _PLAIN = f"https://{_HOST}/song.mp3", f"http://{_HOST}/song.mp3"


class _BadCertificate(MediaFail):
    """What is at https cannot be had, and everything else can; nobody asks the network."""

    def __init__(self) -> None:
        super().__init__(FetchError.TLS)

    def fetch(
        self, player: Player, uri: str, done: Callable[[Fetched], None], on_title: Callable[[str], None]
    ) -> Callable[[], None]:
        """Answer in place of the network."""
        if uri.startswith("https:"):
            return super().fetch(player, uri, done, on_title)
        cancelled: list[bool] = []

        async def answer() -> None:
            if not cancelled:
                done(Fetched(uri, mime="audio/mpeg", duration=3600.0))

        self.stage.run(answer())
        return lambda: cancelled.append(True)


def _prepare(household: Household) -> None:
    household.override(fetch_media=True, fetch_hosts=frozenset({_HOST}))


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add(_BadCertificate())
    yield 60
    stage.mark("wanted")
    yield 120


SCENARIO = Scenario(
    name="media-url-unreachable-by-player",
    group="playback",
    title="The player cannot reach the URL",
    imitates=(
        "A clip is at https with a certificate that does not fit, or at a name that the client alone knows: "
        "SetAVTransportURI and Play succeed, and the room stays silent."
    ),
    sources=(
        "https://github.com/hklages/node-red-contrib-sonos-plus/issues/275",
        "https://github.com/home-assistant/core/issues/36798",
        "https://github.com/home-assistant/core/issues/106213",
        "https://github.com/home-assistant/core/issues/55223",
    ),
    severity="high",
    task=f"60 s after the start: play {_SECURE} in the first room; if it does not play 20 s later: {_PLAIN}",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        tries_to_load(_SECURE, "it tries the address with https"),
        plays("the song plays", lambda stage: stage.rooms[0], lambda stage: _PLAIN),
    ),
)
