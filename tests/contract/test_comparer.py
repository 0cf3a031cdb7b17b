"""Each comparison of the contract tests can fail: one small change of an answer, and the difference it makes."""

from __future__ import annotations

import pytest

from tests.support.comparer import Difference, Kind, compare_documents, compare_headers, compare_status, type_of
from tests.support.fixtures import Allowed, FixtureError, load
from tests.support.scpd import compare_description, summary
from tests.support.tree import NotationError, from_notation, parse, render, text_of

INNER = '<Event xmlns="urn:x"><Volume channel="LF" val="3"/><Volume channel="RF" val="4"/></Event>'
ESCAPED = INNER.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
BODY = (
    '<s:Envelope xmlns:s="urn:soap"><s:Body><u:GetResponse xmlns:u="urn:service">'
    f"<First>12</First><Second></Second><Third>{ESCAPED}</Third><Title>It&apos;s</Title>"
    "</u:GetResponse></s:Body></s:Envelope>"
)
INSIDE = r"^s:Envelope/s:Body/u:\w+Response/?"
EVENT = (
    '<e:propertyset xmlns:e="urn:event"><e:property><A>1</A></e:property><e:property><B>2</B></e:property>'
    "</e:propertyset>"
)


def found(old: str, new: str, body: str = BODY, inside: str = INSIDE) -> list[tuple[str, Kind]]:
    """The differences that replacing ``old`` by ``new`` makes."""
    assert old in body
    differences = compare_documents(body.encode(), body.replace(old, new, 1).encode(), inside=inside)
    return [(difference.path, difference.kind) for difference in differences]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<First>12</First>", "", [("First", Kind.MISSING)]),
        ("<First>12</First>", "<First>12</First><Zero></Zero>", [("Zero", Kind.EXTRA)]),
        ("<First>12</First><Second></Second>", "<Second></Second><First>12</First>", [("", Kind.ORDER)]),
        ("<First>12</First>", "<First>13</First>", [("First", Kind.VALUE)]),
        ("<First>12</First>", "<First>twelve</First>", [("First", Kind.TYPE)]),
        ("<First>12</First>", "<First></First>", [("First", Kind.TYPE)]),
        ("<Second></Second>", "<Second/>", [("Second", Kind.CLOSING)]),
        ("<Second></Second>", "<Second >\n</Second>", [("Second", Kind.TYPE)]),
        ("<Second></Second>", "<Second ></Second>", [("", Kind.BYTES)]),
        ("It&apos;s", "It's", [("", Kind.QUOTING)]),
        ('xmlns:u="urn:service"', 'xmlns:u="urn:other"', [("@xmlns:u", Kind.NAMESPACE)]),
        ("u:GetResponse xmlns:u", "v:GetResponse xmlns:v", None),
        ("&quot;3&quot;", "&quot;5&quot;", [("Third/Event/Volume(LF)@val", Kind.VALUE)]),
        (" val=&quot;3&quot;", "", [("Third/Event/Volume(LF)@val", Kind.MISSING)]),
        (" val=&quot;3&quot;", " val=&quot;3&quot; x=&quot;&quot;", [("Third/Event/Volume(LF)@x", Kind.EXTRA)]),
        (
            "channel=&quot;LF&quot; val=&quot;3&quot;",
            "val=&quot;3&quot; channel=&quot;LF&quot;",
            [("Third/Event/Volume(LF)", Kind.ORDER)],
        ),
        ("xmlns=&quot;urn:x&quot;", "xmlns=&quot;urn:y&quot;", [("Third/Event@xmlns", Kind.NAMESPACE)]),
        (ESCAPED, INNER, [("Third/Event", Kind.EXTRA)]),
        (ESCAPED, ESCAPED.replace("&", "&amp;"), [("Third", Kind.NESTING)]),
        (ESCAPED, "", [("Third", Kind.NESTING)]),
    ],
)
def test_a_change_is_seen(old: str, new: str, expected: list[tuple[str, Kind]] | None) -> None:
    if expected is None:
        changed = BODY.replace(old, new).replace("/u:GetResponse", "/v:GetResponse")
        kinds = {d.kind for d in compare_documents(BODY.encode(), changed.encode())}
        assert kinds == {Kind.MISSING, Kind.EXTRA}
    else:
        assert found(old, new) == expected


def test_what_is_equal_does_not_differ() -> None:
    assert compare_documents(BODY.encode(), BODY.encode(), inside=INSIDE) == []
    assert compare_documents(EVENT.encode(), EVENT.encode()) == []


def test_what_is_no_xml_differs() -> None:
    assert [d.kind for d in compare_documents(BODY.encode(), BODY.encode()[:-3])] == [Kind.NESTING]


def test_properties_are_told_apart_by_their_variable() -> None:
    assert found("<e:property><A>1</A></e:property>", "", EVENT, "^e:propertyset/") == [("e:property(A)", Kind.MISSING)]
    swapped = [("", Kind.ORDER)]
    one, two = "<e:property><A>1</A></e:property>", "<e:property><B>2</B></e:property>"
    assert found(one + two, two + one, EVENT, "^e:propertyset/?") == swapped


def test_text_between_elements_is_seen() -> None:
    assert found("<b></b>", "<b></b>#TAG#", "<a><b></b></a>") == [("a#", Kind.TYPE)]


HEADERS = [("CONTENT-LENGTH", None), ("EXT", ""), ("Server", "Linux"), ("Connection", "close")]


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        ([("CONTENT-LENGTH", "7"), ("EXT", ""), ("Server", "Linux"), ("Connection", "close")], []),
        ([("CONTENT-LENGTH", "7"), ("EXT", ""), ("Server", "Linux")], [("header Connection", Kind.MISSING)]),
        (
            [("CONTENT-LENGTH", "7"), ("EXT", ""), ("Server", "Linux"), ("Connection", "close"), ("Date", "now")],
            [("header Date", Kind.EXTRA)],
        ),
        (
            [("EXT", ""), ("CONTENT-LENGTH", "7"), ("Server", "Linux"), ("Connection", "close")],
            [("headers", Kind.ORDER)],
        ),
        (
            [("Content-Length", "7"), ("EXT", ""), ("Server", "Linux"), ("Connection", "close")],
            [("header CONTENT-LENGTH", Kind.SPELLING)],
        ),
        (
            [("CONTENT-LENGTH", "7"), ("EXT", ""), ("Server", "BSD"), ("Connection", "close")],
            [("header Server", Kind.VALUE)],
        ),
        (
            [("CONTENT-LENGTH", "7"), ("EXT", "1"), ("Server", "Linux"), ("Connection", "close")],
            [("header EXT", Kind.TYPE)],
        ),
    ],
)
def test_headers(got: list[tuple[str, str | None]], expected: list[tuple[str, Kind]]) -> None:
    assert [(difference.path, difference.kind) for difference in compare_headers(HEADERS, got)] == expected


def test_status() -> None:
    assert compare_status("200", "200") == []
    assert [difference.kind for difference in compare_status("200", "500")] == [Kind.STATUS]


SCPD = """<scpd xmlns="urn:schemas-upnp-org:service-1-0"><serviceStateTable><stateVariable sendEvents="yes">
<name>Mute</name><dataType>boolean</dataType></stateVariable></serviceStateTable><actionList><action><name>GetMute</name>
<argumentList><argument><name>Channel</name><direction>in</direction><relatedStateVariable>C</relatedStateVariable>
</argument><argument><name>CurrentMute</name><direction>out</direction><relatedStateVariable>Mute</relatedStateVariable>
</argument></argumentList></action></actionList></scpd>"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<name>GetMute</name>", "<name>GetMute</name>", set()),
        ('sendEvents="yes"', 'sendEvents="no"', {"evented", "checksum"}),
        (">boolean<", ">string<", {"checksum"}),
        ("<name>CurrentMute</name>", "<name>Mute</name>", {"checksum", "signatures/GetMute"}),
        ("<name>GetMute</name>", "<name>GetLoud</name>", {"checksum", "signatures/GetMute"}),
        (">C<", ">D<", {"checksum"}),
    ],
)
def test_service_descriptions(old: str, new: str, expected: set[str]) -> None:
    wanted = summary(SCPD.encode())
    assert wanted["signatures"] == {"GetMute": "(Channel) -> (CurrentMute)"}
    assert {d.path for d in compare_description(wanted, SCPD.replace(old, new).encode())} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty"), ("-3", "number"), ("0:04:34", "time"), ("F2022-01-07 05:00:00", "instant"),
        ("RINCON_02AAAAAAAAAA01400", "player"), ("RINCON_02AAAAAAAAAA01400:3", "counter"),
        ("x-rincon:RINCON_02AAAAAAAAAA01400", "uri"), ("/getaa?u=1", "path"), ("&lt;a/&gt;", "escaped"),
        ("NOT_IMPLEMENTED", "unset"), ("Kitchen", "text"),
    ],
)  # fmt: skip
def test_types(text: str, expected: str) -> None:
    assert type_of(text) == expected


def test_a_reason_covers_its_own_path_and_kind_alone() -> None:
    reason = Allowed("Result/*@id", Kind.VALUE, "why")
    assert reason.covers(Difference("Result/DIDL-Lite/item[2]@id", Kind.VALUE, "1", "2"))
    assert not reason.covers(Difference("Result/DIDL-Lite/item[2]@id", Kind.TYPE, "1", "a"))
    assert not reason.covers(Difference("Result/DIDL-Lite/item[2]@parentID", Kind.VALUE, "1", "2"))
    assert not Allowed("Service[1]", Kind.VALUE, "why").covers(Difference("Service1", Kind.VALUE, "1", "2"))


# The notation


def test_the_notation_says_what_is_written() -> None:
    notation = {"@id": "1", "a": ["x", {"@b": "2"}], "c": {"@d": "3", "#": ""}, "e": {"#": {"DIDL-Lite": ""}}}
    element = from_notation("root", notation, str)
    assert render(element).startswith('<root id="1"><a>x</a><a b="2"/><c d="3"></c><e>&lt;DIDL-Lite xmlns:dc=&quot;')
    assert parse(render(element)) == element


def test_a_last_change_in_short() -> None:
    notation = {"LastChange-RCS": {"Volume": {"Master": "3", "LF": "100"}, "Bass": "0"}}
    assert text_of(notation, str) == (
        '<Event xmlns="urn:schemas-upnp-org:metadata-1-0/RCS/"><InstanceID val="0"><Volume channel="Master" val="3"/>'
        '<Volume channel="LF" val="100"/><Bass val="0"/></InstanceID></Event>'
    )


@pytest.mark.parametrize("notation", [["a"], {"a": "1", "b": "2"}, {"a": ["1", ["2"]]}, {"LastChange-AVT": "x"}, 3])
def test_what_is_no_notation_is_refused(notation: object) -> None:
    with pytest.raises(NotationError):
        text_of(notation, str)


PROVENANCE = "{source: me, licence: MIT, model: S18, software: 95.0-77060}"


@pytest.mark.parametrize(
    ("exchange", "said"),
    [
        ("{call: AVTransport.Play, answer: {}}", "name is missing"),
        ("{name: a, answer: {}}", "says what was asked, not 0 of them"),
        ("{name: a, call: A.B, get: /x, answer: {}}", "not 2 of them"),
        ("{name: a, call: Transport.Play, answer: {}}", "there is no service 'Transport'"),
        ("{name: a, call: AVTransport.Play}", "nothing would be compared"),
        ("{name: a, call: AVTransport.Play, answer: {}, wiht: {}}", "unknown keys ['wiht']"),
        ("{name: a, call: AVTransport.Play, answer: {}, differs: [{path: x}]}", "reason is missing"),
        ("{name: a, call: AVTransport.Play, answer: {}, differs: [{path: x, reason: y, kind: z}]}", "of the kind 'z'"),
        ("{name: a, call: AVTransport.Play, answer: {}, provenance: {licence: GPL}}", "the licence is 'GPL'"),
        ("3", "a mapping expected"),
    ],
)
def test_a_wrong_fixture_is_named(tmp_path, exchange: str, said: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(f"about: a\nprovenance: {PROVENANCE}\nexchanges:\n- {exchange}\n")
    with pytest.raises(FixtureError, match="wrong") as error:
        load(path)
    assert said in str(error.value)


def test_two_of_one_name_are_refused(tmp_path) -> None:
    path = tmp_path / "twice.yaml"
    entry = "- {name: a, call: AVTransport.Play, answer: {}}\n"
    path.write_text(f"about: a\nprovenance: {PROVENANCE}\nexchanges:\n{entry}{entry}")
    with pytest.raises(FixtureError, match="give each a name of its own"):
        load(path)


def test_only_plain_words_and_numbers_have_types(tmp_path) -> None:
    path = tmp_path / "typed.yaml"
    values = "{A: 1, B: '1', C: 0:04:34, D: 24H, E: On, F: true, G: 007}"
    path.write_text(
        f"about: a\nprovenance: {PROVENANCE}\nexchanges:\n"
        f"- {{name: a, call: AVTransport.Play, answer: {values}, expect: {values}}}\n"
    )
    (exchange,) = load(path)
    assert list(exchange.answer.values()) == ["1", "1", "0:04:34", "24H", "On", "true", "007"]
    assert list(exchange.expect.values()) == [1, "1", "0:04:34", "24H", "On", True, "007"]
