#!/usr/bin/env python3
"""Serves a trained assistant; runs in Rasa's environment (.venv-rasa).

serve.py --model assistant.tar.gz --port 5005 --actions http://127.0.0.1:5055 --home FOLDER [--days 7]
         [--url http://rasa.internal:5005] [--vocabulary vocabulary.json] [--catalogs FOLDER]

Conversations are kept in the PostgreSQL that FLOORWALKER_DATABASE_URL names, or else in a SQLite file in the home.
Whoever asks shows FLOORWALKER_INNER_TOKEN, if it is set, and asks by a name of this process (`bot.guard`).
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

LOOPBACK = ("127.0.0.1", "::1", "localhost")
OPEN = ("/",)
"""Whether it lives is told to anybody who reaches it."""

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rasa.utils.endpoints import EndpointConfig
    from sanic import Sanic

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def parser() -> argparse.ArgumentParser:
    """The options that the server takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument(
        "--url", default="", help="where the gateway finds it; by other names with a dot it answers 421"
    )
    parser.add_argument("--actions", required=True, help="base URL of the action server")
    parser.add_argument("--home", type=Path, required=True, help="folder for conversations")
    parser.add_argument("--days", type=int, default=7, help="how long a conversation that rests is kept; 0: for ever")
    parser.add_argument("--vocabulary", type=Path, help="the words of the catalog, taken up again whenever they change")
    parser.add_argument(
        "--catalogs", type=Path, help="a folder for each catalog that sites have of their own, with its vocabulary.json"
    )
    return parser


def main() -> None:
    options = parser().parse_args()
    if not options.model.is_file():
        parser().exit(1, f"there is no model {options.model}\n  -> train one: floorwalker train-assistant\n")
    serve(options)


def serve(options: argparse.Namespace) -> None:
    """Runs the server until it is stopped."""
    from bot import rasa_environment

    token = rasa_environment.inner_token()
    if not token and options.host not in LOOPBACK:
        remedy = "set FLOORWALKER_INNER_TOKEN, the same for every process"
        parser().exit(1, f"whoever reaches {options.host} could ask Rasa, since it has no token\n  -> {remedy}\n")
    rasa_environment.prepare()
    os.umask(0o077)  # conversations are for their owner's eyes alone
    import rasa.core.run
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    from bot.components import outside, performance
    from bot.components.action_endpoint import ActionEndpoint

    # Below warnings, Rasa writes shoppers' words and every step of every turn.
    configure_structlog(logging.WARNING)
    configure_logging_and_warnings(logging.WARNING)
    performance.apply()
    outside.vocabulary = options.vocabulary
    outside.catalogs = options.catalogs
    rasa.core.run.configure_app = _then_guarded(rasa.core.run.configure_app, token, options.url)
    rasa.core.run.load_agent_on_start = _then_standing_by(rasa.core.run.load_agent_on_start)
    options.home.mkdir(parents=True, exist_ok=True)
    credentials = options.home / "credentials.yml"
    credentials.write_text("bot.components.channel.FloorwalkerInput: {}\n", encoding="utf-8")
    rasa.core.run.serve_application(
        model_path=str(options.model),
        interface=options.host,
        port=options.port,
        credentials=str(credentials),
        endpoints=AvailableEndpoints(
            action=ActionEndpoint(url=f"{options.actions.rstrip('/')}/webhook", headers=shown(token)),
            tracker_store=tracker_store(options.home, options.days),
        ),
        enable_api=False,
    )


def shown(token: str) -> dict[str, str]:
    """The headers with which the action server is asked."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def _then_guarded(configure: Callable[..., Sanic[Any, Any]], token: str, url: str) -> Callable[..., Sanic[Any, Any]]:
    """Makes the server's app, with the guard before everything that it answers."""
    from bot.guard import guard
    from data.peers import hosts_of

    def configured(*args: Any, **kwargs: Any) -> Sanic[Any, Any]:
        app = configure(*args, **kwargs)
        guard(app, token, hosts_of(url), open=OPEN, named_by="FLOORWALKER_RASA_URL")
        return app

    return configured


def _then_standing_by(load: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Loads the model, before the server listens, and waits where this one is to stand by."""
    from bot.standing_by import stand_by

    async def loaded(*args: Any, **kwargs: Any) -> Any:
        agent = await load(*args, **kwargs)
        await asyncio.to_thread(stand_by)
        return agent

    return loaded


def tracker_store(home: Path, days: int) -> EndpointConfig:
    """Where conversations are kept: PostgreSQL if the environment names one, else a file."""
    from rasa.utils.endpoints import EndpointConfig

    from bot.rasa_environment import database_url

    named = re.sub(r"^postgresql(\+\w+)?://", "postgresql+psycopg2://", database_url())
    url = named or f"sqlite:///{home / 'conversations.db'}"
    store = EndpointConfig(type="bot.components.tracker_store.BoundedTrackerStore", url=url, days=days)
    store.kwargs["url"] = url  # EndpointConfig takes `url` for itself; the store gets it as a keyword
    return store


if __name__ == "__main__":
    main()
