"""The service description of a service: ``/xml/<Service>1.xml``.

The order of elements is that of the files recorded from a ZP120 at 16.5: the state table before the actions, an
allowedValueList before its defaultValue, no argumentList where an action has no arguments. Their indentation is
irregular; ours is two spaces throughout.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sonos_sim.wire.xml import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.catalogue import Action, Service, Variable


@cache
def render_scpd(service: Service, *, scpd_flaws: bool = False) -> bytes:
    """The service description of ``service``.

    ``scpd_flaws`` repeats the variables that real players declare twice, which strict parsers refuse. Profiles that
    declare the same share one Service object, so each document is rendered once.
    """
    return "".join(f"{line}\n" for line in _document(service, scpd_flaws)).encode()


def _document(service: Service, flaws: bool) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8" ?>'
    yield '<scpd xmlns="urn:schemas-upnp-org:service-1-0">'
    yield "  <specVersion>"
    yield "    <major>1</major>"
    yield "    <minor>0</minor>"
    yield "  </specVersion>"
    yield "  <serviceStateTable>"
    for variable in service.variables.values():
        for _ in range(2 if variable.declared_twice and flaws else 1):
            yield from _variable(variable)
    yield "  </serviceStateTable>"
    yield "  <actionList>"
    for action in service.actions.values():
        yield from _action(action)
    yield "  </actionList>"
    yield "</scpd>"


def _variable(variable: Variable) -> Iterator[str]:
    yield f'    <stateVariable sendEvents="{"yes" if variable.evented else "no"}">'
    yield f"      <name>{variable.name}</name>"
    yield f"      <dataType>{variable.type}</dataType>"
    if variable.allowed:
        yield "      <allowedValueList>"
        for value in variable.allowed:
            yield f"        <allowedValue>{escape(value)}</allowedValue>"
        yield "      </allowedValueList>"
    if variable.range is not None:
        yield "      <allowedValueRange>"
        yield f"        <minimum>{variable.range.minimum}</minimum>"
        yield f"        <maximum>{variable.range.maximum}</maximum>"
        if variable.range.step is not None:
            yield f"        <step>{variable.range.step}</step>"
        yield "      </allowedValueRange>"
    if variable.default is not None:
        yield f"      <defaultValue>{escape(variable.default)}</defaultValue>"
    yield "    </stateVariable>"


def _action(action: Action) -> Iterator[str]:
    yield "    <action>"
    yield f"      <name>{action.name}</name>"
    if action.inputs or action.outputs:
        yield "      <argumentList>"
        for direction, arguments in (("in", action.inputs), ("out", action.outputs)):
            for argument in arguments:
                yield "        <argument>"
                yield f"          <name>{argument.name}</name>"
                yield f"          <direction>{direction}</direction>"
                yield f"          <relatedStateVariable>{argument.variable.name}</relatedStateVariable>"
                yield "        </argument>"
        yield "      </argumentList>"
    yield "    </action>"
