"""The fixtures: recorded exchanges restated in the notation that fixtures/README.md describes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.support.comparer import Difference, Kind

ROOT = Path(__file__).parents[2] / "fixtures"
LICENCES = {"MIT", "Apache-2.0", "facts"}
"""``facts``: single values told in a public thread without a licence; no body of it is restated."""
SERVICES = {
    "AVTransport", "AlarmClock", "AudioIn", "ConnectionManager", "ContentDirectory", "DeviceProperties",
    "GroupManagement", "GroupRenderingControl", "HTControl", "MusicServices", "QPlay", "Queue", "RenderingControl",
    "SystemProperties", "VirtualLineIn", "ZoneGroupTopology",
}  # fmt: skip


class Request(StrEnum):
    """What starts an exchange; the key under which a fixture names it."""

    CALL = "call"
    EVENT = "event"
    SUBSCRIBE = "subscribe"
    RENEW = "renew"
    UNSUBSCRIBE = "unsubscribe"
    GET = "get"
    SCPD = "scpd"
    SEARCH = "search"
    ALIVE = "alive"


_FILE_KEYS = {"about", "provenance", "household", "software", "generation", "exchanges"}
_PROVENANCE_KEYS = {"source", "licence", "commit", "path", "model", "software", "confidence"}
_EXCHANGE_KEYS = {
    "name", "note", "provenance", "household", "software", "generation", "player", "setup", "after", "with", "status",
    "headers", "answer", "fault", "expect", "differs", *Request,
}  # fmt: skip


class FixtureError(ValueError):
    """A fixture file that is wrong; the message names the file and what to do."""


@dataclass(frozen=True)
class Allowed:
    """A difference between simulator and recording that is meant to be, and why."""

    path: str
    kind: Kind
    reason: str

    def covers(self, difference: Difference) -> bool:
        """Whether it is about ``difference``; ``*`` in the path stands for anything."""
        pattern = ".*".join(map(re.escape, self.path.split("*")))
        return self.kind is difference.kind and re.fullmatch(pattern, difference.path) is not None


@dataclass(frozen=True)
class Exchange:
    """One recorded exchange."""

    id: str
    """Folder, file and name, such as ``S18/alarm_clock/format``."""
    profile: str
    """The profile that the simulated household gets where the file describes none: the folder."""
    request: Request
    target: str
    """``Service.Action``, a service, a path or a search target."""
    provenance: dict[str, str]
    household: dict[str, Any]
    software: str | dict[str, str]
    """Of all players, or by room; empty: that of their profiles."""
    generation: int | None
    player: str
    """The room that is asked; empty for the first."""
    setup: list[dict[str, Any]]
    after: list[dict[str, Any]]
    """What happens between the first event and the recorded one."""
    arguments: dict[str, Any]
    """Of the call, with the types of YAML."""
    argument_texts: dict[str, Any]
    """The same as texts and documents."""
    status: int
    headers: tuple[tuple[str, str | None], ...]
    """Empty: none were recorded. A value of None is no fact."""
    answer: dict[str, Any]
    """Out arguments, variables, a document or the counts of a service description; all leaves are texts."""
    fault: int | None
    expect: dict[str, Any]
    """What the client makes of it."""
    differs: tuple[Allowed, ...] = field(default=())

    @property
    def service(self) -> str:
        """The service it is about; empty for files and discovery."""
        name = self.target.partition(".")[0]
        return name if name in SERVICES else ""

    @property
    def action(self) -> str:
        """The action of a call."""
        return self.target.partition(".")[2]


class _Loader(yaml.SafeLoader):
    """YAML whose only special words are true, false and whole numbers: 0:04:34, 24H and On stay texts."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(0|[1-9]\d{0,17})$"), list("-0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"<<$"), ["<"])


class _TextLoader(yaml.SafeLoader):
    """YAML whose leaves are all texts."""


_TextLoader.yaml_implicit_resolvers = {}
_TextLoader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"<<$"), ["<"])


@cache
def exchanges() -> tuple[Exchange, ...]:
    """All exchanges below ``fixtures/``."""
    return tuple(exchange for path in sorted(ROOT.glob("*/*.yaml")) for exchange in load(path))


def load(path: Path) -> list[Exchange]:
    """The exchanges in one file.

    Raises FixtureError for what is no fixture.
    """
    text = path.read_text("utf-8")
    try:
        typed, texts = yaml.load(text, _Loader), yaml.load(text, _TextLoader)
    except yaml.YAMLError as error:
        raise FixtureError(f"{path.name}: no YAML: {error}") from error
    where = f"{path.parent.name}/{path.stem}"
    _check_keys(where, typed, _FILE_KEYS, {"about", "provenance", "exchanges"})
    found = [
        _exchange(where, path.parent.name, typed, entry, texts["exchanges"][number])
        for number, entry in enumerate(typed["exchanges"])
    ]
    names = [exchange.id for exchange in found]
    if twice := {name for name in names if names.count(name) > 1}:
        raise FixtureError(f"{where}: there are two exchanges {sorted(twice)}; give each a name of its own")
    return found


def _exchange(where: str, folder: str, document: dict[str, Any], entry: dict[str, Any], texts: Any) -> Exchange:
    _check_keys(where, entry, _EXCHANGE_KEYS, {"name"})
    name = f"{where}/{entry['name']}"
    requests = [request for request in Request if request in entry]
    if len(requests) != 1:
        raise FixtureError(f"{name}: one of {', '.join(Request)} says what was asked, not {len(requests)} of them")
    if entry.keys().isdisjoint({"answer", "fault", "headers", "status"}):
        raise FixtureError(f"{name}: an answer, a fault, headers or a status is needed: nothing would be compared")
    provenance = {key: str(value) for key, value in (document["provenance"] | entry.get("provenance", {})).items()}
    _check_keys(f"{name}: provenance", provenance, _PROVENANCE_KEYS, {"source", "licence", "model", "software"})
    if provenance["licence"] not in LICENCES:
        raise FixtureError(f"{name}: the licence is {provenance['licence']!r}, not one of {sorted(LICENCES)}")
    request, target = requests[0], str(entry[requests[0]])
    if request in {Request.CALL, Request.EVENT} and target.partition(".")[0] not in SERVICES:
        raise FixtureError(f"{name}: there is no service {target.partition('.')[0]!r}")
    return Exchange(
        id=name,
        profile=folder,
        request=request,
        target=target,
        provenance=provenance,
        household=entry.get("household", document.get("household", {})),
        software=entry.get("software", document.get("software", "")),
        generation=entry.get("generation", document.get("generation")),
        player=entry.get("player", ""),
        setup=entry.get("setup", []),
        after=entry.get("after", []),
        arguments=entry.get("with", {}),
        argument_texts=texts.get("with", {}),
        status=entry.get("status", 500 if "fault" in entry else 200),
        headers=tuple(_header(line) for line in texts.get("headers", ())),
        answer=texts.get("answer", {}),
        fault=entry.get("fault"),
        expect=entry.get("expect", {}),
        differs=tuple(_allowed(name, each) for each in entry.get("differs", ())),
    )


def _header(line: str) -> tuple[str, str | None]:
    name, colon, value = line.partition(":")
    return name, value.strip() if colon else None


def _allowed(name: str, entry: dict[str, Any]) -> Allowed:
    _check_keys(f"{name}: differs", entry, {"path", "kind", "reason"}, {"path", "reason"})
    kind = entry.get("kind", Kind.VALUE)
    if kind not in set(Kind):
        raise FixtureError(f"{name}: a difference of the kind {kind!r}; there are {', '.join(Kind)}")
    return Allowed(entry["path"], Kind(kind), entry["reason"])


def _check_keys(where: str, mapping: Any, known: set[str], needed: set[str]) -> None:
    if not isinstance(mapping, dict):
        raise FixtureError(f"{where}: a mapping expected, not {mapping!r}")
    if unknown := mapping.keys() - known:
        raise FixtureError(f"{where}: unknown keys {sorted(unknown)}; there are {', '.join(sorted(known))}")
    if missing := needed - mapping.keys():
        raise FixtureError(f"{where}: {', '.join(sorted(missing))} is missing")
