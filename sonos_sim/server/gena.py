"""SUBSCRIBE and UNSUBSCRIBE."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sonos_sim.server.http import Answer, empty_answer
from sonos_sim.server.subscriptions import SubscribeError

if TYPE_CHECKING:
    from aiohttp import web

    from sonos_sim.server.player_server import PlayerServer
    from sonos_sim.server.subscriptions import Subscription


def answer_subscription(server: PlayerServer, request: web.BaseRequest) -> Answer:
    """The answer to SUBSCRIBE (new or renewal) and UNSUBSCRIBE on an event path.

    The first event leaves after the answer was written (captured), on the clock when ``first_event_delay`` is set.
    """
    table, path, headers = server.subscriptions, request.path, request.headers
    try:
        if request.method == "UNSUBSCRIBE":
            table.unsubscribe(path, headers)
            return _noted(empty_answer(200, [], server.server_header), "unsubscribed")
        if "SID" in headers:
            return _granted(server, table.renew(path, headers), "renewed")
        subscription = table.subscribe(path, server.service(path).name, headers, request.remote or "")
    except SubscribeError as error:
        return _noted(empty_answer(error.status, [], server.server_header), str(error))
    answer = _granted(server, subscription, f"subscribed to {subscription.callbacks[0]}")
    answer.after_write = partial(_first_event, server, subscription)
    return answer


def _granted(server: PlayerServer, subscription: Subscription, note: str) -> Answer:
    headers = [("SID", subscription.sid), ("TIMEOUT", f"Second-{subscription.timeout}")]
    return _noted(empty_answer(200, headers, server.server_header), note)


def _noted(answer: Answer, note: str) -> Answer:
    answer.note = note
    return answer


def _first_event(server: PlayerServer, subscription: Subscription) -> None:
    delay = server.player.behaviour.first_event_delay
    send = partial(server.publisher.first_event, server, subscription)
    if delay > 0:
        server.publisher.clock.call_later(delay, send)
    else:
        send()
