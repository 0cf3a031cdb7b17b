from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sonos_sim.wire.xml import escape


def test_five_entities() -> None:
    assert escape("""<a b="c" d='e'>&""") == "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;"


def test_clean_text_is_not_copied() -> None:
    text = "Küche 1"
    assert escape(text) is text


def test_illegal_characters_are_dropped() -> None:
    assert escape("a\x00b\x08c\x1fd\ud800e\ufffff\tg\nh\ri") == "abcdef\tg\nh\ri"


@given(st.text())
def test_any_text_makes_a_document(text: str) -> None:
    root = etree.fromstring(f"<a b='{escape(text)}'>{escape(text)}</a>".encode())
    kept = escape(text).encode().decode()
    legal = "".join(
        c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff")
    )
    assert (root.text or "") == legal.replace("\r\n", "\n").replace("\r", "\n")
    assert len(kept) >= len(legal)
