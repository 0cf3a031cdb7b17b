"""What a player serves for GET: its device description and the service descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.server.http import Answer, file_answer
from sonos_sim.wire.description import DescribedPlayer, render_description
from sonos_sim.wire.scpd import render_scpd

if TYPE_CHECKING:
    from sonos_sim.server.player_server import PlayerServer


def answer_file(server: PlayerServer, path: str) -> Answer:
    """The file at ``path``, or the 404 page."""
    body = _body(server, path)
    if body is None:
        return server.refuse(404, "no such file")
    answer = file_answer("text/xml", body, server.server_header, keep_alive=server.player.behaviour.keep_alive)
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
