"""The action server's process: what answers every message, behind rasa_sdk's HTTP endpoint."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from bot.actions.base import register
from bot.acts.shop_model import serving
from bot.chat_model.config import ChatModelConfig
from bot.dialogue.services import Services
from bot.guard import guard
from bot.orders.backend import OrderBackend
from bot.orders.demo import DEMO, DemoOrders
from bot.orders.rest import RestOrders
from bot.standing_by import stand_by
from data.peers import Hosts
from data.privacy.vault import Vault
from recommender.client import RecommenderClient, RecommenderUnavailable

if TYPE_CHECKING:
    from bot.chat_model.writer import Writer

_log = logging.getLogger(__name__)
OPEN = frozenset({"/health", "/metrics"})
"""Told to anybody who reaches the process."""
TIMEOUT = 3.0
"""Seconds; an action makes two calls at the most, and the gateway gives a whole turn ten."""


def main(
    *,
    port: int,
    host: str,
    recommender_url: str,
    catalog_urls: Mapping[str, str],
    orders_url: str,
    orders_token: str,
    vault: Vault,
    turns: Path | None = None,
    token: str = "",
    hosts: Hosts | None = None,
    chat_model: ChatModelConfig | None = None,
) -> None:
    """Serves until stopped, and listens once all is loaded: who answers at /health is ready.

    `catalog_urls`: where the recommenders are of the catalogs that sites have of their own. `turns`: the folder of what
    the shop's own conversations taught of acts (`bot.acts.shop_model`), if any. `token`: what Rasa shows, and what the
    recommender is shown; `hosts`: by which names it is asked.

    One process: the actions wait for the recommender, and judging what a message does takes some milliseconds. Raises
    bot.chat_model.provider.ChatModelUnusable if there shall be a chat model that cannot be made, and OSError if the
    classifier of acts is not there.
    """
    executor = ActionExecutor()
    app = create_app(executor)
    writer = None if chat_model is None else _writer(chat_model, app)
    guard(app, token, hosts or Hosts(), open=OPEN, named_by="FLOORWALKER_ACTIONS_URL")
    client = functools.partial(RecommenderClient, timeout=TIMEOUT, token=token)
    recommender, others = client(recommender_url), {name: client(url) for name, url in catalog_urls.items()}
    orders = _orders(orders_url, orders_token)
    app.error_handler.add(RecommenderUnavailable, _unavailable)
    acts = serving(turns)
    register(executor, Services(recommender, orders, writer=writer, vault=vault, acts=acts, recommenders=others))
    stand_by()
    app.run(host=host, port=port, single_process=True, access_log=False, motd=False)


async def _unavailable(_request: Request, error: Exception) -> HTTPResponse:
    """A turn that needs the recommender while that is down: it fails as a whole, and may be tried again."""
    _log.warning("a turn could not be answered: %s", error)
    return json({"error": "recommender_unavailable"}, status=503)


def _orders(url: str, token: str) -> OrderBackend | None:
    """The shop's order system; None if it connected none."""
    if url == DEMO:
        return DemoOrders()
    return RestOrders(url, token) if url else None


def _writer(config: ChatModelConfig, app: Sanic[Any, Any]) -> Writer:
    """A chat model, and what it costs at /metrics. LangChain is loaded only here."""
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    from bot.chat_model.provider import create
    from bot.chat_model.writer import Writer

    writer = Writer(create(config), config)

    async def metrics(_request: Request) -> HTTPResponse:
        return raw(generate_latest(writer.metrics.registry), content_type=CONTENT_TYPE_LATEST)

    app.add_route(metrics, "/metrics")
    return writer
