"""Statements that several scenarios make about a good client."""

from __future__ import annotations

import math
from collections import Counter
from http import HTTPStatus
from itertools import groupby
from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Statement
from sonos_sim.harness.scenarios.music import now_playing
from sonos_sim.harness.scenarios.stage import RENEWED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player

_MINUTE = 60.0
COMMANDS = frozenset({"Play", "Pause", "Stop", "Next", "Previous", "Seek", "SetPlayMode"})
"""Commands that a coordinator alone carries out."""


def is_listened_to(service: str = "") -> Statement:
    """In the end every player that somebody had subscribed at (to ``service``) has such a subscription again."""

    def check(stage: Stage) -> str:
        held = stage.held("end", service)
        if not held:
            return f"nobody ever subscribed to {service or 'anything'}"
        live = {(player, s.path) for player, server in stage.network.servers.items() for s in server.subscriptions}
        return _list("nothing is subscribed at", _wanting(stage, held - live))

    return Statement(f"in the end it is still subscribed{f' to {service}' if service else ''}", check)


def subscribes_again(
    within: float,
    after: str,
    service: str = "",
    *,
    before: str = "",
    of: Callable[[Stage], Player] | None = None,
    at_most: int | None = None,
) -> Statement:
    """What somebody had subscribed (at ``of``) by the mark ``before`` is anew ``within`` seconds of the mark ``after``.

    ``at_most`` bounds how often.
    """

    def check(stage: Stage) -> str:
        if after not in stage.marks:
            return f"it never came to {after!r}"
        instant = stage.marks[after]
        held = stage.held(before or after, service)
        if of is not None:
            held = {(uuid, path) for uuid, path in held if uuid == of(stage).uuid}
        if not held:
            return "nobody had subscribed before"
        again = [e for e in stage.subscribed(service) if e.at >= instant]
        anew = {(e.record.player, e.record.path) for e in again if e.at <= instant + within}
        if missing := _list("nothing was subscribed anew at", _wanting(stage, held - anew)):
            return missing
        for uuid, path in sorted(held):
            count = sum((e.record.player, e.record.path) == (uuid, path) for e in again)
            if at_most is not None and count > at_most:
                return f"{stage.name_of(uuid)} was subscribed at {count} times: {path}"
        return ""

    often = f", {'once' if at_most == 1 else f'at most {at_most} times'}" if at_most is not None else ""
    return Statement(f"it subscribes anew within {within:.0f} s{often}", check)


def is_calm(
    per_minute: int, after: str = "start", until: str = "end", player: Callable[[Stage], Player] | None = None
) -> Statement:
    """No minute between the marks has more than ``per_minute`` requests (to ``player``)."""

    def check(stage: Stage) -> str:
        begin, end = stage.marks.get(after, 0.0), stage.marks.get(until, math.inf)
        whom = player(stage) if player is not None else None
        sent = [at for at in stage.traffic(player=whom) if begin <= at <= end]
        worst = max((sum(at <= other < at + _MINUTE for other in sent) for at in sent), default=0)
        return f"{worst} requests within a minute" if worst > per_minute else ""

    return Statement(f"it sends at most {per_minute} requests a minute", check)


def does_not_call(
    pattern: str, text: str, forbidden: Callable[[Stage, str, dict[str, str]], bool] | None = None
) -> Statement:
    """No call of ``pattern`` is ``forbidden``, which is asked with the UUID of the player and the arguments.

    Without it, all are.
    """

    def check(stage: Stage) -> str:
        for call in stage.journal.calls(pattern):
            if forbidden is None or forbidden(stage, call.record.player, dict(call.record.arguments)):
                return str(call)
        return ""

    return Statement(text, check)


def polls(service: str, within: float, after: str, times: int = 2) -> Statement:
    """It asks ``service`` itself, at least ``times`` from the mark ``after`` on, for the first time ``within`` it."""

    def check(stage: Stage) -> str:
        asked = [call for call in stage.journal.calls(service) if stage.after(after)(call)]
        instants = sorted({call.at for call in asked})
        if not instants:
            return f"{service} was never asked"
        if (late := instants[0] - stage.marks[after]) > within:
            return f"{service} was asked only after {late:.0f} s"
        return f"{service} was asked at {len(instants)} times only" if len(instants) < times else ""

    return Statement(f"it asks for the state of {service} within {within:.0f} s, and goes on", check)


def hears(service: str, after: str, of: Callable[[Stage], Player] | None = None) -> Statement:
    """It is subscribed to ``service`` (at ``of``), and takes the events that come after the mark."""

    def check(stage: Stage) -> str:
        player = of(stage) if of is not None else None
        uuid = player.uuid if player is not None else ""
        if not any(map(stage.after(after), stage.journal.events(service, player=uuid))):
            return f"nobody was there to hear of a change of {service}{f' of {player.name}' if player else ''}"
        later = filter(stage.after(after), stage.journal.failed_deliveries)
        return next((str(entry) for entry in later if uuid in ("", entry.record.player)), "")

    return Statement(f"it hears of later changes of {service}", check)


def catches_up(service: str, after: str, within: float = 60.0) -> Statement:
    """After the mark it subscribes to ``service`` anew, or asks for the state."""

    def check(stage: Stage) -> str:
        if after not in stage.marks:
            return f"it never came to {after!r}"
        begun = stage.marks[after]
        asked = [*(e.at for e in stage.subscribed(service)), *(e.at for e in stage.journal.calls(f"{service}.Get*"))]
        instants = [at - begun for at in asked if at >= begun]
        return "" if instants and min(instants) <= within else "it neither subscribed anew nor asked for the state"

    return Statement(f"it gets the present state of {service} within {within:.0f} s", check)


def answers_events(after: str = "start") -> Statement:
    """It was sent events after the mark, and none was answered with 5xx or by breaking off.

    A closed port is no answer: whoever has ended its subscriptions need not listen any more.
    """

    def check(stage: Stage) -> str:
        if not any(map(stage.after(after), stage.journal.events())):
            return "nobody was there to hear anything"
        for entry in filter(stage.after(after), stage.journal.failed_deliveries):
            broke_off = entry.record.status == 0 and "ConnectionRefused" not in entry.record.problem
            if entry.record.status >= HTTPStatus.INTERNAL_SERVER_ERROR or broke_off:
                return str(entry)
        return ""

    return Statement("it answers all events properly", check)


def listens_everywhere(service: str) -> Statement:
    """In the end it is subscribed to ``service`` at every room."""

    def check(stage: Stage) -> str:
        return _list("nothing is subscribed at", [p.name for p in stage.rooms if not stage.live(service, player=p)])

    return Statement(f"it listens to {service} in every room", check)


def turns_away(text: str, after: str, until: str) -> Statement:
    """Some event between the marks is not taken: the callback says no, or breaks off."""

    def check(stage: Stage) -> str:
        begin, end = stage.marks.get(after, math.inf), stage.marks.get(until, -math.inf)
        refused = [entry for entry in stage.journal.failed_deliveries if begin <= entry.at <= end]
        return "" if refused else "it took everything"

    return Statement(text, check)


def knocks_sparingly(at_most: int, player: Callable[[Stage], Player]) -> Statement:
    """No more than ``at_most`` connections were tried in vain while the player was a black hole."""

    def check(stage: Stage) -> str:
        tried = stage.network.servers[player(stage).uuid].vain_attempts
        return f"it tried {tried} times" if tried > at_most else ""

    return Statement(f"it tries to connect at most {at_most} times while nobody is there", check)


def subscribes_sparingly(at_most: int) -> Statement:
    """No service of a player gets more than ``at_most`` new subscriptions in all."""

    def check(stage: Stage) -> str:
        counts = Counter(
            (e.record.player, e.record.path) for e in stage.requests("SUBSCRIBE") if e.record.note != RENEWED
        )
        worst = [f"{stage.name_of(uuid)} {path}: {n} times" for (uuid, path), n in counts.items() if n > at_most]
        return _list("subscribed too often at", worst)

    return Statement(f"it asks for each subscription at most {at_most} times", check)


def commands_coordinators(after: str = "start") -> Statement:
    """No transport command that comes after the mark is refused because its player is a member of a group."""

    def check(stage: Stage) -> str:
        for call in stage.journal.calls("AVTransport.*"):
            if call.record.action in COMMANDS and call.record.fault in {701, 800} and stage.after(after)(call):
                return str(call)
        return ""

    return Statement("its commands go to coordinators", check)


def is_silent(of: Callable[[Stage], Player]) -> Statement:
    """The room is paused or stopped in the end."""

    def check(stage: Stage) -> str:
        return "" if of(stage).is_idle else f"{of(stage).name} plays on"

    return Statement("the music is paused in the end", check)


def reads_all(container: str) -> Statement:
    """It browses ``container`` page by page to the end."""

    def check(stage: Stage) -> str:
        pages = [
            c.record for c in stage.journal.calls("ContentDirectory.Browse", ObjectID=container) if not c.record.fault
        ]
        if not pages:
            return f"{container} was not browsed"
        total = max(int(page.outputs["TotalMatches"]) for page in pages)
        seen: set[int] = set()
        for page in pages:
            start = int(page.arguments["StartingIndex"])
            seen.update(range(start, start + int(page.outputs["NumberReturned"])))
        return f"it saw {len(seen)} of {total}" if len(seen) < total else ""

    return Statement(f"it reads all of {container}", check)


def takes_no_for_an_answer(pattern: str, at_most: int = 2) -> Statement:
    """No player refuses one and the same action, of those that fit ``pattern``, more than ``at_most`` times."""

    def check(stage: Stage) -> str:
        refused = Counter((c.room, c.service, c.action, c.fault) for c in stage.journal.calls(pattern) if c.fault)
        worst = [
            f"{room} refused {service}.{action} {count} times with {code}"
            for (room, service, action, code), count in refused.items()
            if count > at_most
        ]
        return "; ".join(worst)

    often = "once" if at_most == 1 else f"{at_most} times"
    return Statement(f"it asks at most {often} for what is refused", check)


def plays(text: str, of: Callable[[Stage], Player], wanted: Callable[[Stage], str]) -> Statement:
    """In the end the room sounds, and the URI of what it plays begins with what is ``wanted``."""

    def check(stage: Stage) -> str:
        player, uri = of(stage), wanted(stage)
        now = now_playing(player)
        return "" if now.startswith(uri) else f"{player.name} plays {now or 'nothing'}, not {uri}"

    return Statement(text, check)


def tries_to_load(uri: str, text: str) -> Statement:
    """Some room is told to play ``uri``."""

    def check(stage: Stage) -> str:
        loads = stage.journal.calls("AVTransport.SetAVTransportURI", CurrentURI=uri)
        return "" if loads else f"{uri} was not tried"

    return Statement(text, check)


def sets_volumes(volumes: Sequence[int], of: Callable[[Stage], Player]) -> Statement:
    """The player is told ``volumes`` in their order and none beside; one that is told again at once does not count."""

    def check(stage: Stage) -> str:
        calls = stage.journal.calls("RenderingControl.SetVolume", player=of(stage).uuid)
        told = [int(volume) for volume, _ in groupby(call.record.arguments["DesiredVolume"] for call in calls)]
        if told == list(volumes):
            return ""
        return _list("never arrived:", [str(n) for n in volumes if n not in told]) or f"they came in this order: {told}"

    return Statement(f"each volume from {volumes[0]} to {volumes[-1]} arrives", check)


def _wanting(stage: Stage, missing: set[tuple[str, str]]) -> list[str]:
    return sorted(f"{stage.name_of(uuid)} {path}" for uuid, path in missing)


def _list(words: str, items: list[str]) -> str:
    return f"{words} {', '.join(items)}" if items else ""
