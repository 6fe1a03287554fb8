"""The gateway as one app: services, routes, the widget's files. The only public edge of the assistant."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.types import ASGIApp, Lifespan

from data.peers import is_bearer
from gateway import chat, contact, ending, hooks, pages, protocol, stream, widget_holdout
from gateway.config import GatewayConfig
from gateway.console.routers import ROUTERS
from gateway.console.seeing import Seeing
from gateway.counting import last_report
from gateway.dependencies import ServicesDep
from gateway.described import described
from gateway.edge.addresses import ForwardedHeaders
from gateway.edge.hosts import HostGuard
from gateway.error_responses import add_refusals
from gateway.errors import NotFound, NotSignedIn
from gateway.frames import FrameEvents
from gateway.freshness import exposition
from gateway.headers import SecurityHeaders
from gateway.journal import Journal
from gateway.middleware import BodyGuard
from gateway.pictures import Pictures
from gateway.refusals import RefusalGuard
from gateway.running import running
from gateway.storefront import add_storefront


class Gateway(FastAPI):
    """The app, with headers around all that it answers, its own errors too."""

    def __init__(self, config: GatewayConfig, pictures: Pictures, lifespan: Lifespan[Gateway]) -> None:
        super().__init__(
            title="Floorwalker gateway",
            openapi_url="/openapi.json" if config.api_docs else None,
            redoc_url=None,
            lifespan=lifespan,
        )
        self._pictures = pictures
        self._is_tls = config.is_tls

    def openapi(self) -> dict[str, Any]:
        """The description of all routes, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = described(self)
        return self.openapi_schema

    def build_middleware_stack(self) -> ASGIApp:
        """As FastAPI's; what answers errors that nothing else does is outside of every middleware that is added."""
        stack = super().build_middleware_stack()
        return Journal(SecurityHeaders(stack, self._pictures.sources, is_tls=self._is_tls))


def create_app(config: GatewayConfig) -> FastAPI:
    """The app; it opens its connections when it starts. The database's schema must be up to date."""
    pictures = Pictures(config.image_hosts, config.catalog_images)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running(config, pictures) as services:
            app.state.services = services
            app.state.seeing = Seeing(services.agents.engine, config.dashboards)
            yield

    app = Gateway(config, pictures, lifespan)
    add_refusals(app)
    app.add_middleware(BodyGuard, most_bytes=config.most_body_bytes)
    app.add_middleware(RefusalGuard)
    app.add_middleware(HostGuard, hosts=config.hosts)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=sorted(config.allowed_origins),
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type"],
        expose_headers=["Retry-After"],
    )
    app.add_middleware(FrameEvents)
    app.add_middleware(ForwardedHeaders, proxies=config.bounds.proxies)
    for router in (chat, contact, ending, hooks, pages, stream, widget_holdout):
        app.include_router(router.router)
    for console in ROUTERS:
        app.include_router(console)
    _add_health(app)
    _add_files(app, config)
    return app


def _add_health(app: FastAPI) -> None:
    @app.get("/health", tags=["operations"])
    async def health() -> dict[str, str]:
        """Whether the process answers."""
        return {"status": "ok"}

    @app.get("/ready", tags=["operations"], responses={503: {"model": protocol.Ready}})
    async def ready(services: ServicesDep, response: Response) -> protocol.Ready:
        """Which of the parts behind the gateway are there, and whether the database takes writes; 503 if one is not."""
        parts = await services.readiness.parts()
        response.status_code = 200 if all(parts.values()) else 503
        return protocol.Ready(**parts, unstable=await asyncio.to_thread(services.readiness.unstable))

    @app.get("/metrics", tags=["operations"], response_class=PlainTextResponse)
    async def metrics(request: Request, services: ServicesDep) -> Response:
        """Prometheus metrics: of this process, of all processes where one machine runs them, and of the last report on
        the shop's conversations."""
        _check_metrics_token(request, services.config.metrics_token)
        report = await asyncio.to_thread(last_report, services.config.report)
        fates = await asyncio.to_thread(services.readiness.exposition)
        currency = await asyncio.to_thread(exposition, services.agents.engine)
        return Response(generate_latest() + fates + currency + report, media_type=CONTENT_TYPE_LATEST)


def _check_metrics_token(request: Request, token: str | None) -> None:
    """Raises NotFound where metrics are off, and NotSignedIn for who does not show the token."""
    if token is None:
        raise NotFound("metrics are off; set FLOORWALKER_METRICS_TOKEN, and give it to Prometheus")
    if token and not is_bearer(request.headers.get("authorization", ""), token):
        message = "send the token of the metrics as Authorization: Bearer"
        raise NotSignedIn(message, headers={"WWW-Authenticate": "Bearer"})


def _add_files(app: FastAPI, config: GatewayConfig) -> None:
    """Pictures and storefront of the demo, and the page with the widget; last, since that takes every other path."""
    if config.images is not None and config.images.is_dir():
        app.mount("/demo/images", StaticFiles(directory=config.images))
    if config.web is not None and config.web.is_dir():
        if config.shop is not None:
            add_storefront(app, config.web, config.shop)
        app.mount("/", StaticFiles(directory=config.web, html=True))
