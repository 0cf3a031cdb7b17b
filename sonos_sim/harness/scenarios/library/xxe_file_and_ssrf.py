"""Documents of a player name things to be fetched: external entities."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from sonos_sim.harness.gena_faults import MutateBody
from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import hears, is_calm
from sonos_sim.harness.transport_faults import Rewrite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_CANARY = "/canary/"
"""Nothing is served below this path: who asks there has done what a document wanted."""
_BAIT = "&page;&file;"
_SPELL = 10.0


def _doctype(root: str, url: str) -> str:
    return (
        f'<!DOCTYPE {root} [<!ENTITY page SYSTEM "{url}{_CANARY}page"> <!ENTITY file SYSTEM "file:///etc/hostname"> '
        f'<!ENTITY % part SYSTEM "{url}{_CANARY}part.dtd"> %part;]>'
    )


def _event(doctype: str, content: str) -> bytes:
    return (
        f'{doctype}<e:propertyset xmlns:e="urn:schemas-upnp-org:event-1-0"><e:property>'
        f"<LastChange>{content}</LastChange></e:property></e:propertyset>"
    ).encode()


def _outside(url: str, _body: bytes) -> bytes:
    return _event(_doctype("e:propertyset", url), _BAIT)


def _inside(url: str, _body: bytes) -> bytes:
    return _event("", escape(f"{_doctype('Event', url)}<Event>{_BAIT}</Event>"))


def _described(url: str, body: bytes) -> bytes:
    baited = body.replace(b"<root", f"{_doctype('root', url)}<root".encode(), 1)
    return baited.replace(b"</friendlyName>", f"{_BAIT}</friendlyName>".encode(), 1)


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    player = stage.rooms[0]
    stage.faults.add("GET /xml/device_description.xml", Rewrite(partial(_described, player.base_url)), player=player)
    for volume, change in ((41, _outside), (42, _inside)):
        bait = MutateBody(partial(change, player.base_url))
        stage.faults.add("NOTIFY RenderingControl", bait, player=player, lasting=_SPELL)
        stage.mark("odd")
        player.rendering.set_volume(volume, player.behaviour)
        yield 60
    stage.mark("knob")
    player.rendering.set_volume(43, player.behaviour)
    yield 30


def _fetches_nothing(stage: Stage) -> str:
    asked = [entry for entry in stage.journal.requests if entry.record.path.startswith(_CANARY)]
    return str(asked[0]) if asked else ""


SCENARIO = Scenario(
    name="xxe-file-and-ssrf",
    group="security",
    title="Documents that name things to be fetched",
    imitates=(
        "Somebody hostile on the network sends events and a device description with external entities, of files and of "
        "other hosts; UPnP programs have fetched them, of Sonos ones nobody reported it (inferred)."
    ),
    sources=(
        "https://github.com/trishika/DroidUPnP/issues/76",
        "https://github.com/UniversalMediaServer/UniversalMediaServer/pull/2500",
        "https://github.com/StevenLooman/async_upnp_client/pull/27",
    ),
    severity="high",
    bundles=("hostile-lan",),
    steps=_steps,
    oracle=(
        Statement("it fetches nothing that a document names", _fetches_nothing),
        hears("RenderingControl", "knob", lambda stage: stage.rooms[0]),
        is_calm(60),
    ),
)
