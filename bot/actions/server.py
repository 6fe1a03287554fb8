"""The action server's process: every action of this package behind rasa_sdk's HTTP endpoint."""

from __future__ import annotations

import os
from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from bot.actions import orders
from bot.actions.base import URL_VARIABLE
from bot.chat_model.config import ChatModelConfig
from bot.dialogue import phrasing


def main(
    *,
    port: int,
    host: str,
    recommender_url: str,
    orders_url: str,
    orders_token: str,
    chat_model: ChatModelConfig | None = None,
) -> None:
    """Serves until stopped. One process: the actions wait for the recommender, they do not compute.

    Raises bot.chat_model.provider.ChatModelUnusable if there shall be a chat model that cannot be made.
    """
    os.environ[URL_VARIABLE] = recommender_url
    os.environ[orders.URL_VARIABLE], os.environ[orders.TOKEN_VARIABLE] = orders_url, orders_token
    os.environ["SANIC_HOST"] = host
    os.environ.setdefault("ACTION_SERVER_SANIC_WORKERS", "1")
    from rasa_sdk.endpoint import create_app
    from rasa_sdk.executor import ActionExecutor

    executor = ActionExecutor()
    executor.register_package("bot.actions")
    app = create_app(executor)
    if chat_model is not None:
        _use(chat_model, app)
    app.run(host=host, port=port, single_process=True, access_log=False, motd=False)


def _use(config: ChatModelConfig, app: Sanic[Any, Any]) -> None:
    """Uses a chat model, and what it costs at /metrics. LangChain is loaded only here."""
    from prometheus_client import CONTENT_TYPE_LATEST

    from bot.chat_model.provider import create
    from bot.chat_model.writer import Writer

    writer = Writer(create(config), config)
    phrasing.use(writer)

    async def metrics(_request: Request) -> HTTPResponse:
        return raw(writer.metrics.exposition(), content_type=CONTENT_TYPE_LATEST)

    app.add_route(metrics, "/metrics")
