"""What a household file may say, and what is wrong with one in sentences for people."""

from __future__ import annotations

import json
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.validators import extend

from sonos_sim.catalogue import profile_keys
from sonos_sim.household.behaviour import Behaviour
from sonos_sim.household.time_zones import ZONE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jsonschema import ValidationError

_LONGEST_VALUE = 60

_formats = FormatChecker(formats=("ipv4",))


@_formats.checks("date-time", raises=ValueError)
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value) is not None


# JSON Schema takes 20.0 for an integer; a volume of 20.0 would go out on the wire as it is.
_Validator = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
    ),
)


@cache
def household_schema() -> dict[str, Any]:
    """The JSON Schema of household files, with the profiles and behaviour switches that there are."""
    text = files("sonos_sim.household").joinpath("household.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    schema["$defs"]["model"]["enum"] = list(profile_keys())
    schema["properties"]["time"]["properties"]["zone"]["enum"] = list(ZONE_NAMES)
    switches = {name: _schema_of(hint) for name, hint in get_type_hints(Behaviour).items()}
    schema["$defs"]["behaviour"] |= {"additionalProperties": False, "properties": switches}
    return schema


_PLAIN: dict[object, tuple[str, str]] = {
    bool: ("boolean", "true or false"),
    int: ("integer", "a whole number"),
    float: ("number", "a number"),
    str: ("string", "text"),
    NoneType: ("null", "null"),
}


def _schema_of(hint: object) -> dict[str, Any]:
    """The schema of a Behaviour field of type ``hint``."""
    if hint in _PLAIN:
        kind, description = _PLAIN[hint]
        return {"type": kind, "description": description}
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint)), "description": "one of " + ", ".join(map(_shown, get_args(hint)))}
    if get_origin(hint) is frozenset:
        return {"type": "array", "items": _schema_of(get_args(hint)[0]), "description": "a list"}
    if get_origin(hint) is UnionType:
        choices = [_schema_of(choice) for choice in get_args(hint)]
        return {"anyOf": choices, "description": " or ".join(choice["description"] for choice in choices)}
    raise TypeError(f"household files cannot hold a behaviour of type {hint}")


def schema_problems(document: object) -> list[str]:
    """What is wrong with the form of ``document``: a sentence each, with the path of the key."""
    validator = _Validator(household_schema(), format_checker=_formats)
    return [sentence for error in validator.iter_errors(document) for sentence in _sentences(error)]


def _sentences(error: ValidationError) -> Iterator[str]:
    path = key_path(error.absolute_path)
    schema: Any = error.schema
    instance: Any = error.instance
    if error.validator == "required":
        for key in schema["required"]:
            if key not in instance:
                yield f"{path} lacks {key}: {_description(schema['properties'][key])}"
    elif error.validator == "additionalProperties":
        for key in [key for key in instance if key not in schema["properties"]]:
            yield f"{key_path([*error.absolute_path, key])} is unknown{near_miss(str(key), schema['properties'])}"
    else:
        hint = near_miss(str(instance), schema["enum"]) if error.validator == "enum" else ""
        yield f"{path} is {_shown(instance)}; it must be {schema['description']}{hint}"


def _description(schema: dict[str, Any]) -> str:
    """The description of ``schema``, or of what it refers to."""
    if "$ref" in schema:
        schema = household_schema()["$defs"][schema["$ref"].rpartition("/")[2]]
    return str(schema["description"])


def key_path(path: Iterable[str | int]) -> str:
    """``players[2].volume``; ``the file`` for its top."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "the file"


def near_miss(word: str, known: Iterable[object]) -> str:
    """The end of a sentence about the unknown ``word``: what was meant, or what there is."""
    names = [str(name) for name in known]
    if meant := get_close_matches(word, names, n=1):
        return f"; did you mean {meant[0]}?"
    return f"; there are {', '.join(names)}"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "..."
