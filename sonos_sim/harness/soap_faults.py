"""Faults of actions: what SOAP answers say."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sonos_sim.catalogue.errors import ACTION_FAILED, UPnPError
from sonos_sim.harness.faults import Fault
from sonos_sim.services.base import text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sonos_sim.server.junctions import ActionCall, Outputs
    from sonos_sim.services.base import Value


class UPnPFault(Fault):
    """The action is refused with ``code``; ``after``: it acts all the same. Real players send no ``description``."""

    def __init__(self, code: int, description: str = "", *, after: bool = False) -> None:
        self.code = code
        self.description = description
        self.after = after

    @property
    def name(self) -> str:
        """With the code."""
        return f"upnp error {self.code}"

    def on_action(self, call: ActionCall) -> Outputs | None:
        """Refuse it."""
        if self.after:
            call.proceed()
        raise UPnPError(self.code, "planned", description=self.description)


class Fields(Fault):
    """Out arguments are others than the player says: ``Fields(CurrentVolume="NOT_IMPLEMENTED")``.

    A value is text, None to leave the argument out, or a function of the player's text.
    """

    def __init__(self, **values: str | Callable[[str], str] | None) -> None:
        self.values = values

    def on_action(self, call: ActionCall) -> Outputs | None:
        """Put them in place."""
        outputs = call.proceed()
        if unknown := self.values.keys() - {name for name, _ in outputs}:
            raise UPnPError(ACTION_FAILED, f"defect of the test: {call.name} has no out argument {min(unknown)}")
        return [(name, said) for name, was in outputs if (said := self._said(name, was)) is not None]

    def _said(self, name: str, was: str) -> str | None:
        said = self.values.get(name, was)
        return said(was) if callable(said) else said


class Frozen(Fault):
    """The answer stays what it was when the fault struck first, or only the named out arguments of it."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self._kept: dict[tuple[str, str], dict[str, str]] = {}

    def on_action(self, call: ActionCall) -> Outputs | None:
        """Say it again."""
        outputs = call.proceed()
        kept = self._kept.setdefault((call.player.uuid, call.name), dict(outputs))
        return [(name, kept.get(name, now) if not self.names or name in self.names else now) for name, now in outputs]


class TooLarge(Fault):
    """An answer whose out arguments have more than ``limit`` bytes becomes the fault ``code``."""

    def __init__(self, limit: int, code: int = ACTION_FAILED) -> None:
        self.limit = limit
        self.code = code

    def on_action(self, call: ActionCall) -> Outputs | None:
        """Measure it."""
        outputs = call.proceed()
        if (size := sum(len(value.encode()) for _, value in outputs)) > self.limit:
            raise UPnPError(self.code, f"planned: {size} bytes; {self.limit} are allowed")
        return outputs


class Ignored(Fault):
    """The action succeeds and does nothing; out arguments are empty, or those given."""

    def __init__(self, **outputs: str) -> None:
        self.outputs = outputs

    def on_action(self, call: ActionCall) -> Outputs | None:
        """Do nothing."""
        declared = call.player.profile.service(call.service).actions[call.asked.action]
        return [(argument.name, self.outputs.get(argument.name, "")) for argument in declared.outputs]


class Interception(Fault):
    """A handler in front of an action; see :meth:`sonos_sim.simulator.Simulator.intercept`."""

    quiet: ClassVar[bool] = True

    def __init__(self, handler: Callable[[ActionCall], Mapping[str, Value] | None]) -> None:
        self.handler = handler

    def on_action(self, call: ActionCall) -> Outputs | None:
        """Ask the handler; None lets the next one answer."""
        answer = self.handler(call)
        if answer is None:
            return None
        declared = call.player.profile.service(call.service).actions[call.asked.action].outputs
        if missing := {argument.name for argument in declared} - answer.keys():
            raise UPnPError(ACTION_FAILED, f"defect of the test: the handler of {call.name} forgot {min(missing)}")
        return [(argument.name, text(answer[argument.name])) for argument in declared]
