"""The action server's process: every action of this package behind rasa_sdk's HTTP endpoint."""

from __future__ import annotations

import os

from bot.actions import orders
from bot.actions.base import URL_VARIABLE


def main(*, port: int, host: str, recommender_url: str, orders_url: str, orders_token: str) -> None:
    """Serves until stopped. One process: the actions wait for the recommender, they do not compute."""
    os.environ[URL_VARIABLE] = recommender_url
    os.environ[orders.URL_VARIABLE], os.environ[orders.TOKEN_VARIABLE] = orders_url, orders_token
    os.environ["SANIC_HOST"] = host
    os.environ.setdefault("ACTION_SERVER_SANIC_WORKERS", "1")
    from rasa_sdk.endpoint import create_app
    from rasa_sdk.executor import ActionExecutor

    executor = ActionExecutor()
    executor.register_package("bot.actions")
    create_app(executor).run(host=host, port=port, single_process=True, access_log=False, motd=False)
