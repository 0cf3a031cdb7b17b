"""The fixtures as a collection: how many there are, where they come from, and that nothing personal is in them."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from sonos_client.services import SERVICES

from tests.support.fixtures import ROOT, Exchange, Request, exchanges
from tests.support.replay import body_of
from tests.support.restate import restate
from tests.support.scene import build, fill
from tests.support.tree import text_of

ALL = exchanges()
README = (ROOT / "README.md").read_text("utf-8")
KINDS = {
    Request.CALL: "SOAP", Request.EVENT: "events", Request.SUBSCRIBE: "subscriptions",
    Request.RENEW: "subscriptions", Request.UNSUBSCRIBE: "subscriptions", Request.GET: "files",
    Request.SEARCH: "discovery", Request.ALIVE: "discovery", Request.SCPD: "service descriptions",
}  # fmt: skip


def kind(exchange: Exchange) -> str:
    return "faults" if exchange.fault is not None else KINDS[exchange.request]


def test_there_are_enough() -> None:
    assert len(ALL) >= 200
    spoken = [exchange for exchange in ALL if exchange.request is not Request.SCPD]
    assert len(spoken) >= 90
    assert len({exchange.service for exchange in spoken} - {""}) >= 10
    assert {kind(exchange) for exchange in ALL} == {*KINDS.values(), "faults"}


def table(heading: str) -> dict[str, int]:
    """The first and the last column of the README's table below ``heading``."""
    part = README.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")]
    return {row[0]: int(row[-1]) for row in rows[2:]}


def test_the_readme_counts_right() -> None:
    assert table("How many of which kind") == Counter(kind(exchange) for exchange in ALL) | {"all": len(ALL)}
    assert table("Where they come from") == Counter(
        "threads and files without a licence" if e.provenance["licence"] == "facts" else e.provenance["source"]
        for e in ALL
    )


def test_what_is_restated_from_threads_is_small() -> None:
    """Single values are facts; nothing longer is taken from where no licence is stated."""
    for exchange in ALL:
        if exchange.provenance["licence"] == "facts":
            assert len(str(exchange.answer)) < 1500, exchange.id


PERSONAL = {
    "a private address": r"\b(192\.168|10\.\d+|172\.(1[6-9]|2\d|3[01]))\.\d+\.\d+\b",
    "a UUID that is not invented": r"RINCON_(?!02F1|F{12}|000123456789012341400)[0-9A-F]{12}01400",
    "a mail address": r"[\w.]+@[\w]+\.[a-z]{2,}",
    "a household id": r"Sonos_[A-Za-z0-9]{26}",
    "a host that is not reserved": (
        r"https?://(?!\$\{|[\w.-]*example\.invalid|schemas\.|www\.(sonos|real|tencent)\.com|purl\.org|github\.com)"
    ),
}


@pytest.mark.parametrize("what", PERSONAL)
def test_nothing_personal_is_in_them(what: str) -> None:
    for path in ROOT.glob("*/*.yaml"):
        match = re.search(PERSONAL[what], path.read_text("utf-8"))
        assert match is None, f"{path.parent.name}/{path.name} has {what}: {match[0]}"


@pytest.mark.parametrize("exchange", [e for e in ALL if e.answer and e.request is not Request.SCPD], ids=lambda e: e.id)
def test_a_body_can_be_restated(exchange: Exchange) -> None:
    """The tool for contributors finds the notation again from the bytes that it stands for."""
    household = build(exchange)

    def filled(text: str) -> str:
        return fill(text, household)

    found = restate(body_of(exchange, filled))
    texts = {
        name: text_of({name: value} if exchange.request is Request.GET else value, str) for name, value in found.items()
    }
    wanted = {
        name: text_of({name: value} if exchange.request is Request.GET else value, filled)
        for name, value in exchange.answer.items()
    }
    assert texts == wanted


def values(exchange: Exchange) -> dict[str, str]:
    """What the answer says outside of documents, by name without its prefix."""
    answer = exchange.answer
    change = answer.get("LastChange")
    if isinstance(change, dict):
        answer = next((part for name, part in change.items() if name.startswith("LastChange-")), {})
    return {name.removeprefix("r:"): value for name, value in answer.items() if isinstance(value, str)}


def means(text: str, value: object) -> bool:
    """Whether ``value`` is what ``text`` stands for, told without the client."""
    if value is None:
        return text in {"", "NOT_IMPLEMENTED", "2147483647"}
    if isinstance(value, bool):
        return text == str(int(value))
    # Durations lose their leading zero, and moments are written as in ISO 8601.
    return text.lstrip("0") == str(value).removesuffix("+00:00").replace("T", " ").lstrip("0") or text == str(value)


@pytest.mark.parametrize(
    "exchange", [e for e in ALL if e.expect.keys() & {"result", "change"}], ids=lambda exchange: exchange.id
)
def test_what_is_expected_is_what_was_answered(exchange: Exchange) -> None:
    expected = exchange.expect.get("result", exchange.expect.get("change"))
    texts = values(exchange)
    if not isinstance(expected, dict):
        assert [means(text, expected) for text in texts.values()] == [True]
        return
    known = {name.replace("_", ""): value for name, value in expected.items()}
    if exchange.request is Request.EVENT:
        readers = SERVICES[exchange.service].change.readers
        texts = {
            name: text for name, text in texts.items() if name in readers and name not in known.get("unreadable", ())
        }
    wrong = {name: text for name, text in texts.items() if not means(text, known.get(name.lower()))}
    assert wrong == {}
