"""What a player serves for GET: its device description, the service descriptions, and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.server.art import ART_PATH, answer_art, answer_icon
from sonos_sim.server.http import Answer, file_answer
from sonos_sim.server.status_pages import status_page
from sonos_sim.wire.description import DescribedPlayer, render_description
from sonos_sim.wire.scpd import render_scpd

if TYPE_CHECKING:
    from aiohttp import web

    from sonos_sim.server.player_server import PlayerServer


def answer_file(server: PlayerServer, request: web.BaseRequest) -> Answer:
    """The file that ``request`` asks for, or the 404 page."""
    if request.path == ART_PATH:
        return answer_art(server, request)
    if request.path == f"/img/icon-{server.player.profile.model}.png":
        return answer_icon(server)
    page = status_page(server.player, request.path) or ("text/xml", _body(server, request.path))
    kind, body = page
    if body is None:
        return server.refuse(404, "no such file")
    answer = file_answer(kind, body, server.server_header, keep_alive=server.player.behaviour.keep_alive)
    answer.note = ""
    return answer


def _body(server: PlayerServer, path: str) -> bytes | None:
    player = server.player
    if path == "/xml/device_description.xml":
        described = DescribedPlayer(
            uuid=player.uuid,
            mac=player.identity.mac_address,
            serial=player.identity.serial,
            room_name=player.name,
            ip=player.address,
            port=player.port,
        )
        return render_description(player.profile, described, description_style=player.behaviour.description_style)
    service = player.profile.services.get(path.removeprefix("/xml/").removesuffix("1.xml"))
    if service is not None and path == service.scpd_path:
        return render_scpd(service, scpd_flaws=player.behaviour.scpd_flaws)
    return None
