"""The service descriptor list of ListAvailableServices (five recorded lists, one of 70 services)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sonos_sim.wire.xml import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class ServiceDescriptor(NamedTuple):
    """One service: attributes of its elements by name, in the order they are written."""

    service: Mapping[str, str]
    policy: Mapping[str, str] | None
    """None: there is no Policy element."""
    presentation: Mapping[str, Mapping[str, str]]
    """Elements in Presentation."""
    manifest: Mapping[str, str] | None
    """Stands in place of Presentation."""


def render_services(descriptors: Iterable[ServiceDescriptor]) -> str:
    """The document with ``descriptors`` in their order."""
    return f'<Services SchemaVersion="1">{"".join(map(_service, descriptors))}</Services>'


def _service(item: ServiceDescriptor) -> str:
    policy = "" if item.policy is None else f"<Policy{_attributes(item.policy)}/>"
    if item.manifest is not None:
        documents = f"<Manifest{_attributes(item.manifest)}/>"
    else:
        inner = "".join(f"<{name}{_attributes(values)}/>" for name, values in item.presentation.items())
        documents = f"<Presentation>{inner}</Presentation>"
    return f"<Service{_attributes(item.service)}>{policy}{documents}</Service>"


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in values.items())
