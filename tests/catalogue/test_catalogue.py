"""What the 18 recorded players declare, against the recordings and against a sum kept here."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from sonos_sim.catalogue import (
    SERVICE_NAMES,
    AllowedRange,
    CatalogueError,
    DataType,
    UnknownProfileError,
    Variable,
    profile,
    profile_keys,
    recorded_keys,
    service_sheet,
)
from sonos_sim.catalogue.parser import parse_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sonos_sim.catalogue import Argument, Profile

RECORDED = Path(__file__).parents[2].parent / "shared" / "scpd"
HEAD = ["type urn:schemas-upnp-org:service:Lamp:1", "id urn:upnp-org:serviceId:Lamp", ""]


class Sum(NamedTuple):
    software: str
    services: int
    actions: int
    variables: int
    sha256: str


SUMS = {
    "S1": Sum("86.7-77050", 14, 190, 352, "31d035877b2b1b7e2f0e863510f9f04cb047c077c0a7f253a6f8782a2273837a"),
    "S13": Sum("63.2-90210", 14, 191, 350, "22b420b56fdde6e870f2590ed3be942b085220e000fe32a8867e4cedd005ed36"),
    "S14": Sum("64.3-19080", 15, 199, 357, "cc5d3ae3835f21b2cd32b414a792a149d402eb106cb46cf396ad9feb2f6abd75"),
    "S16": Sum("79.1-53290", 16, 205, 364, "07af9ec89b9a783fe6585ce50e0a67535a9f16fe4ebc910b6354adbbb6cab268"),
    "S17": Sum("93.1-73290", 14, 190, 351, "a990c4f1367affe96ffda33372f2e886a39e99adffd5c25c640e2099a4422d8e"),
    "S18": Sum("95.0-77060", 14, 190, 354, "e7e3a9be52ab461dba74c85b48ffaf4419b4fded9cca2cd90a7c821f9a02ec18"),
    "S19": Sum("70.1-34112", 15, 199, 358, "dee28a414f9494d4be279ab0488125b220eef19fb8b705558e427f9dd920685d"),
    "S21": Sum("66.4-23300", 14, 191, 350, "22b420b56fdde6e870f2590ed3be942b085220e000fe32a8867e4cedd005ed36"),
    "S27": Sum("63.2-90210", 14, 191, 350, "22b420b56fdde6e870f2590ed3be942b085220e000fe32a8867e4cedd005ed36"),
    "S3": Sum("64.3-19080", 14, 191, 350, "22b420b56fdde6e870f2590ed3be942b085220e000fe32a8867e4cedd005ed36"),
    "S33": Sum("95.0-77060", 14, 190, 354, "e7e3a9be52ab461dba74c85b48ffaf4419b4fded9cca2cd90a7c821f9a02ec18"),
    "S36": Sum("95.0-77060", 15, 198, 361, "887e59f5248fb4d390980b1da8962aa95657359299d10d41e0c88ffaa8789a54"),
    "S38": Sum("95.0-77060", 14, 190, 354, "e7e3a9be52ab461dba74c85b48ffaf4419b4fded9cca2cd90a7c821f9a02ec18"),
    "S39": Sum("79.1-53290", 15, 197, 357, "54aeaeb72033cfa1c01565b66a2dc264470afdf3e6f842f10acce741cff76047"),
    "S5": Sum("57.19-49220", 15, 196, 354, "dfc3748c2b437b65fe8095d65ddfbb9ed8661a371019fc00540d073b8f14c5c0"),
    "S6": Sum("86.4-73290", 15, 196, 360, "90ef42c23f3e3d274ab2caf89b4c6e96e124cb0392f3df9cbac211a127b9f56c"),
    "S9": Sum("86.7-77050", 15, 198, 359, "87c7f4310b8349dc46f2d80e027f1e8b2e30ef83f869f878b2c5830f2aee7907"),
    "Sub": Sum("63.2-90210", 14, 191, 350, "22b420b56fdde6e870f2590ed3be942b085220e000fe32a8867e4cedd005ed36"),
}


def canonical(kind: Profile) -> str:
    """Everything the profile declares, in one text."""
    lines = []
    for name, service in sorted(kind.services.items()):
        lines.append(f"service {name} {service.type} {service.id} {service.scpd_path}")
        for v in service.variables.values():
            lines.append(f"variable {v.name} {v.type} {v.evented} {' '.join(v.allowed)} {v.range} {v.default}")
            lines += [f"again {v.name}"] * v.declared_twice
        for action in service.actions.values():
            lines.append(f"action {action.name} {pairs(action.inputs)} -> {pairs(action.outputs)}")
    return "\n".join(lines)


def pairs(arguments: Sequence[Argument]) -> list[tuple[str, str]]:
    return [(argument.name, argument.variable.name) for argument in arguments]


def dump_of(kind: Profile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((RECORDED / f"sonos-{kind.model}-{kind.generation}.json").read_text())
    return found


def recorded_variables(service: dict[str, Any]) -> list[tuple[str, str, bool, tuple[str, ...]]]:
    """The variables in order; the one that real players list twice counts once."""
    rows = [(v["name"], v["dataType"], v["sendEvents"], allowed_values(v)) for v in service["stateVariables"]]
    return list(dict.fromkeys(rows))


def allowed_values(variable: dict[str, Any]) -> tuple[str, ...]:
    """The allowed values; the recordings write a list of one as that one."""
    values = variable.get("allowedValues", [])
    return tuple(values) if isinstance(values, list) else (str(values),)


def recorded_actions(service: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]], list[tuple[str, str]]]]:
    return [
        (action["name"], recorded_pairs(action.get("inputs", ())), recorded_pairs(action.get("outputs", ())))
        for action in service["actions"]
    ]


def recorded_pairs(arguments: Sequence[dict[str, str]]) -> list[tuple[str, str]]:
    return [(argument["name"], argument["relatedStateVariableName"]) for argument in arguments]


def test_there_are_18_recorded_profiles_and_the_union() -> None:
    assert set(recorded_keys()) == set(SUMS)
    assert profile_keys()[-1] == "ANY"
    assert len(SUMS) == 18


@pytest.mark.parametrize("key", SUMS)
def test_a_profile_declares_what_it_did(key: str) -> None:
    kind = profile(key)
    services = kind.services.values()
    assert SUMS[key] == Sum(
        kind.software,
        len(services),
        sum(len(service.actions) for service in services),
        sum(len(service.variables) for service in services),
        hashlib.sha256(canonical(kind).encode()).hexdigest(),
    )


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded descriptions are not beside the repository")
@pytest.mark.parametrize("key", SUMS)
def test_a_profile_equals_the_recorded_player(key: str) -> None:
    kind = profile(key)
    dump = dump_of(kind)
    assert (dump["model"], dump["softwareVersion"], dump["softwareGeneration"]) == (key, kind.software, kind.generation)
    recorded = {service["name"]: service for service in dump["services"]}
    assert kind.services.keys() == recorded.keys()
    paths = {(e.service, e.control_path, e.event_path) for e in kind.endpoints}
    for name, service in kind.services.items():
        source = recorded[name]
        assert (service.type, service.id) == (source["serviceType"], source["serviceId"])
        assert service.scpd_path == source["discoveryUri"]
        assert (name, source["controlURL"], source["eventSubURL"]) in paths
        declared = [(v.name, v.type.value, v.evented, v.allowed) for v in service.variables.values()]
        assert declared == recorded_variables(source), name
        actions = [(a.name, pairs(a.inputs), pairs(a.outputs)) for a in service.actions.values()]
        assert actions == recorded_actions(source), name


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded descriptions are not beside the repository")
@pytest.mark.parametrize("key", SUMS)
def test_the_variable_declared_twice_is_marked(key: str) -> None:
    kind = profile(key)
    marked = [(name, v.name) for name, s in kind.services.items() for v in s.variables.values() if v.declared_twice]
    twice = []
    for service in dump_of(kind)["services"]:
        names = [v["name"] for v in service["stateVariables"]]
        twice += [(service["name"], name) for name in dict.fromkeys(names) if names.count(name) == 2]
    assert marked == twice == [("Queue", "A_ARG_TYPE_SavedQueueTitle")]


def test_the_union_declares_all_207_actions_of_16_services() -> None:
    everything = profile("ANY")
    assert set(everything.services) == set(SERVICE_NAMES)
    assert len(SERVICE_NAMES) == 16
    declared = {(name, action) for name, s in everything.services.items() for action in s.actions}
    assert len(declared) == 207
    single = {(name, a) for key in SUMS for name, s in profile(key).services.items() for a in s.actions}
    assert declared == single


def test_every_argument_of_the_union_has_a_variable_of_the_same_service() -> None:
    for service in profile("ANY").services.values():
        for action in service.actions.values():
            for argument in (*action.inputs, *action.outputs):
                assert service.variables[argument.variable.name] is argument.variable


def test_profiles_that_declare_the_same_share_one_object() -> None:
    assert profile("S18").service("Queue") is profile("S1").service("Queue")
    assert service_sheet("Queue") is service_sheet("Queue")


def test_an_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(UnknownProfileError) as refused:
        profile("S99")
    for key in ("S99", *profile_keys()):
        assert key in str(refused.value)


def test_a_profile_does_not_have_every_service() -> None:
    with pytest.raises(KeyError):
        profile("S18").service("AudioIn")


def test_a_sheet_says_what_its_lines_say() -> None:
    lines = [
        *HEAD,
        "# a comment",
        "variables",
        "  Level ui2 evented 0..100/5 default=7",
        "  Mode string twice = ON OFF  @ >=60 gen2",
        "  Mode string = ON  @ <60",
        "actions",
        "  Set(Level, New:Mode) -> Old:Level",
        "  Reset()  @ model=S18",
    ]
    new = parse_sheet("Lamp", lines).declared_by(profile("S18"))
    assert list(new.variables.values()) == [
        Variable("Level", DataType.UI2, evented=True, range=AllowedRange(0, 100, 5), default="7"),
        Variable("Mode", DataType.STRING, allowed=("ON", "OFF"), declared_twice=True),
    ]
    assert new.evented == ("Level",)
    assert pairs(new.actions["Set"].inputs) == [("Level", "Level"), ("New", "Mode")]
    assert pairs(new.actions["Set"].outputs) == [("Old", "Level")]
    assert list(new.actions) == ["Set", "Reset"]
    old = parse_sheet("Lamp", lines).declared_by(profile("S5"))
    assert old.variables["Mode"].allowed == ("ON",)
    assert list(old.actions) == ["Set"]


@pytest.mark.parametrize(
    ("section", "line", "problem"),
    [
        ("variables", "Level", "data type ''"),
        ("variables", "Level ui8", "data type 'ui8'"),
        ("variables", "Level ui2 sometimes", "unknown word 'sometimes'"),
        ("variables", "Level ui2 0..", "unknown word '0..'"),
        ("variables", "Level ui2  @ >60", "unknown condition '>60'"),
        ("variables", "Level ui2  @ >=sixty", "unknown condition '>=sixty'"),
        ("variables", "Level ui2  @ gen", "unknown condition 'gen'"),
        ("actions", "Set", "expected Name(In, ...)"),
        ("actions", "Set(Level -> Old", "expected Name(In, ...)"),
        ("actions", "Set(Brightness)", "no variable 'Brightness'"),
        ("actions", "Get() -> Level, Now:Brightness", "no variable 'Brightness'"),
        ("actions", "Set(, Level)", "no variable ''"),
        ("varaibles", "Level ui2", "expected Name(In, ...)"),
    ],
)
def test_a_malformed_line_is_named(section: str, line: str, problem: str) -> None:
    lines = [*HEAD, "variables", "  Level ui2", section, f"  {line}"]
    with pytest.raises(CatalogueError) as refused:
        parse_sheet("Lamp", lines)
    assert str(refused.value).startswith("services/Lamp.txt line 7: ")
    assert problem in str(refused.value)


@pytest.mark.parametrize("missing", ["type", "id"])
def test_a_sheet_without_its_head_is_named(missing: str) -> None:
    with pytest.raises(CatalogueError, match=rf"services/Lamp\.txt has no line '{missing}'"):
        parse_sheet("Lamp", [line for line in HEAD if not line.startswith(missing)])


def test_an_action_whose_variable_is_not_declared_with_it_is_named() -> None:
    lines = [*HEAD, "variables", "  Level ui2  @ <60", "actions", "  Set(Level)"]
    sheet = parse_sheet("Lamp", lines)
    with pytest.raises(CatalogueError, match=r"services/Lamp\.txt: Set is declared where its variable 'Level' is not"):
        sheet.declared_by(profile("S18"))
    assert list(sheet.declared_by(profile("S5")).actions) == ["Set"]
