"""The processes of the assistant: how each is started, where it listens, what it waits for.

Four, and one more recommender for each catalog besides the main one.

`serve` is what runs inside three of them; Rasa lives in its own environment and is started by `bot/serve.py`.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.chat_model.config import ChatModelConfig
from data.peers import hosts_of, is_this_host
from floorwalker.catalogs import names, refuse_unknown_sites, urls
from floorwalker.environments import QUIET, RASA_PYTHON
from floorwalker.errors import StepFailed
from floorwalker.fitness import refuse_unfit
from floorwalker.home import Home
from floorwalker.keeping import agent_sessions, agents_vault, ages, identity_provider, places
from floorwalker.processes import logbook
from floorwalker.processes.edge import bounds, gateway_hosts, inner_token
from floorwalker.processes.listening import listening_late
from floorwalker.processes.supervisor import ProcessSpec
from floorwalker.setting_forms import url_at
from floorwalker.settings import ROOT, Settings

if TYPE_CHECKING:
    from data.privacy.vault import Vault


def process_specs(settings: Settings) -> list[ProcessSpec]:
    """The processes on this host in the order in which they are started (and, reversed, stopped).

    Raises StepFailed for settings that they cannot run by.
    """
    refuse_unknown_sites(settings)
    named = [_named_recommender(settings.of_catalog(name)) for name in names(settings.catalogs)]
    inner = [
        _ours("recommender", settings, settings.recommender_port, "/ready"),
        *(spec for spec in named if spec is not None),
        _ours("actions", settings, settings.actions_port, "/health"),
        ProcessSpec(
            name="rasa",
            command=rasa_command(settings),
            port=settings.rasa_port,
            ready_url=f"{_here(settings, settings.rasa_port)}/",
            setting="FLOORWALKER_RASA_PORT",
            environment=rasa_environment(settings),
            patience=180.0,
            standby=settings.standby,
        ),
    ]
    after = tuple(spec.name for spec in inner)
    return [*inner, _ours("gateway", settings, settings.gateway_port, "/health", after=after)]


def _named_recommender(settings: Settings) -> ProcessSpec | None:
    """That of a catalog besides the main one; None where it is on another host."""
    if settings.recommender_url:
        return None
    spec = _ours("recommender", settings, settings.recommender_port, "/ready")
    return replace(
        spec,
        name=f"{spec.name}-{settings.catalog}",
        command=[*spec.command, "--catalog", settings.catalog],
        setting="FLOORWALKER_CATALOGS_PORT",
    )


def _here(settings: Settings, port: int) -> str:
    host = settings.host if port == settings.gateway_port else settings.inner_host
    return url_at(host, port)


def _ours(name: str, settings: Settings, port: int, ready: str, after: tuple[str, ...] = ()) -> ProcessSpec:
    return ProcessSpec(
        name=name,
        command=[sys.executable, "-m", "floorwalker.processes.serving", name],
        port=port,
        ready_url=f"{_here(settings, port)}{ready}",
        setting=f"FLOORWALKER_{name.upper()}_PORT",
        environment=QUIET,
        after=after,
        standby=settings.standby,
    )


def rasa_command(settings: Settings) -> list[str]:
    """The command that serves the trained assistant. Raises StepFailed if its environment is missing."""
    if not RASA_PYTHON.exists():
        raise StepFailed("the environment of Rasa (.venv-rasa) is missing", "run: make setup")
    home = Home(settings.home)
    command = [str(RASA_PYTHON), str(ROOT / "bot" / "serve.py")]
    command += ["--model", str(home.assistant), "--host", settings.inner_host, "--port", str(settings.rasa_port)]
    command += [
        "--url",
        settings.rasa,
        "--actions",
        settings.actions,
        "--home",
        str(home.tracker),
        "--days",
        str(settings.memory_days),
    ]
    command += ["--vocabulary", str(home.vocabulary)]
    command += ["--catalogs", str(home.catalogs)]
    return command


def rasa_environment(settings: Settings) -> dict[str, str]:
    """Variables for Rasa. Secrets are among them: a command line, and what is in it, anyone can read."""
    return QUIET | {
        "FLOORWALKER_DATABASE_URL": settings.database_url,
        "FLOORWALKER_INNER_TOKEN": inner_token(settings),
    }


def serve(name: str, settings: Settings) -> None:
    """Runs one process in the foreground until it is stopped: gateway, recommender, actions, rasa or jobs."""
    runners = {
        "gateway": _serve_gateway,
        "recommender": _serve_recommender,
        "actions": _serve_actions,
        "rasa": _serve_rasa,
        "jobs": _serve_jobs,
    }
    if name not in runners:
        raise StepFailed(f"there is no process {name!r}", f"name one of: {', '.join(runners)}")
    refuse_unfit(settings, is_edge=name == "gateway")
    if name != "rasa":  # which keeps its own
        logbook.keep(settings.log_format)
    runners[name](settings)


def _serve_gateway(settings: Settings) -> None:
    from bot.standing_by import stand_by
    from data.catalog.image_hosts import CatalogImages
    from data.privacy.masking import prepare
    from gateway.app import create_app
    from gateway.arms import Arms
    from gateway.config import GatewayConfig
    from gateway.edge.server import serve as serve_edge

    refuse_unknown_sites(settings)
    config = GatewayConfig(
        database_url=settings.database,
        rasa_url=settings.rasa,
        recommender_url=settings.recommender,
        catalogs=settings.catalogs,
        catalog_urls=urls(settings),
        actions_url=settings.actions,
        processes=Home(settings.home).processes,
        site_keys=settings.site_keys,
        allowed_origins=settings.allowed_origins,
        bounds=bounds(settings),
        sign_in_timeout=settings.request_seconds,
        hosts=gateway_hosts(settings),
        inner_token=inner_token(settings),
        messages_per_address=f"{settings.address_messages_per_minute}/minute",
        refusals_per_address=f"{settings.address_refusals_per_minute}/minute",
        streams_per_address=settings.address_connections,
        messages_per_session=f"{settings.messages_per_minute}/minute",
        sessions_per_address=f"{settings.sessions_per_minute}/minute",
        images=Home(settings.home).demo / "images",
        web=ROOT / "web" / "dist",
        shop=Home(settings.home).storefront,
        arms=Arms(settings.holdout, settings.widget_holdout),
        report=Home(settings.home).gauges,
        dashboards=Home(settings.home).dashboards,
        redis_url=settings.redis_url,
        rules=settings.rules or Home(settings.home).rules,
        knowledge=settings.knowledge or Home(settings.home).knowledge,
        four_eyes=settings.four_eyes,
        places=places(settings),
        shopper_key=settings.shopper_key.get_secret_value(),
        log_lifetime=ages(settings).log,
        longest_session=ages(settings).whole_session,
        vault=vault(settings),
        agents_vault=agents_vault(settings),
        agent_sessions=agent_sessions(settings),
        most_upload_bytes=settings.most_upload_mb * 1024 * 1024,
        provider=identity_provider(settings),
        second_factor=settings.second_factor,
        image_hosts=settings.image_hosts,
        catalog_images=CatalogImages(),
        is_tls=settings.public_url.startswith("https://"),
        api_docs=settings.is_development if settings.api_docs == "auto" else settings.api_docs == "on",
        metrics_token=settings.metrics_token.get_secret_value() or ("" if settings.is_development else None),
        shopify_secrets=_secrets(settings.shopify_webhook_secret),
        woocommerce_secrets=_secrets(settings.woocommerce_webhook_secret),
        secure_cookies={"secure": True, "plain": False}.get(settings.console_cookies),
    )
    app = create_app(config)
    prepare()
    stand_by()  # what it does besides answering is for one that serves
    serve_edge(app, config.bounds, settings.host, settings.gateway_port)


def _secrets(given: SecretStr) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in given.get_secret_value().split(","))))


def _serve_recommender(settings: Settings) -> None:
    import uvicorn

    from floorwalker.steps.configuration import recommender_config
    from recommender.server.app import create_app

    config = replace(
        recommender_config(settings),
        token=inner_token(settings),
        needs_token_to_read=not is_this_host(settings.inner_host),
        hosts=hosts_of(settings.recommender),
    )
    uvicorn.run(
        listening_late(create_app(config)),
        host=settings.inner_host,
        port=settings.recommender_port,
        access_log=False,
        ws="none",
        proxy_headers=False,
        server_header=False,
    )


def _serve_actions(settings: Settings) -> None:
    from bot.actions.server import main
    from bot.orders.demo import DEMO

    refuse_unusable_chat_model(settings)
    is_demo = Home(settings.home).demo_shop.exists()
    main(
        turns=Home(settings.home).turns,
        port=settings.actions_port,
        host=settings.inner_host,
        token=inner_token(settings),
        hosts=hosts_of(settings.actions),
        recommender_url=settings.recommender,
        catalog_urls=urls(settings),
        orders_url=settings.orders_url or (DEMO if is_demo else ""),
        orders_token=settings.orders_token.get_secret_value(),
        vault=vault(settings),
        chat_model=chat_model_config(settings),
    )


def _serve_jobs(settings: Settings) -> None:
    """What admins ask for in the console, done one after the other, until SIGTERM or SIGINT."""
    import asyncio
    import signal

    from floorwalker.processes.jobs import Worker

    async def work() -> None:
        working = asyncio.create_task(Worker(settings).run())
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, working.cancel)
        await asyncio.wait([working])

    asyncio.run(work())


def vault(settings: Settings) -> Vault:
    """What gateway and actions encrypt personal data with. Raises StepFailed if its keys cannot be used."""
    from data.privacy.vault import DailyKeys, SharedKeys, VaultUnusable

    shared = settings.vault_key.get_secret_value()
    try:
        return SharedKeys(shared) if shared else DailyKeys(Home(settings.home).keys)
    except VaultUnusable as error:
        raise StepFailed(str(error), error.remedy) from error


def chat_model_config(settings: Settings) -> ChatModelConfig | None:
    """The chat model that the settings name; None if they name none."""
    if not settings.chat_model:
        return None
    return ChatModelConfig(
        model=settings.chat_model,
        base_url=settings.chat_base_url,
        api_key=settings.chat_api_key.get_secret_value(),
        timeout=settings.chat_timeout,
        tokens_per_answer=settings.chat_tokens_per_answer,
        calls_per_conversation=settings.chat_calls_per_conversation,
        calls_per_day=settings.chat_calls_per_day,
        tokens_per_day=settings.chat_tokens_per_day,
        redis_url=settings.redis_url,
    )


def refuse_unusable_chat_model(settings: Settings) -> None:
    """Raises StepFailed if the settings name a chat model that cannot be made here, with what to install or set."""
    config = chat_model_config(settings)
    if config is None:
        return
    from bot.chat_model.provider import ChatModelUnusable, create

    try:
        create(config)
    except ChatModelUnusable as error:
        raise StepFailed(error.problem, error.remedy) from error


def _serve_rasa(settings: Settings) -> None:
    command = rasa_command(settings)
    os.execve(command[0], command, {**os.environ, **rasa_environment(settings)})  # noqa: S606 - no shell is the point
