"""From a request to a handler and back: finds the action, checks the arguments, renders the values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import ACTION_FAILED, INVALID_ACTION, NOT_IMPLEMENTED_YET, UPnPError
from sonos_sim.services.arguments import ALIASES, BLANK_NUMBERS, OPTIONAL, STRING_CAPS, BadArgumentError, coercer
from sonos_sim.services.base import INSTANCE_ID, SERVICES, snake_case, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sonos_sim.catalogue import Action
    from sonos_sim.household.behaviour import Behaviour
    from sonos_sim.services.base import Service, Value


@dataclass(frozen=True, slots=True)
class _Input:
    name: str
    parameter: str
    coerce: Callable[[str], Value]
    default: Value | None
    """The value when the argument is missing; None: it must not be."""
    cap: int | None
    may_be_blank: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    """An action made ready for calling; one for all players that declare it alike."""

    method: str
    inputs: tuple[_Input, ...]
    outputs: tuple[str, ...]
    names: frozenset[str]


@cache
def _plan(service: str, action: Action) -> _Plan:
    optional = OPTIONAL.get((service, action.name), frozenset())
    inputs = []
    for argument in action.inputs:
        coerce = coercer(service, argument.variable)
        is_text = argument.variable.type == "string"
        default: Value | None = None
        if argument.name in optional:
            default = "" if is_text else coerce("0")
        inputs.append(
            _Input(
                argument.name,
                snake_case(argument.name),
                coerce,
                default,
                STRING_CAPS.get(argument.name) if is_text else None,
                (service, action.name, argument.name) in BLANK_NUMBERS,
            )
        )
    method = "" if action.name in SERVICES[service].pending else snake_case(action.name)
    outputs = tuple(argument.name for argument in action.outputs)
    return _Plan(method, tuple(inputs), outputs, frozenset(i.name for i in inputs))


def call(service: Service, action: str, arguments: Mapping[str, str]) -> list[tuple[str, str]]:
    """Carry out ``action`` of ``service`` and return the out arguments as text, in declared order.

    Raises UPnPError: 401 for an action the profile does not declare, 402 for bad arguments, the service's code
    for an InstanceID other than 0, 602 for one whose handler is still to come, and what the handler says.
    """
    declared = service.player.profile.services[service.name].actions.get(action)
    if declared is None:
        raise UPnPError(INVALID_ACTION, f"{service.player.profile.key} declares no {service.name}.{action}")
    plan = _plan(service.name, declared)
    values = _coerced(plan, action, arguments, service.behaviour)
    if values.pop("instance_id", 0) != 0:
        code = service.behaviour.bad_instance_code or service.instance_code
        raise UPnPError(code, f"InstanceID {arguments[INSTANCE_ID]}; there is only 0")
    if not plan.method:
        raise UPnPError(NOT_IMPLEMENTED_YET, f"{service.name}.{action} is still to come")
    outputs = getattr(service, plan.method)(**values) or {}
    if missing := plan.outputs and set(plan.outputs) - outputs.keys():
        raise UPnPError(ACTION_FAILED, f"the handler of {service.name}.{action} forgot {', '.join(sorted(missing))}")
    return [(name, text(outputs[name])) for name in plan.outputs]


def _coerced(plan: _Plan, action: str, arguments: Mapping[str, str], behaviour: Behaviour) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for item in plan.inputs:
        raw = arguments.get(item.name)
        if raw is None and behaviour.lenient_names:
            raw = arguments.get(ALIASES.get((action, item.name), ""))
        if raw is None:
            if item.default is None:
                raise UPnPError(behaviour.range_code, f"{action} needs {item.name}")
            values[item.parameter] = item.default
            continue
        if item.cap is not None and len(raw) > item.cap and behaviour.string_caps:
            raise UPnPError(behaviour.range_code, f"{item.name} of {len(raw)} characters; {item.cap} fit")
        try:
            values[item.parameter] = 0 if item.may_be_blank and not raw.strip() else item.coerce(raw)
        except BadArgumentError as error:
            raise UPnPError(behaviour.range_code, f"{item.name}: {error}") from None
    if behaviour.strict_arguments and (unknown := arguments.keys() - plan.names):
        raise UPnPError(behaviour.range_code, f"{action} has no {min(unknown)}")
    return values
