from __future__ import annotations

import pytest

from sonos_sim.wire.didl import ParsedItem, TrackItem, parse_item, render_item, render_track
from sonos_sim.wire.duration import format_duration, parse_duration
from sonos_sim.wire.tag_values import split_tags

ROOT = (
    '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/" '
    'xmlns:r="urn:schemas-rinconnetworks-com:metadata-1-0/" xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/">'
)
FULL = TrackItem(
    "x-file-cifs://pi/a&b.mp3", "x-file-cifs:*:audio/mpeg:*", "T", "object.item.audioItem.musicTrack", "0:03:05",
    "", "", None, "/getaa?u=x&v=2", "A", "B", 1, "AA",
)  # fmt: skip


def test_the_current_track_in_recorded_order():
    assert render_track(FULL) == (
        f'{ROOT}<item id="-1" parentID="-1" restricted="true"><res protocolInfo="x-file-cifs:*:audio/mpeg:*" '
        'duration="0:03:05">x-file-cifs://pi/a&amp;b.mp3</res><r:streamContent></r:streamContent>'
        "<r:radioShowMd></r:radioShowMd><upnp:albumArtURI>/getaa?u=x&amp;v=2</upnp:albumArtURI><dc:title>T</dc:title>"
        "<upnp:class>object.item.audioItem.musicTrack</upnp:class><dc:creator>A</dc:creator><upnp:album>B</upnp:album>"
        "<upnp:originalTrackNumber>1</upnp:originalTrackNumber><r:albumArtist>AA</r:albumArtist></item></DIDL-Lite>"
    )


def test_what_is_rendered_is_read_again():
    parsed = parse_item(render_track(FULL))
    assert parsed == ParsedItem(
        "-1",
        "-1",
        False,
        FULL.uri,
        FULL.protocol_info,
        185.0,
        "T",
        "A",
        "B",
        "AA",
        1,
        "/getaa?u=x&v=2",
        FULL.upnp_class,
    )


def test_ids_are_escaped():
    assert 'id="Q:0/&quot;1" parentID="&amp;"' in render_item(FULL, 'Q:0/"1', "&")


@pytest.mark.parametrize(
    "text",
    [
        "<item id='a'><title>T</title></item>",
        "<DIDL-Lite><item id='a'><dc:title>T</dc:title></item></DIDL-Lite>",
        f"{ROOT}<item id='a'><dc:title>T</dc:title>",
        f"<?xml version='1.0' encoding='utf-8'?>{ROOT}<item id='a'><dc:title>\n T </dc:title></item></DIDL-Lite>",
        f"{ROOT}<!-- c --><item id='a'><dc:title>T</dc:title><dc:title>U</dc:title></item><item id='b'/></DIDL-Lite>",
    ],
)
def test_whatever_clients_write_is_read(text):
    item = parse_item(text)
    assert (item.item_id, item.title) == ("a", "T")


@pytest.mark.parametrize(
    "text",
    ["", " ", "text", "<a/>", f"{ROOT}</DIDL-Lite>", "<!DOCTYPE a><item/>", "\x00", "NOT_IMPLEMENTED", "<" * 5000],
)
def test_what_holds_no_item_tells_nothing(text):
    assert parse_item(text) is None


def test_entities_are_not_expanded():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><item id="1"><title>&b;</title></item>'
    assert parse_item(bomb) is None


def test_containers_favourites_and_odd_values():
    item = parse_item(
        f'{ROOT}<container id="c" parentID="p"><dc:title>T</dc:title><upnp:artist>A</upnp:artist>'
        "<upnp:originalTrackNumber>x</upnp:originalTrackNumber><res duration='soon'></res><r:type>shortcut</r:type>"
        "<r:description>D</r:description><r:resMD>&lt;a&gt;&amp;amp;&lt;/a&gt;</r:resMD>"
        '<desc id="cdudn">SA_RINCON65031_</desc></container></DIDL-Lite>'
    )
    assert item == ParsedItem(
        "c", "p", True, title="T", creator="A", descriptor="SA_RINCON65031_", favorite_type="shortcut", description="D",
        resource_metadata="<a>&amp;</a>",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0:00:00", 0), ("0:03:05", 185), ("10:00:01", 36001), ("0:01:02.500", 62.5), ("00:01:02", 62), (" 0:0:9 ", 9),
     ("", None), ("NOT_IMPLEMENTED", None), ("1:60:00", None), ("62", None), ("-0:00:01", None), ("0:00:0x", None)],
)  # fmt: skip
def test_durations(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00:00"), (59.9, "0:00:59"), (3600, "1:00:00"), (36001, "10:00:01")]
)
def test_durations_are_written(seconds, text):
    assert format_duration(seconds) == text


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("", [("", "")]),
        (",", [("", ""), ("", "")]),
        ("<dc:title>A, B</dc:title>", [("dc:title", "A, B")]),
        ("<dc:title>A</dc:title>,<r:ordinal>3</r:ordinal>", [("dc:title", "A"), ("r:ordinal", "3")]),
        ("<dc:title>A &amp; \\, B</dc:title>,", [("dc:title", "A & \\, B"), ("", "")]),
        ('<res protocolInfo="a">u</res>,<x/>', [("res", "u"), ("x", "")]),
        ("<a>1</a><b>2</b>", None),
        ("text", None),
        ("<a>1", None),
    ],
)
def test_tag_value_lists(text, tags):
    assert split_tags(text) == tags
