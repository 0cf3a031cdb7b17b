"""Random sequences of queue, transport, group, power and clock operations: what holds after each of them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from contextlib import suppress
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sonos_sim import Clock, Household
from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household import virtual_line_in
from sonos_sim.household.deck import TransportState
from sonos_sim.household.fetching import Fetched, FetchError
from sonos_sim.household.media import Track
from sonos_sim.household.plans import Plan
from sonos_sim.household.play_mode import PlayMode
from sonos_sim.household.sources import SourceKind
from sonos_sim.services.base import text
from sonos_sim.services.dispatch import call
from sonos_sim.services.registry import create
from tests.support.playing import CLIP, STATION, didl, uri_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim import Player
    from sonos_sim.services.base import Service

ROOMS = ("Kitchen", "Office", "Den:S6", "TV:S9")
WHO = st.integers(0, len(ROOMS) - 1)
EDITS = st.sampled_from(["range", "one", "move", "move"])
ENDS = st.sampled_from(["", "00:01:00"])
NUMBERS = st.sampled_from([0, 1, 2, 3, 5, 9, 40])
URIS = st.sampled_from(
    [
        "", uri_of("A"), uri_of("B"), CLIP, STATION, "nonsense",
        "http://127.0.0.1/fetched.mp3", "x-rincon-mp3radio://127.0.0.1/live",
        "x-sonos-spotify:spotify%3atrack%3ax?sid=9", "x-rincon-cpcontainer:1004206cspotify%3aalbum%3ax",
        "file:///jffs/settings/savedqueues.rsq#0", "x-rincon-queue:{own}#0", "x-rincon-queue:{own}#1",
        "x-rincon:{other}", "x-rincon:{own}", "x-rincon-stream:{other}", "x-sonos-htastream:{own}:spdif",
        "x-sonosapi-radio:ST%3a1?sid=236",
        "x-rincon-buzzer:0",
    ]
)  # fmt: skip
METADATA = st.sampled_from(["", "<broken", didl("x", "T & <t>"), didl("x", duration=""), didl("x", duration="0:00:07")])
TIMES = st.sampled_from(["0:00:00", "0:00:10", "0:03:19", "0:03:20", "-0:00:30", "+0:01:00", "9:59:59", "x", ""])
SAME = {
    # What the event tells, and where the getter tells it.
    "TransportState": ("GetTransportInfo", "CurrentTransportState"),
    "TransportStatus": ("GetTransportInfo", "CurrentTransportStatus"),
    "NumberOfTracks": ("GetMediaInfo", "NrTracks"),
    "AVTransportURI": ("GetMediaInfo", "CurrentURI"),
    "AVTransportURIMetaData": ("GetMediaInfo", "CurrentURIMetaData"),
    "NextAVTransportURI": ("GetMediaInfo", "NextURI"),
    "PlaybackStorageMedium": ("GetMediaInfo", "PlayMedium"),
    "CurrentTrack": ("GetPositionInfo", "Track"),
    "CurrentTrackURI": ("GetPositionInfo", "TrackURI"),
    "CurrentTransportActions": ("GetCurrentTransportActions", "Actions"),
}


class Asked:
    """A fetcher whose answers are up to the machine."""

    def __init__(self) -> None:
        self.open: list[tuple[str, Callable[[Fetched], None], Callable[[str], None]]] = []

    def fetch(
        self, player: Player, uri: str, done: Callable[[Fetched], None], on_title: Callable[[str], None]
    ) -> Callable[[], None]:
        entry = uri, done, on_title
        self.open.append(entry)
        return lambda: self.open.remove(entry) if entry in self.open else None


class Playing(RuleBasedStateMachine):
    """A household of four rooms in which everybody presses buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.household = Household(seed=7, clock=Clock.stopped())
        self.household.fetcher = self.fetcher = Asked()
        for room in ROOMS:
            name, _, model = room.partition(":")
            self.household.add(name, model or "S18")
        self.players = list(self.household.players.values())
        self.transports = [self.service(player, "AVTransport") for player in self.players]
        self.queues = [self.service(player, "Queue") for player in self.players]
        self.update_ids: dict[tuple[str, int], int] = {}
        self.told: list[dict[str, str]] = [{} for _ in self.players]
        self.sent = [service.evented() for service in self.transports]
        for index, service in enumerate(self.transports):
            self.hear(index, service.properties(self.sent[index], None))
        self.step = 0

    def service(self, player: Player, name: str) -> Service:
        return create(player, next(e for e in player.profile.endpoints if e.service == name))

    def hear(self, index: int, properties: dict[str, object]) -> None:
        """What a subscriber knows after an event."""
        if properties:
            for element in ET.fromstring(str(properties["LastChange"]))[0]:
                self.told[index][element.tag.rpartition("}")[2]] = element.get("val", "")

    def do(self, service: Service, action: str, **arguments: object) -> None:
        """Call an action as the wire does; a refusal is fine, any other error is a defect."""
        if service.player.is_running:
            instance = {"InstanceID": "0"} if service.name == "AVTransport" else {}
            with suppress(UPnPError):
                call(service, action, {**instance, **{name: str(value) for name, value in arguments.items()}})

    @initialize(grouped=st.booleans(), titles=st.integers(0, 4), playing=st.booleans())
    def furnish(self, grouped: bool, titles: int, playing: bool) -> None:
        kitchen, office, *_ = self.players
        for number in range(titles):
            self.add(0, uri_of(f"T{number}"), didl("x", duration="0:01:00"), 0, False)
        self.load(0, "x-rincon-queue:{own}#0", "", 0)
        if grouped:
            self.household.groups.join(office, kitchen.uuid)
        if playing:
            self.do(self.transports[0], "Play", Speed=1)

    # Queue

    @rule(who=WHO, uri=URIS, metadata=METADATA, before=NUMBERS, as_next=st.booleans())
    def add(self, who: int, uri: str, metadata: str, before: int, as_next: bool) -> None:
        player = self.players[who]
        self.do(
            self.transports[who], "AddURIToQueue", EnqueuedURI=uri.format(own=player.uuid, other=self.players[0].uuid),
            EnqueuedURIMetaData=metadata, DesiredFirstTrackNumberEnqueued=before, EnqueueAsNext=int(as_next),
        )  # fmt: skip

    @rule(who=WHO, count=st.integers(1, 17), before=NUMBERS, update_id=st.sampled_from([0, 0, 3]))
    def add_many(self, who: int, count: int, before: int, update_id: int) -> None:
        uris = " ".join(uri_of(f"M{n}") for n in range(count))
        self.do(
            self.transports[who], "AddMultipleURIsToQueue", UpdateID=update_id, NumberOfURIs=count, EnqueuedURIs=uris,
            EnqueuedURIsMetaData="", ContainerURI="", DesiredFirstTrackNumberEnqueued=before, EnqueueAsNext=0,
        )  # fmt: skip

    @rule(who=WHO, number=NUMBERS, count=NUMBERS, before=NUMBERS, kind=EDITS)
    def edit(self, who: int, number: int, count: int, before: int, kind: str) -> None:
        service = self.transports[who]
        if kind == "range":
            self.do(service, "RemoveTrackRangeFromQueue", UpdateID=0, StartingIndex=number, NumberOfTracks=count)
        elif kind == "one":
            self.do(service, "RemoveTrackFromQueue", ObjectID=f"Q:0/{number}", UpdateID=0)
        else:
            places = {"StartingIndex": number, "NumberOfTracks": count, "InsertBefore": before}
            self.do(service, "ReorderTracksInQueue", **places, UpdateID=0)

    @rule(who=WHO, queue=st.integers(0, 2), index=NUMBERS, new=st.sampled_from(["", "1", "2,3", "x"]))
    def replace(self, who: int, queue: int, index: int, new: str) -> None:
        uris = " ".join(uri_of(f"R{n}") for n in range(3))
        self.do(
            self.queues[who], "ReplaceAllTracks", QueueID=queue, UpdateID=0, ContainerURI="", ContainerMetaData="",
            CurrentTrackIndex=index, NewCurrentTrackIndices=new, NumberOfURIs=3, EnqueuedURIsAndMetaData=uris,
        )  # fmt: skip

    @rule(who=WHO, what=st.sampled_from(["clear", "save", "create"]))
    def keep(self, who: int, what: str) -> None:
        if what == "clear":
            self.do(self.transports[who], "RemoveAllTracksFromQueue")
        elif what == "save":
            self.do(self.transports[who], "SaveQueue", Title="Saved", ObjectID="")
        else:
            self.do(self.queues[who], "CreateQueue", QueueOwnerID="app", QueueOwnerContext="", QueuePolicy="")

    # Transport

    @rule(who=WHO, uri=URIS, metadata=METADATA, other=WHO)
    def load(self, who: int, uri: str, metadata: str, other: int) -> None:
        uri = uri.format(own=self.players[who].uuid, other=self.players[other].uuid)
        self.do(self.transports[who], "SetAVTransportURI", CurrentURI=uri, CurrentURIMetaData=metadata)

    @rule(who=WHO, uri=URIS)
    def load_next(self, who: int, uri: str) -> None:
        self.do(self.transports[who], "SetNextAVTransportURI", NextURI=uri, NextURIMetaData="")

    @rule(who=WHO, verb=st.sampled_from(["Play", "Play", "Play", "Pause", "Stop", "Next", "Next", "Previous"]))
    def press(self, who: int, verb: str) -> None:
        self.do(self.transports[who], verb, **({"Speed": 1} if verb == "Play" else {}))

    @rule(who=WHO, unit=st.sampled_from(["TRACK_NR", "REL_TIME", "TIME_DELTA", "X"]), number=NUMBERS, time=TIMES)
    def seek(self, who: int, unit: str, number: int, time: str) -> None:
        self.do(self.transports[who], "Seek", Unit=unit, Target=number if unit == "TRACK_NR" else time)

    @rule(who=WHO, mode=st.sampled_from([*PlayMode, "X"]), crossfade=st.booleans())
    def set_modes(self, who: int, mode: str, crossfade: bool) -> None:
        self.do(self.transports[who], "SetPlayMode", NewPlayMode=mode)
        self.do(self.transports[who], "SetCrossfadeMode", CrossfadeMode=int(crossfade))

    @rule(who=WHO, duration=st.sampled_from(["", "0:00:05", "0:10:00", "x"]))
    def sleep(self, who: int, duration: str) -> None:
        self.do(self.transports[who], "ConfigureSleepTimer", NewSleepTimerDuration=duration)

    @rule(
        who=WHO,
        uri=URIS,
        linked=st.booleans(),
        duration=ENDS,
        mode=st.sampled_from(PlayMode),
    )
    def ring(self, who: int, uri: str, linked: bool, duration: str, mode: PlayMode) -> None:
        uri = uri.format(own=self.players[who].uuid, other=self.players[0].uuid)
        self.do(
            self.transports[who], "RunAlarm", AlarmID=1, LoggedStartTime="t", Duration=duration, ProgramURI=uri,
            ProgramMetaData="", PlayMode=mode, Volume=30, IncludeLinkedZones=int(linked),
        )  # fmt: skip

    @rule(who=WHO)
    def snooze(self, who: int) -> None:
        self.do(self.transports[who], "SnoozeAlarm", Duration="00:05:00")

    @rule(who=WHO, seconds=st.sampled_from([None, 100.0]))
    def airplay(self, who: int, seconds: float | None) -> None:
        if self.players[who].is_running and self.players[who].profile.can("airplay"):
            virtual_line_in.take_over(self.players[who], "airplay", Track("", "Song", duration=seconds))

    @rule(answer=st.sampled_from(["file", "short", "stream", "fail", "title"]))
    def answer(self, answer: str) -> None:
        """The network answers, if it was asked."""
        if not self.fetcher.open:
            return
        uri, done, on_title = self.fetcher.open[0]
        if answer == "title":
            on_title("A - B")
        elif answer == "fail":
            self.fetcher.open.pop(0)
            done(Fetched("", error=FetchError.HTTP, http_status=500))
        else:
            done(Fetched(uri, "audio/mpeg", {"file": 90.0, "short": 0.5}.get(answer), is_stream=answer == "stream"))

    # Groups, power, time

    @rule(who=WHO, new=WHO, rejoin=st.booleans())
    def delegate(self, who: int, new: int, rejoin: bool) -> None:
        arguments = {"NewCoordinator": self.players[new].uuid, "RejoinGroup": int(rejoin)}
        self.do(self.transports[who], "DelegateGroupCoordinationTo", **arguments)

    @rule(who=WHO)
    def leave(self, who: int) -> None:
        self.do(self.transports[who], "BecomeCoordinatorOfStandaloneGroup")

    @rule(who=WHO, reason=st.sampled_from(["", "powered off"]))
    def switch(self, who: int, reason: str) -> None:
        player = self.players[who]
        if player.is_running:
            self.household.power_off(player, reason)
        else:
            self.household.power_on(player)

    @rule(seconds=st.sampled_from([1, 30, 61, 200, 1000]))
    def wait(self, seconds: int) -> None:
        self.household.clock.advance(seconds=seconds)

    # What holds

    @invariant()
    def queues_are_sound(self) -> None:
        for player in self.players:
            for number, queue in player.queues.items():
                length = len(queue)
                assert queue.current in (range(1, length + 1) if length else (0,))
                assert queue.order is None or sorted(queue.order) == list(range(1, length + 1))
                assert queue.update_id >= self.update_ids.get((player.uuid, number), 0)
                self.update_ids[player.uuid, number] = queue.update_id
                assert player.update_counters.containers.get(f"Q:{number}", queue.update_id) == queue.update_id

    @invariant()
    def positions_are_in_their_tracks(self) -> None:
        for player in self.players:
            transport = player.transport
            assert 0 <= transport.position <= (transport.length or float("inf"))
            if transport.state is TransportState.STOPPED:
                assert transport.alarm is None or transport.is_member
            if transport.is_active and not transport.is_member:
                assert transport.track is not None

    @invariant()
    def what_has_an_end_comes_to_it(self) -> None:
        waiting = [uri for uri, _, _ in self.fetcher.open]
        for player in self.players:
            transport = player.transport
            planned = transport.plans.when(Plan.TRACK)
            has_end = transport.traits.has_tracks and bool(transport.length)
            if transport.state is TransportState.PLAYING and has_end:
                assert planned is not None
                assert planned >= self.household.clock.now()
            elif transport.state is not TransportState.TRANSITIONING:
                assert planned is None
            if transport.state is TransportState.TRANSITIONING:
                assert transport.track is not None
                assert transport.track.uri in waiting
            if transport.state is TransportState.STOPPED:
                assert transport._hang_up is None

    @invariant()
    def groups_have_one_coordinator(self) -> None:
        for group in self.household.groups:
            for member in group.members:
                source = member.transport.source
                assert (source.kind is SourceKind.MEMBER) is (member is not group.coordinator)
                assert member is group.coordinator or source.uri == f"x-rincon:{group.coordinator.uuid}"
        for player in self.players:
            if not player.is_running and player.is_coordinator:
                assert not player.transport.is_active

    @invariant()
    def events_and_getters_agree(self) -> None:
        self.step += 1
        index = self.step % len(self.players)
        service = self.transports[index]
        now = service.evented()
        self.hear(index, service.properties(now, self.sent[index]))
        self.sent[index] = now
        told = self.told[index]
        assert {name.rpartition(":")[2]: text(value) for name, value in now.items()}.items() <= told.items()
        answers = {
            action: dict(call(service, action, {"InstanceID": "0"})) for action, _ in dict.fromkeys(SAME.values())
        }
        assert {name: answers[action][output] for name, (action, output) in SAME.items()} == {n: told[n] for n in SAME}


class TestPlaying(Playing.TestCase):  # type: ignore[misc,name-defined]
    settings = settings(max_examples=100, stateful_step_count=50, deadline=None, derandomize=True)
