"""The survival matrix as one page of HTML that needs nothing else."""

from __future__ import annotations

import shlex
from html import escape
from typing import TYPE_CHECKING

from sonos_sim.harness.survival import score, summary, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sonos_sim.harness.gauntlet import Outcome
    from sonos_sim.harness.surroundings import Line

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --good: #1a7f37; --bad: #cf222e; --strike: #cf222e18; --mark: #8882 }
@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --bad: #f85149; --strike: #f8514926 } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem;
       overflow-wrap: anywhere }
h1 { margin-bottom: 0 } h2 { font-size: 1.1rem; margin: 0; display: inline }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line) }
.matrix { margin: 1.5rem 0; font-size: .95rem; overflow-x: auto; overflow-wrap: normal }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.good { color: var(--good); font-weight: 600 } .bad { color: var(--bad); font-weight: 600 }
details { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem 1rem; margin: .8rem 0 }
details:target { border-color: currentColor }
summary { cursor: pointer } ul { list-style: none; padding-left: 0 }
h3 { font-size: .95rem; margin: 1rem 0 .3rem }
.lines, pre { font: 13px/1.45 ui-monospace, monospace; white-space: pre-wrap }
code { font-size: .9em }
.lines td { padding: .1rem .5rem } .lines td:first-child { white-space: nowrap; width: 1% }
.lines .trouble { background: var(--strike) } .lines .mark { background: var(--mark); font-weight: 600 }
.quiet { opacity: .7 }
pre { border-left: 3px solid var(--line); padding-left: .8rem; max-height: 24rem; overflow: auto }
"""


def page(outcomes: Sequence[Outcome], command: Sequence[str]) -> str:
    """The page: a matrix of all scenarios, and the story of each; of those that failed, it is unfolded."""
    rows = "\n".join(map(_matrix_row, outcomes))
    stories = "\n".join(_story(outcome, command) for outcome in outcomes)
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
<p><code>{escape(shlex.join(command))}</code></p>
<div class="matrix">
<table>
<thead><tr><th>Scenario<th>Group<th>Severity<th>Verdict<th>Command<th class="number">Statements<th class="number">Time
</thead>
<tbody>
{rows}
</tbody>
</table>
</div>
{stories}
</body>
</html>
"""


def _matrix_row(outcome: Outcome) -> str:
    one = outcome.scenario
    name = escape(one.name)
    return (
        f'<tr><td><a href="#{name}">{name}</a><td>{one.group}<td>{one.severity}<td>{_badge(outcome)}'
        f'<td>{outcome.ending.words}<td class="number">{score(outcome)}<td class="number">{outcome.seconds:.1f} s'
    )


def _story(outcome: Outcome, command: Sequence[str]) -> str:
    one = outcome.scenario
    problem = _statement(False, "the command", outcome.ending.problem) if outcome.ending.problem else ""
    findings = "".join(_statement(finding.ok, finding.text, finding.why) for finding in outcome.findings)
    task = f"<p><em>Task:</em> {escape(one.task)}.</p>" if one.task else ""
    output = f"<h3>What the command wrote</h3><pre>{escape(outcome.output)}</pre>" if outcome.output.strip() else ""
    again = shlex.join(["sonos-sim", "gauntlet", *outcome.terms.as_options(), "--scenario", one.name, "--", *command])
    return f"""<details id="{escape(one.name)}"{"" if outcome.survived else " open"}>
<summary><h2>{escape(one.name)}</h2> {_badge(outcome)} <span class="quiet">{outcome.ending.words}</span></summary>
<p>{escape(one.title)}. {escape(one.imitates)}</p>
{task}
<ul>{problem}{findings}</ul>
<h3>What happened around it</h3>
<p>{escape(outcome.course)}</p>
<table class="lines">{"".join(map(_line, outcome.lines))}</table>
{output}
<p class="quiet">Again: <code>{escape(again)}</code><br>Sources: {", ".join(map(_source, one.sources))}</p>
</details>"""


def _statement(ok: bool, text: str, why: str) -> str:
    mark = f'<span class="{"good" if ok else "bad"}">{"✓" if ok else "✗"}</span>'
    return f"<li>{mark} {escape(text)}" + ("" if ok else f": <strong>{escape(why)}</strong>")


def _line(line: Line) -> str:
    gap = f'<tr class="quiet"><td>…<td>{line.skipped} more' if line.skipped else ""
    kind = ' class="trouble"' if line.is_trouble else ' class="mark"' if line.is_mark else ""
    return f"{gap}<tr{kind}><td>{line.at}<td>{escape(line.text)}"


def _source(source: str) -> str:
    text = escape(source)
    return f'<a href="{text}" rel="noreferrer">{text}</a>' if source.startswith("https://") else text


def _badge(outcome: Outcome) -> str:
    return f'<span class="{"good" if outcome.survived else "bad"}">{verdict(outcome)}</span>'
