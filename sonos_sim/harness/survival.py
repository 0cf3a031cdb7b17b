"""The survival matrix: what became of a command in each scenario, for terminals, for CI, and as one page of HTML."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sonos_sim.harness.gauntlet import Line, Outcome

_NAME, _ENDED = 36, 12
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot have, escaped or not."""
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --good: #1a7f37; --bad: #cf222e; --strike: #cf222e18 }
@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --bad: #f85149; --strike: #f8514926 } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
h1 { margin-bottom: 0 } h2 { font-size: 1.1rem; margin: 0; display: inline }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line) }
.matrix { margin: 1.5rem 0 } .number { text-align: right; font-variant-numeric: tabular-nums }
.good { color: var(--good); font-weight: 600 } .bad { color: var(--bad); font-weight: 600 }
details { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem 1rem; margin: .8rem 0 }
summary { cursor: pointer } ul { list-style: none; padding-left: 0 }
h3 { font-size: .95rem; margin: 1rem 0 .3rem }
.lines, pre { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap }
.lines td { padding: .1rem .5rem } .lines td:first-child { white-space: nowrap }
.lines .trouble { background: var(--strike) }
.quiet { opacity: .7 }
pre { border-left: 3px solid var(--line); padding-left: .8rem; max-height: 24rem; overflow: auto }
"""


def verdict(outcome: Outcome) -> str:
    """``survived`` or ``failed``."""
    return "survived" if outcome.survived else "failed"


def row(outcome: Outcome) -> str:
    """A row of the terminal's table, and below it why the command did not survive."""
    first = (
        f"{verdict(outcome):8}  {outcome.scenario.name:{_NAME}} {outcome.ended:{_ENDED}} "
        f"{_score(outcome):>5} {outcome.seconds:7.1f} s"
    )
    return "\n".join([first, *(f"          {reason}" for reason in outcome.reasons)])


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
        about = {"classname": f"sonos-sim.{one.group}", "name": one.name, "time": f"{outcome.seconds:.3f}"}
        case = ET.SubElement(suite, "testcase", about)
        if not outcome.survived:
            failure = ET.SubElement(case, "failure", {"type": "failed", "message": _xml("; ".join(outcome.reasons))})
            failure.text = _xml("\n".join([*outcome.reasons, "", *map(_plain, outcome.lines)]))
        ET.SubElement(case, "system-out").text = _xml(outcome.output)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def page(outcomes: Sequence[Outcome], command: Sequence[str]) -> str:
    """One page of HTML that needs nothing else."""
    rows = "\n".join(map(_matrix_row, outcomes))
    details = "\n".join(map(_details, outcomes))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{summary(outcomes)} - sonos-sim gauntlet</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{summary(outcomes)}</h1>
<p><code>{escape(" ".join(command))}</code></p>
<table class="matrix">
<thead><tr><th>Scenario<th>Group<th>Severity<th>Verdict<th>Command<th class="number">Statements<th class="number">Time
</thead>
<tbody>
{rows}
</tbody>
</table>
{details}
</body>
</html>
"""


def _matrix_row(outcome: Outcome) -> str:
    one = outcome.scenario
    name = escape(one.name)
    return (
        f'<tr><td><a href="#{name}">{name}</a><td>{one.group}<td>{one.severity}<td>{_badge(outcome)}'
        f'<td>{outcome.ended}<td class="number">{_score(outcome)}<td class="number">{outcome.seconds:.1f} s'
    )


def _details(outcome: Outcome) -> str:
    one = outcome.scenario
    findings = "".join(
        f'<li><span class="{"good" if f.ok else "bad"}">{"✓" if f.ok else "✗"}</span> {escape(f.text)}'
        + ("" if f.ok else f": <strong>{escape(f.why)}</strong>")
        for f in outcome.findings
    )
    task = f"<p><em>Task:</em> {escape(one.task)}.</p>" if one.task else ""
    output = f"<h3>What the command wrote</h3><pre>{escape(outcome.output)}</pre>" if outcome.output.strip() else ""
    return f"""<details id="{escape(one.name)}"{"" if outcome.survived else " open"}>
<summary><h2>{escape(one.name)}</h2> {_badge(outcome)} <span class="quiet">{outcome.ended}, seed {outcome.seed}</span>
</summary>
<p>{escape(one.title)}. {escape(one.imitates)}</p>
{task}
<ul>{findings}</ul>
<h3>What happened around it</h3>
<table class="lines">{"".join(map(_line, outcome.lines))}</table>
{output}
<p class="quiet">Sources: {", ".join(map(escape, one.sources))}</p>
</details>"""


def _line(line: Line) -> str:
    gap = f'<tr class="quiet"><td>…<td>{line.skipped} more' if line.skipped else ""
    kind = ' class="trouble"' if line.is_trouble else ""
    return f"{gap}<tr{kind}><td>{line.at}<td>{escape(line.text)}"


def _badge(outcome: Outcome) -> str:
    return f'<span class="{"good" if outcome.survived else "bad"}">{verdict(outcome)}</span>'


def _plain(line: Line) -> str:
    return f"{'!' if line.is_trouble else ' '} {line.at} {line.text}"


def _score(outcome: Outcome) -> str:
    return f"{sum(finding.ok for finding in outcome.findings)}/{len(outcome.findings)}"


def _xml(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
