"""Writes ``sonos_client/services/*.py`` from the catalogue's facts and the hand-written ones of ``facts.toml``.

Run ``python client/generate.py`` after a change of either; ``--check`` only says whether the files are up to date.
This is a build tool: the package it writes imports nothing of the simulator.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sonos_sim.catalogue import INTEGER_BOUNDS, SERVICE_NAMES, DataType, Variable, service_sheet

HERE = Path(__file__).parent
TARGET = HERE / "sonos_client" / "services"
FACTS: dict[str, Any] = tomllib.loads((HERE / "facts.toml").read_text("utf-8"))
HEADER = "# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.\n"


@dataclass(frozen=True)
class Kind:
    """How a value is typed, sent and read."""

    takes: str
    gives: str
    reader: str
    sends: str = "{0}"


KINDS = {
    "string": Kind("str", "str", "values.string"),
    "text": Kind("str", "str | None", "values.optional_string"),
    "boolean": Kind("bool", "bool", "values.boolean"),
    "integer": Kind("int", "int", "values.integer"),
    "counter": Kind("int", "int | None", "values.counter"),
    "duration": Kind("timedelta", "timedelta | None", "values.duration"),
    "timer": Kind("timedelta | None", "timedelta | None", "values.duration", "values.optional_duration_text({0})"),
    "time": Kind("time", "time", "values.clock_time"),
    "optional-time": Kind("time | None", "time | None", "values.optional_clock_time", '{0} or ""'),
    "local-datetime": Kind("datetime", "datetime", "values.local_datetime"),
    "utc-datetime": Kind("datetime", "datetime", "values.utc_datetime"),
}
BY_TYPE = {DataType.STRING: "string", DataType.BOOLEAN: "boolean"}
ENUM_OF = {variable: name for name, (_, *variables) in FACTS["enums"].items() for variable in variables}
_ACRONYMS = {
    "UUIDs": "Uuids", "URIs": "Uris", "IDs": "Ids", "OAuth": "Oauth", "QPlay": "Qplay", "AVTransport": "AvTransport",
    "AVTTrack": "AvtTrack", "TOSLink": "TosLink",
}  # fmt: skip


def snake(name: str) -> str:
    """``name`` as Python writes it: ``SetAVTransportURI`` is ``set_av_transport_uri``."""
    for acronym, plain in _ACRONYMS.items():
        name = name.replace(acronym, plain)
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def look_up(table: str, service: str, action: str, name: str) -> Any:
    """The most specific entry of a table of facts."""
    for key in (f"{service}.{action}.{name}", f"{service}.{name}", name):
        if key in FACTS[table]:
            return FACTS[table][key]
    return None


@dataclass(frozen=True)
class Field:
    """An argument or an evented variable, ready to be written."""

    wire: str
    name: str
    kind: Kind
    meaning: str
    variable: Variable
    optional: bool = False
    default: str | None = None
    span: tuple[int, int] | None = None
    """A range narrower than that of the type."""

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The range that is checked before sending."""
        return None if self.kind is not KINDS["integer"] else self.span or INTEGER_BOUNDS[self.variable.type]

    @property
    def documented(self) -> str:
        """The meaning, with a range that is narrower than its type."""
        told = self.span is None or "{} to {}".format(*self.span) in self.meaning
        return self.meaning if told else "{}, {} to {}.".format(self.meaning.rstrip("."), *self.span or ())

    @property
    def parameter(self) -> str:
        """As it stands in the signature of a method."""
        if self.optional:
            return f"{self.name}: {self.kind.takes} | None = None"
        return f"{self.name}: {self.kind.takes}{f' = {self.default}' if self.default else ''}"

    @property
    def sent(self) -> str:
        """The expression that is sent."""
        if bounds := self.bounds:
            return f'values.checked("{self.name}", {self.name}, {bounds[0]}, {bounds[1]})'
        return self.kind.sends.format(self.name)

    def annotation(self) -> str:
        """The type of the value read."""
        return self.kind.gives + (" | None" if self.optional and "None" not in self.kind.gives else "")

    def read(self) -> str:
        """The expression that reads it from an answer."""
        return f'answer.read{"_optional" if self.optional else ""}("{self.wire}", {self.kind.reader})'


@dataclass
class Action:
    """One action with its arguments over all variants of the catalogue."""

    name: str
    inputs: list[Field]
    outputs: list[Field]
    meaning: str
    errors: list[int]


@dataclass
class Module:
    """One service, ready to be written."""

    name: str
    urn: str
    actions: list[Action]
    changes: list[tuple[Field, bool]]
    facts: dict[str, Any]


def kind_of(service: str, variable: Variable, declared: str | None) -> Kind:
    """How ``variable`` is typed; ``declared`` is the kind the facts name."""
    if declared:
        return KINDS[declared]
    if enum := ENUM_OF.get(f"{service}.{variable.name}"):
        return Kind(enum, enum, enum)
    return KINDS[BY_TYPE.get(variable.type, "integer")]


def split_meaning(entry: str | list[str] | None, where: str) -> tuple[str | None, str]:
    """Kind and meaning of an entry; exits where there is none, so that no argument goes undocumented."""
    if entry is None:
        sys.exit(f"facts.toml: no meaning for {where}")
    return (None, entry) if isinstance(entry, str) else (entry[0], entry[1])


def gather(name: str) -> Module:
    """Everything about the service ``name``."""
    sheet = service_sheet(name)
    facts = FACTS[name]
    # Where a variable differs by firmware, the widest declaration is the one a client must know.
    variables: dict[str, Variable] = {}
    for variable, _ in sheet.variables:
        known = variables.get(variable.name)
        if known is None or len(variable.allowed) > len(known.allowed):
            variables[variable.name] = variable

    def make(action: str, text: str, *, optional: bool, taken: bool) -> Field:
        wire, _, related = text.partition(":")
        variable = variables[related or wire]
        where = f"{name}.{action}.{wire}"
        declared, meaning = split_meaning(look_up("arguments", name, action, wire), where)
        return Field(
            wire,
            FACTS["names"].get(f"{name}.{wire}") or snake(wire),
            kind_of(name, variable, declared),
            meaning,
            variable,
            optional,
            look_up("defaults", name, action, wire) if taken else None,
            range_of(variable, look_up("ranges", name, action, wire)),
        )

    actions: list[Action] = []
    for action in dict.fromkeys(line[0] for line in sheet.actions):
        variants = [line for line in sheet.actions if line[0] == action]
        inputs = [split(line[1]) for line in variants]
        outputs = [split(line[2]) for line in variants]
        meaning, *errors = facts["actions"][action]
        takes = {text for variant in inputs for text in variant}
        actions.append(
            Action(
                action,
                [
                    make(action, text, optional=not shared, taken=True)
                    for text, shared in merged(inputs)
                    if not text.startswith("InstanceID:")
                ],
                # An old description lists an in argument among the outputs by mistake (RoomDetectionStartChirping).
                [
                    make(action, text, optional=not shared, taken=False)
                    for text, shared in merged(outputs)
                    if text not in takes or len(variants) == 1
                ],
                meaning,
                errors,
            )
        )
    changes = [change(name, wire, entry, variables) for wire, entry in facts.get("changes", {}).items()]
    return Module(name, sheet.type, actions, changes, facts)


def range_of(variable: Variable, told: list[int] | None) -> tuple[int, int] | None:
    """The range of a number: as the facts tell, or as declared."""
    if told:
        return told[0], told[1]
    return (variable.range.minimum, variable.range.maximum) if variable.range else None


def split(text: str) -> list[str]:
    """The arguments of a line of the catalogue."""
    return text.split(", ") if text else []


def merged(variants: list[list[str]]) -> list[tuple[str, bool]]:
    """All arguments in their order, and whether every variant has them."""
    union = dict.fromkeys(text for variant in sorted(variants, key=len, reverse=True) for text in variant)
    return [(text, all(text in variant for variant in variants)) for text in union]


def change(service: str, wire: str, entry: str | list[str], variables: dict[str, Variable]) -> tuple[Field, bool]:
    """A field of the service's change and whether it comes by channel."""
    declared, meaning = split_meaning(entry, f"{service}.changes.{wire}")
    # Some evented names are declared nowhere, such as HeightChannelLevel: the facts name their kind.
    variable = variables.get(wire) or Variable(wire, DataType.STRING)
    channels = declared in {"channels", "string-channels"}
    kind = kind_of(service, variable, None if channels else declared)
    name = FACTS["names"].get(f"{service}.{wire}") or snake(wire)
    return Field(wire, name, kind, meaning, variable, optional=True), channels


def constant(service: str, action: str) -> list[str]:
    """The InstanceID argument where the service has one; it is always 0."""
    sheet = service_sheet(service)
    lists = [line[1] for line in sheet.actions if line[0] == action]
    return ['"InstanceID": 0'] if lists[0].startswith("InstanceID:") else []


def result_name(action: str) -> str:
    """The class of the outputs of ``action``."""
    return f"{action.removeprefix('Get')}Result"


def write_service(module: Module) -> str:
    """The text of the module of one service."""
    body: list[str] = []
    body += [write_result(action) for action in module.actions if len(action.outputs) > 1]
    body.append(write_change(module))
    body.append(write_proxy(module))
    text = "\n\n".join(body)
    return f'"""{module.name}: {module.facts["summary"].partition(":")[0].partition(";")[0].rstrip(".")}."""\n\n' + (
        HEADER + "\nfrom __future__ import annotations\n\n" + write_imports(text) + "\n\n" + text
    )


def write_imports(text: str) -> str:
    """Imports for ``text``; :func:`formatted` removes and moves what it does not need."""
    enums = [name for name in sorted(FACTS["enums"]) if re.search(rf"\b{name}\b(?!\")", text)]
    return "\n".join(
        [
            "from dataclasses import dataclass",
            "from datetime import datetime, time, timedelta",
            "from typing import TYPE_CHECKING, Any, ClassVar",
            "from sonos_client import values",
            "from sonos_client.changes import Change",
            "from sonos_client.errors import ErrorMeaning",
            "from sonos_client.service import Service",
            "from sonos_client.services.errors import COMMON_ERRORS",
            f"from sonos_client.services.enums import {', '.join(enums)}" if enums else "",
            "if TYPE_CHECKING:",
            "    from collections.abc import Callable, Mapping",
        ]
    )


def write_result(action: Action) -> str:
    """The dataclass of an action with several outputs."""
    lines = ["@dataclass(frozen=True, slots=True)", f"class {result_name(action.name)}:"]
    lines.append(f'    """What {action.name} answers."""\n')
    for output in action.outputs:
        lines.append(f"    {output.name}: {output.annotation()}")
        lines.append(f'    """{output.documented}"""')
    return "\n".join(lines)


def write_change(module: Module) -> str:
    """The dataclass of the service's events."""
    lines = ["@dataclass(frozen=True, slots=True, kw_only=True, repr=False)", f"class {module.name}Change(Change):"]
    lines.append(f'    """What an event of {module.name} says; None where it does not mention a variable."""\n')
    for entry, channels in module.changes:
        gives = f"Mapping[str, {entry.kind.gives}] | None" if channels else entry.annotation()
        lines.append(f"    {entry.name}: {gives} = None")
        lines.append(f'    """{entry.documented}"""')
    lines.append(f'    service: ClassVar[str] = "{module.name}"')
    readers = ", ".join(f'"{e.wire}": ("{e.name}", {e.kind.reader})' for e, _ in module.changes)
    if readers:
        lines.append(f"    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {{{readers},}}")
    channelled = [f'"{entry.wire}"' for entry, channels in module.changes if channels]
    if channelled:
        lines.append(f"    channelled: ClassVar[frozenset[str]] = frozenset({{{', '.join(channelled)}}})")
    return "\n".join(lines)


def write_proxy(module: Module) -> str:
    """The class with a method for each action."""
    facts = module.facts
    lines = [f"class {module.name}(Service):", *docstring(facts["summary"]), ""]
    lines.append(f'    name: ClassVar[str] = "{module.name}"')
    lines.append(f'    urn: ClassVar[str] = "{module.urn}"')
    lines.append(f'    path: ClassVar[str] = "{facts["path"]}"')
    lines.append(f"    change: ClassVar[type[Change]] = {module.name}Change")
    if agent := facts.get("user_agent"):
        lines.append(f'    user_agent: ClassVar[str] = "{agent}"')
    known = {int(code): entry for code, entry in (FACTS["errors"] | facts.get("errors", {})).items()}
    own = write_errors(facts.get("errors", {}))
    lines.append(f"    errors: ClassVar[Mapping[int, ErrorMeaning]] = {{**COMMON_ERRORS{own and ', '}{own}}}")
    lines += ["\n" + write_method(module, action, known) for action in module.actions]
    return "\n".join(lines)


def write_errors(table: dict[str, list[str]]) -> str:
    """The entries of a table of errors."""
    return ", ".join(f'{code}: ErrorMeaning("{name}", {literal(meaning)})' for code, (name, meaning) in table.items())


def write_common_errors() -> str:
    """The module of the errors that mean the same everywhere."""
    return (
        '"""The error codes that mean the same for every service."""\n\n' + HEADER
        + "\nfrom sonos_client.errors import ErrorMeaning\n\n"
        + f"COMMON_ERRORS = {{{write_errors(FACTS['errors'])}}}\n"
    )  # fmt: skip


def literal(text: str) -> str:
    """``text`` as a string literal, in several lines where it is long."""
    lines = wrap(text, width=90)
    if len(lines) == 1:
        return f'"{text}"'
    return "(" + " ".join(f'"{line}{" " if line is not lines[-1] else ""}"' for line in lines) + ")"


def write_method(module: Module, action: Action, known: dict[int, Any]) -> str:
    """One method."""
    # What can be left out stands last, as Python wants it; on the wire names count, not the order.
    inputs = sorted(action.inputs, key=lambda item: bool(item.optional or item.default))
    match action.outputs:
        case []:
            gives = "None"
        case [output]:
            gives = output.annotation()
        case _:
            gives = result_name(action.name)
    lines = [f"    async def {snake(action.name)}({', '.join(['self', *(i.parameter for i in inputs)])}) -> {gives}:"]
    lines += [f"        {line}" if line else "" for line in method_doc(action, inputs, known)]
    pairs = constant(module.name, action.name)
    pairs += [f'"{item.wire}": {item.sent}' for item in action.inputs if not item.optional]
    sent = f"{{{', '.join(pairs)}}}"
    later = [item for item in action.inputs if item.optional]
    if later:
        lines.append(f"        arguments: dict[str, values.Value] = {sent}")
        lines += [f'        if {i.name} is not None:\n            arguments["{i.wire}"] = {i.sent}' for i in later]
        sent = "arguments"
    call = f'await self._call("{action.name}", {sent})'
    if not action.outputs:
        lines.append(f"        {call}")
    else:
        lines.append(f"        answer = {call}")
        reads = ", ".join(output.read() for output in action.outputs)
        lines.append(f"        return {f'{gives}({reads})' if len(action.outputs) > 1 else reads}")
    return "\n".join(lines)


def method_doc(action: Action, inputs: list[Field], known: dict[int, Any]) -> list[str]:
    """The docstring of a method."""
    first, _, rest = action.meaning.partition(". ")
    lines = ['"""' + first + ("." if rest else "")]
    if rest:
        lines += ["", *wrap(rest)]
    if inputs:
        lines += ["", "Args:"]
        lines += [line for item in inputs for line in wrap(f"{item.name}: {item.documented}", "    ", "        ")]
    if len(action.outputs) == 1:
        lines += ["", "Returns:", *wrap(action.outputs[0].documented, "    ", "    ")]
    if action.errors:
        told = ", ".join(f"{code} {known[code][0]}" for code in action.errors)
        lines += ["", "Raises:", *wrap(f"UPnPError: {told}.", "    ", "        ")]
    if len(lines) == 1:
        return [lines[0] + '"""']
    return [*lines, "", '"""']


def docstring(text: str) -> list[str]:
    """The docstring of a class: a summary line, and the rest below."""
    if len(text) < 105:
        return [f'    """{text}"""']
    end = min(text.find(mark) for mark in (": ", "; ", ". ") if mark in text)
    rest = text[end + 2 :]
    body = [f"    {line}" for line in wrap(rest[0].upper() + rest[1:])]
    return [f'    """{text[:end]}.', "", *body, '    """']


def wrap(text: str, first: str = "", later: str = "", width: int = 108) -> list[str]:
    """``text`` in lines that fit."""
    lines, line = [], first
    for word in text.split(" "):
        if len(line) + len(word) > width and line.strip():
            lines.append(line.rstrip())
            line = later
        line += word + " "
    return [*lines, line.rstrip()]


def write_enums() -> str:
    """The module of the enumerations."""
    parts = ['"""The enumerations of the service descriptions."""\n\n' + HEADER]
    parts.append("\nfrom __future__ import annotations\n\nfrom sonos_client.values import WireEnum\n")
    for name, (meaning, variable, *_) in FACTS["enums"].items():
        service, _, wire = variable.partition(".")
        found = [v for v, _ in service_sheet(service).variables if v.name == wire]
        values = max((v.allowed for v in found), key=len)
        lines = [f"class {name}(WireEnum):", *docstring(meaning), ""]
        lines += [f'    {snake(value).upper() if not value.isupper() else value} = "{value}"' for value in values]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def write_index(modules: list[Module]) -> str:
    """The package's ``__init__``: all proxies, and all of them for one player."""
    lines = ['"""Typed proxies of the 16 services, one module each."""\n', HEADER]
    lines.append("from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n")
    lines += [f"from sonos_client.services.{snake(m.name)} import {m.name}, {m.name}Change" for m in modules]
    lines.append("\nif TYPE_CHECKING:\n    from sonos_client.service import Address, Service")
    lines.append("    from sonos_client.transport import Transport\n")
    table = ", ".join([f'"{module.name}": {module.name}' for module in modules])
    lines.append(f"SERVICES: dict[str, type[Service]] = {{{table},}}")
    lines.append('"""The classes by the name of their service."""\n\n')
    lines.append('class Services:\n    """All services of one player; not every model has all of them."""\n')
    lines.append("    def __init__(self, transport: Transport, player: Address) -> None:")
    lines += [f"        self.{snake(m.name)} = {m.name}(transport, player)" for m in modules]
    names = sorted(n for m in modules for n in (m.name, f"{m.name}Change"))
    exported = ", ".join([f'"{name}"' for name in ["SERVICES", "Services", *names]])
    lines.append(f"\n\n__all__ = [{exported},]")
    return "\n".join(lines)


def formatted(text: str) -> str:
    """``text`` as the project's formatter and import order want it."""
    fixes = ["check", "--select", "F401,I,RUF022,TC,UP", "--fix", "--unsafe-fixes", "--exit-zero", "--quiet", "-"]
    for command in (fixes, ["check", "--select", "I", "--fix", "--quiet", "-"], ["format", "--quiet", "-"]):
        run = [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(TARGET / "x.py")]
        text = subprocess.run(run, input=text, capture_output=True, text=True, check=True, encoding="utf-8").stdout  # noqa: S603
    return text


def generate() -> dict[str, str]:
    """Text by file name."""
    modules = [gather(name) for name in SERVICE_NAMES]
    files = {f"{snake(module.name)}.py": write_service(module) for module in modules}
    files |= {"enums.py": write_enums(), "errors.py": write_common_errors(), "__init__.py": write_index(modules)}
    return {name: formatted(text) for name, text in files.items()}


def outdated() -> list[str]:
    """Files that are not what would be written, or that nobody writes any more."""
    wanted = generate()
    present = {path.name: path.read_text("utf-8") for path in TARGET.glob("*.py")}
    return sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name))


def main() -> None:
    """Write the files, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say which files are out of date")
    if parser.parse_args().check:
        if names := outdated():
            sys.exit(f"out of date: {', '.join(names)}; run python client/generate.py")
        return
    TARGET.mkdir(exist_ok=True)
    wanted = generate()
    for path in TARGET.glob("*.py"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (TARGET / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
