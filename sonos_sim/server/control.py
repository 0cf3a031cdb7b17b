"""Control: a SOAP request becomes an action, its outcome a SOAP answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import ACTION_FAILED, INVALID_ACTION, UPnPError
from sonos_sim.server.http import Answer, soap_answer
from sonos_sim.server.junctions import ActionCall
from sonos_sim.server.records import ActionRecord, WarningRecord
from sonos_sim.services.arguments import without_secrets
from sonos_sim.services.dispatch import call
from sonos_sim.wire.soap import (
    ActionRequest,
    MalformedRequestError,
    parse_request,
    parse_soapaction,
    render_fault,
    render_response,
)

if TYPE_CHECKING:
    from aiohttp import web

    from sonos_sim.server.player_server import PlayerServer
    from sonos_sim.services.base import Service


def answer_action(server: PlayerServer, request: web.BaseRequest, body: bytes) -> Answer:
    """The answer to the POST ``request`` on a control path."""
    named = parse_soapaction(request.headers.get("SOAPACTION", ""))
    if named is None:
        return server.refuse(400, f"SOAPACTION {request.headers.get('SOAPACTION')!r} is not SERVICETYPE#ACTION")
    try:
        asked = parse_request(body)
    except MalformedRequestError as error:
        return server.refuse(400, str(error))
    service = server.service(request.path)
    client = request.remote or ""
    profile, behaviour = server.player.profile, server.player.behaviour
    declared = profile.services[service.name]
    try:
        if named != (declared.type, asked.action) or asked.service_type != declared.type:
            _check_names(server, service, named, asked)
        if behaviour.missing_action == "405" and not _declares(server, service, asked):
            return server.refuse(405, f"{profile.key} declares no {service.name}.{asked.action}")
        if (junction := server.junctions.action) is None:
            outputs = call(service, asked.action, asked.arguments)
        else:
            proceed = partial(call, service, asked.action, asked.arguments)
            outputs = junction(ActionCall(service, asked, client, proceed))
    except UPnPError as error:
        return _fault(server, client, service.name, asked, error)
    except Exception as error:  # a defect of ours must not take the player down
        return _fault(server, client, service.name, asked, UPnPError(ACTION_FAILED, f"defect: {error!r}"))
    arguments = without_secrets(asked.arguments)
    server.record(ActionRecord(server.player.uuid, client, service.name, asked.action, arguments, dict(outputs)))
    return soap_answer(
        200,
        render_response(declared.type, asked.action, outputs),
        server.server_header,
        chunked=f"{service.name}.{asked.action}" in behaviour.chunked_actions,
        keep_alive=behaviour.keep_alive,
    )


def _check_names(server: PlayerServer, service: Service, named: tuple[str, str], asked: ActionRequest) -> None:
    """Body and SOAPACTION name the service and action; slips that real players tolerate become warnings."""
    declared = server.player.profile.service(service.name).type
    behaviour = service.behaviour
    for given in (asked.service_type, named[0]):
        if given == declared:
            continue
        if _without_domain(given) != _without_domain(declared) or behaviour.strict_service_type:
            raise UPnPError(INVALID_ACTION, f"service type {given!r}; this path is {declared}")
        server.record(WarningRecord(server.player.uuid, f"service type {given!r} taken for {declared}"))
    if named[1] != asked.action:
        if behaviour.strict_soapaction:
            raise UPnPError(INVALID_ACTION, f"SOAPACTION names {named[1]}, the body {asked.action}")
        server.record(WarningRecord(server.player.uuid, f"SOAPACTION names {named[1]}, the body {asked.action}"))


def _declares(server: PlayerServer, service: Service, asked: ActionRequest) -> bool:
    return asked.action in server.player.profile.service(service.name).actions


def _without_domain(service_type: str) -> str:
    return ":".join(service_type.split(":")[2:])


def _fault(server: PlayerServer, client: str, service: str, asked: ActionRequest, error: UPnPError) -> Answer:
    server.record(
        ActionRecord(
            server.player.uuid,
            client,
            service,
            asked.action,
            without_secrets(asked.arguments),
            fault=error.code,
            reason=error.reason,
        )
    )
    keep_alive = server.player.behaviour.keep_alive
    return soap_answer(500, render_fault(error.code, error.description), server.server_header, keep_alive=keep_alive)
