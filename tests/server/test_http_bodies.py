"""SOAP envelopes in the spellings that clients use, and bodies that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim.server.records import RequestRecord
from tests.support.raw_http import ARGUMENTS, BAD_REQUEST, CLOSE, OPEN, RENDERING, VOLUME_SET, heard, raw, volume

if TYPE_CHECKING:
    from tests.conftest import Simulate


@pytest.mark.parametrize("prefix", ["s", "soap", "SOAP-ENV", "x"])
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-8" ?>\n'])
async def test_any_prefix_with_and_without_declaration(simulate: Simulate, prefix: str, declaration: str) -> None:
    kitchen = (await simulate())["Kitchen"]
    namespace = f'xmlns:{prefix}="http://schemas.xmlsoap.org/soap/envelope/"'
    frame = f"{declaration}<{prefix}:Envelope {namespace}><{prefix}:Body>{{}}</{prefix}:Body></{prefix}:Envelope>"
    assert await raw(kitchen, volume(kitchen, ARGUMENTS, "SetVolume", frame)) == VOLUME_SET
    assert kitchen.rendering.volumes["Master"] == 33


async def test_any_prefix_of_the_action(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    for prefix in (b"m", b"ns0", b"U"):
        request = volume(kitchen, ARGUMENTS).replace(b"u:", prefix + b":").replace(b":u=", b":" + prefix + b"=")
        body = request.partition(b"\r\n\r\n")[2]
        head = volume(kitchen, ARGUMENTS).partition(b"\r\n\r\n")[0]
        length = head.rpartition(b" ")[2]
        assert await raw(kitchen, head.removesuffix(length) + b"%d\r\n\r\n%b" % (len(body), body)) == VOLUME_SET


async def test_the_action_in_a_default_namespace(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    call = f'<SetVolume xmlns="{RENDERING}">{ARGUMENTS}</SetVolume>'
    request = volume(kitchen, "", "SetVolume", OPEN + call + CLOSE)
    assert await raw(kitchen, request) == VOLUME_SET


@pytest.mark.parametrize(
    "content_type",
    ['text/xml; charset="utf-8"', "text/xml; charset=utf8", "text/xml; charset=utf-8", "text/plain", "text/xml"],
)
async def test_any_content_type(simulate: Simulate, content_type: str) -> None:
    kitchen = (await simulate())["Kitchen"]
    arguments = ARGUMENTS.replace("33", "44")
    request = volume(kitchen, arguments, "SetVolume", "{}", f"Content-Type: {content_type}")
    assert await raw(kitchen, request) == VOLUME_SET
    assert kitchen.rendering.volumes["Master"] == 44


async def test_pretty_printed_bodies_comments_and_instructions(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    pretty = "\n\t" + ARGUMENTS.replace("><", ">\n\t<").replace("<Channel>", "<Channel >") + "\n"
    frame = OPEN.replace("><", ">\n <!-- hello --><?now?>\n <") + "\n  {}\n" + CLOSE.replace("><", ">\n<") + "\n"
    arguments = f"<!-- one --><?two?>{pretty}"
    assert await raw(kitchen, volume(kitchen, arguments, "SetVolume", frame)) == VOLUME_SET
    assert kitchen.rendering.volumes["Master"] == 33


async def test_a_header_element_before_the_body_is_skipped(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    frame = OPEN.replace("<s:Body>", "<s:Header><credentials/></s:Header><s:Body>") + "{}" + CLOSE
    assert await raw(kitchen, volume(kitchen, ARGUMENTS, "SetVolume", frame)) == VOLUME_SET


async def test_a_chunked_request(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    head, _, body = volume(kitchen, ARGUMENTS).partition(b"\r\n\r\n")
    head = head.rpartition(b"\r\n")[0] + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(body[i : i + 50]), body[i : i + 50]) for i in range(0, len(body), 50))
    assert await raw(kitchen, head + chunks + b"0\r\n\r\n") == VOLUME_SET
    assert kitchen.rendering.volumes["Master"] == 33


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "no xml",
        "<s:Envelope>{}</s:Envelope>",
        OPEN + "{}",
        OPEN + CLOSE,
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x">' + OPEN + "{}" + CLOSE,
        "<!DOCTYPE x [<!ENTITY a 'b'>]>" + OPEN + "{}" + CLOSE,
        "<Body>{}</Body>",
        OPEN + "{}" + CLOSE + "<more/>",
    ],
    ids=["empty", "text", "prefix", "cut", "no action", "dtd", "entity", "no envelope", "two roots"],
)
async def test_a_body_that_is_no_soap_is_400(simulate: Simulate, frame: str) -> None:
    sim = await simulate()
    records = heard(sim)
    kitchen = sim["Kitchen"]
    assert await raw(kitchen, volume(kitchen, ARGUMENTS, "SetVolume", frame)) == BAD_REQUEST
    assert [(type(r), r.status) for r in records] == [(RequestRecord, 400)]
    assert records[0].note
    assert kitchen.rendering.volumes["Master"] == 20
