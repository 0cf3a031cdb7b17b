from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from sonos_sim.catalogue import SERVICE_NAMES, profile, profile_keys
from sonos_sim.wire.scpd import render_scpd

RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings" / "scpd.json"
NS = "{urn:schemas-upnp-org:service-1-0}"
ANY = profile("ANY")


def variables(document: bytes) -> list[etree._Element]:
    return etree.fromstring(document).findall(f"{NS}serviceStateTable/{NS}stateVariable")


def variable(document: bytes, name: str) -> etree._Element:
    return next(v for v in variables(document) if v.findtext(f"{NS}name") == name)


def shape(element: etree._Element) -> list[str]:
    return [child.tag.removeprefix(NS) for child in element]


@pytest.mark.parametrize("key", profile_keys())
def test_documents_say_what_the_catalogue_says(key: str) -> None:
    for service in profile(key).services.values():
        root = etree.fromstring(render_scpd(service))
        assert shape(root) == ["specVersion", "serviceStateTable", "actionList"]
        declared = {}
        for element in variables(render_scpd(service)):
            name = element.findtext(f"{NS}name")
            assert name not in declared
            declared[name] = element
            known = service.variables[name or ""]
            assert element.get("sendEvents") == ("yes" if known.evented else "no")
            assert element.findtext(f"{NS}dataType") == known.type
            allowed = [node.text for node in element.findall(f"{NS}allowedValueList/{NS}allowedValue")]
            assert tuple(allowed) == known.allowed
        assert list(declared) == list(service.variables)
        actions = root.findall(f"{NS}actionList/{NS}action")
        assert [action.findtext(f"{NS}name") for action in actions] == list(service.actions)
        for element, action in zip(actions, service.actions.values(), strict=True):
            rendered = [
                tuple(argument.findtext(f"{NS}{tag}") for tag in ("name", "direction", "relatedStateVariable"))
                for argument in element.findall(f"{NS}argumentList/{NS}argument")
            ]
            expected = [(a.name, "in", a.variable.name) for a in action.inputs]
            expected += [(a.name, "out", a.variable.name) for a in action.outputs]
            assert rendered == expected
            assert {related for _, _, related in rendered} <= declared.keys()


def test_ranges_and_defaults() -> None:
    rendering = render_scpd(ANY.service("RenderingControl"))
    volume = variable(rendering, "Volume").find(f"{NS}allowedValueRange")
    assert volume is not None
    assert [(child.tag.removeprefix(NS), child.text) for child in volume] == [
        ("minimum", "0"),
        ("maximum", "100"),
        ("step", "1"),
    ]
    transport = render_scpd(ANY.service("AVTransport"))
    tracks = variable(transport, "NumberOfTracks").find(f"{NS}allowedValueRange")
    assert tracks is not None
    assert shape(tracks) == ["minimum", "maximum"]
    mode = variable(transport, "CurrentPlayMode")
    assert shape(mode) == ["name", "dataType", "allowedValueList", "defaultValue"]
    assert mode.findtext(f"{NS}defaultValue") == "NORMAL"


def test_twice_declared_variables_are_a_flaw_on_request() -> None:
    queue = profile("S18").service("Queue")
    title = "A_ARG_TYPE_SavedQueueTitle"
    sound = [v.findtext(f"{NS}name") for v in variables(render_scpd(queue))]
    flawed = [v.findtext(f"{NS}name") for v in variables(render_scpd(queue, scpd_flaws=True))]
    assert sound.count(title) == 1
    assert flawed.count(title) == 2
    assert set(sound) == set(flawed)


def test_documents_are_rendered_once() -> None:
    queue = profile("S18").service("Queue")
    assert render_scpd(queue) is render_scpd(queue)


def test_actions_without_arguments_have_no_argument_list() -> None:
    document = render_scpd(profile("S18").service("MusicServices"))
    action = etree.fromstring(document).findall(f"{NS}actionList/{NS}action")[-1]
    assert shape(action) == ["name"]


@pytest.mark.parametrize("name", SERVICE_NAMES)
def test_same_elements_as_the_raw_recordings(name: str) -> None:
    """Every path of elements in the recorded file occurs in ours, and its variables look the same inside."""
    if not RECORDINGS.exists():
        pytest.skip("the recordings are not at hand")
    raw = {entry["service"]: entry["raw"] for entry in json.loads(RECORDINGS.read_text("utf-8"))}
    if name not in raw:
        pytest.skip("not recorded raw")
    recorded = etree.fromstring(raw[name].strip().encode())
    ours = render_scpd(ANY.service(name))
    root = etree.fromstring(ours)
    assert shape(root) == shape(recorded)
    assert root.tag == recorded.tag
    assert paths(recorded) <= paths(root)
    mine = {v.findtext(f"{NS}name"): shape(v) for v in variables(ours)}
    theirs = {v.findtext(f"{NS}name"): shape(v) for v in recorded.iter(f"{NS}stateVariable")}
    differing = {key for key in mine.keys() & theirs.keys() if mine[key] != theirs[key]}
    assert not differing, Counter(map(str, (theirs[key] for key in differing)))


def paths(root: etree._Element) -> set[str]:
    tree = root.getroottree()
    return {re.sub(r"\[\d+\]|\{.*?\}", "", tree.getelementpath(element)) for element in root.iter()}
