"""Household files: a household in YAML, to be written by hand, kept with a test, or saved from a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from sonos_sim.household.file_contents import Builder, describe
from sonos_sim.household.file_schema import schema_problems

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sonos_sim.household.household import Household


class HouseholdFileError(ValueError):
    """A household file cannot be used; ``problems`` has a sentence for each error in it."""

    def __init__(self, path: str | Path, problems: Iterable[str]) -> None:
        self.problems = tuple(f"{path}: {problem}" for problem in problems)
        super().__init__("\n".join(self.problems))


def load(path: str | Path, **defaults: Any) -> Household:
    """The household that the YAML (or JSON) file at ``path`` describes.

    ``defaults`` are values of top-level keys, such as ``seed``, that the file may leave out. Raises HouseholdFileError
    with all that is wrong with it.
    """
    document = _read(path)
    if problems := schema_problems(document):
        raise HouseholdFileError(path, problems)
    builder = Builder({**defaults, **document}, Path(path).parent)
    if builder.problems:
        raise HouseholdFileError(path, builder.problems)
    return builder.household


def validate(path: str | Path) -> tuple[str, ...]:
    """What is wrong with the file at ``path``, a sentence each; empty if it can be loaded."""
    try:
        load(path)
    except HouseholdFileError as error:
        return error.problems
    return ()


def save(household: Household, path: str | Path) -> None:
    """Write ``household`` to ``path`` so that :func:`load` makes the same players, settings, groups, bonds and library.

    What is loaded and playing, group ids and the topology's history are not kept; nor is the time of a running clock.
    """
    text = yaml.safe_dump(describe(household), sort_keys=False, allow_unicode=True)
    Path(path).write_text(text, "utf-8")


class _Loader(yaml.SafeLoader):
    """YAML without dates, which stay text, and with no key twice."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own class attribute
        first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key.value} is there twice", problem_mark=key.start_mark)
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else "")
        return super().construct_mapping(node, deep)


def _read(path: str | Path) -> Any:
    try:
        return yaml.load(Path(path).read_bytes(), _Loader)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise HouseholdFileError(path, [f"it cannot be read: {error.strerror}"]) from error
    except yaml.MarkedYAMLError as error:
        mark, problem = error.problem_mark, error.problem or "it is no YAML"
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise HouseholdFileError(path, [f"{where}{problem}"]) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise HouseholdFileError(path, [f"it is no YAML: {str(error).splitlines()[0]}"]) from error
