"""What became of a command in each scenario, for terminals and for CI."""

from __future__ import annotations

import re
import textwrap
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sonos_sim.harness.gauntlet import Outcome
    from sonos_sim.harness.surroundings import Line

_NAME, _ENDED = 36, 12
_WIDTH = 118
_LAST_WORDS = 200
"""Characters of the last line that a command wrote."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot have, escaped or not."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def verdict(outcome: Outcome) -> str:
    """``survived`` or ``failed``."""
    return "survived" if outcome.survived else "failed"


def score(outcome: Outcome) -> str:
    """How many statements came true, such as ``3/4``."""
    return f"{sum(finding.ok for finding in outcome.findings)}/{len(outcome.findings)}"


def row(outcome: Outcome) -> str:
    """A row of the terminal's table, and below it why the command did not survive."""
    first = (
        f"{verdict(outcome):8}  {outcome.scenario.name:{_NAME}} {outcome.ending.words:{_ENDED}} "
        f"{score(outcome):>5} {outcome.seconds:7.1f} s"
    )
    if outcome.survived:
        return first
    reasons = (_wrapped(reason, "        - ") for reason in outcome.reasons)
    return "\n".join([first, _wrapped(about(outcome)), *reasons, *map(_wrapped, clues(outcome))])


def about(outcome: Outcome) -> str:
    """What the scenario is about, and the task if there is one."""
    one = outcome.scenario
    return f"{one.title}." + (f" Task: {one.task}." if one.task else "")


def clues(outcome: Outcome) -> list[str]:
    """What may help to find out why it did not survive."""
    found = []
    if outcome.ending.problem:
        if written := last_words(outcome):
            found.append(f"It wrote last: {written}")
        if outcome.refused:
            found.append(f"Refused last: {outcome.refused}")
    return [*found, outcome.course]


def last_words(outcome: Outcome) -> str:
    """The last line that the command wrote with something on it."""
    written = (_CONTROL.sub(" ", line).strip() for line in reversed(outcome.output.splitlines()))
    line = next(filter(None, written), "")
    return line if len(line) <= _LAST_WORDS else f"{line[:_LAST_WORDS]}..."


def summary(outcomes: Sequence[Outcome]) -> str:
    """How many survived, in one sentence."""
    return f"{sum(outcome.survived for outcome in outcomes)} of {len(outcomes)} survived"


def table(outcomes: Sequence[Outcome]) -> str:
    """The whole table for a terminal."""
    return "\n".join([*map(row, outcomes), summary(outcomes)])


def junit(outcomes: Sequence[Outcome]) -> str:
    """A JUnit XML report: a test case per scenario."""
    failed = sum(not outcome.survived for outcome in outcomes)
    seconds = sum(outcome.seconds for outcome in outcomes)
    counts = {"tests": str(len(outcomes)), "failures": str(failed), "errors": "0", "time": f"{seconds:.3f}"}
    root = ET.Element("testsuites", counts)
    suite = ET.SubElement(root, "testsuite", {"name": "sonos-sim gauntlet", **counts, "skipped": "0"})
    for outcome in outcomes:
        one = outcome.scenario
        case = {"classname": f"sonos-sim.{one.group}", "name": one.name, "time": f"{outcome.seconds:.3f}"}
        element = ET.SubElement(suite, "testcase", case)
        if not outcome.survived:
            failure = ET.SubElement(element, "failure", {"type": "failed", "message": _xml("; ".join(outcome.reasons))})
            why = [about(outcome), *(f"- {reason}" for reason in outcome.reasons), *clues(outcome)]
            failure.text = _xml("\n".join([*why, "", *map(_plain, outcome.lines)]))
        ET.SubElement(element, "system-out").text = _xml(outcome.output)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _wrapped(text: str, bullet: str = "") -> str:
    begin, rest = f"{bullet:10}", " " * 10
    return textwrap.fill(
        text, _WIDTH, initial_indent=begin, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _plain(line: Line) -> str:
    skipped = f"  ... {line.skipped} more\n" if line.skipped else ""
    return f"{skipped}{'!' if line.is_trouble else '-' if line.is_mark else ' '} {line.at} {line.text}"


def _xml(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
