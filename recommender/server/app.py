"""The recommender as an HTTP service: routes over one `Recommender`, computed in workers.

Answers /health from the first moment; everything else says 503 with the reason until a catalog is loaded.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, TypeAdapter
from starlette.responses import PlainTextResponse, Response

from data.catalog.changes import ChangeLog
from data.database import connect
from language import segmentation as han
from recommender.config import RecommenderConfig
from recommender.engine import picking
from recommender.engine.implying import implied
from recommender.engine.recommender import Recommender
from recommender.engine.snapshot import CatalogOf, stored_catalog
from recommender.errors import NotReady
from recommender.live.changing import Changes
from recommender.live.pages import Pages
from recommender.live.rankers import LoadRanker, load_served
from recommender.live.reloading import Reloader
from recommender.live.shadow import Shadow
from recommender.metrics import MeasuredRequests, Metrics
from recommender.protocol.passages import PassageRequest, PassageResponse
from recommender.protocol.products import AttributeSummary, ProductDetail
from recommender.protocol.recommend import RecommendRequest, RecommendResponse
from recommender.protocol.service import ErrorBody, Readiness
from recommender.protocol.understand import UnderstandRequest, UnderstandResponse
from recommender.server.answer_cache import Answers
from recommender.server.change_routes import change_routes
from recommender.server.error_responses import add_problems
from recommender.server.guard import InnerGuard
from recommender.server.product_routes import product_routes
from recommender.server.steering_routes import steering_routes

_Result = TypeVar("_Result")
_CHANGERS = 4
"""Requests that change products at the same time; they mostly wait for each other, and then take effect together."""
_SUMMARIES = TypeAdapter(list[AttributeSummary])


def create_app(
    config: RecommenderConfig, catalog_of: CatalogOf | None = None, load_ranker: LoadRanker = load_served
) -> FastAPI:
    """The application. `catalog_of` says where catalogs come from; by default from the database of `config`, and only
    then is there a log of changes.
    """
    metrics = Metrics()
    changes = None if catalog_of else Changes(ChangeLog(connect(config.database_url)), config.indexes)
    reloader = Reloader(config, catalog_of or stored_catalog(config.database_url), metrics, load_ranker, changes)
    pages, shadow = Pages(config.pages), Shadow(config.shadow, metrics)
    workers = ThreadPoolExecutor(config.workers, thread_name_prefix="recommend")
    changers = ThreadPoolExecutor(_CHANGERS, thread_name_prefix="change")
    writers = ThreadPoolExecutor(1, thread_name_prefix="steer")

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        han.warm()  # a shopper may write Chinese in any shop
        # Loading has a thread of its own, so that it takes no worker from requests.
        loader = ThreadPoolExecutor(1, thread_name_prefix="reload")
        watching = asyncio.create_task(reloader.watch(loader))
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            loader.shutdown(wait=False, cancel_futures=True)
            writers.shutdown(wait=False, cancel_futures=True)
            changers.shutdown(wait=False, cancel_futures=True)
            workers.shutdown(wait=False, cancel_futures=True)
            shadow.close()
            gc.unfreeze()  # where the process lives on, as in tests, what was loaded may go

    errors = {status: {"model": ErrorBody} for status in (404, 422, 503)}
    app = FastAPI(title="Floorwalker recommender", version="1", lifespan=lifespan, responses=errors)  # type: ignore[arg-type]
    app.add_middleware(MeasuredRequests, metrics=metrics)
    app.add_middleware(
        InnerGuard, token=config.token, hosts=config.hosts, needs_token_to_read=config.needs_token_to_read
    )
    add_problems(app)
    app.include_router(product_routes(reloader, workers))
    app.include_router(_catalog_routes(reloader, metrics, workers, pages, shadow))
    app.include_router(change_routes(reloader, changers))
    app.include_router(steering_routes(reloader, writers))
    app.include_router(_operation_routes(reloader, metrics))
    return app


def _catalog_routes(reloader: Reloader, metrics: Metrics, workers: Executor, pages: Pages, shadow: Shadow) -> APIRouter:
    router, answers = APIRouter(prefix="/v1"), Answers()

    async def compute(work: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(workers, work)

    # Answers are serialised in the worker too, and not validated a second time.
    @router.post("/recommend", response_model=RecommendResponse)
    async def recommend(request: RecommendRequest) -> Response:
        recommender = reloader.recommender

        def work() -> Response:
            answer = answers.answer(recommender, request)
            metrics.recommended(answer.model_version, answer.decision, answer.milliseconds)
            shadow.offer(recommender, request, answer.body)
            return Response(answer.body, media_type="application/json")

        return await compute(work)

    @router.post("/understand", response_model=UnderstandResponse)
    async def understand(request: UnderstandRequest) -> Response:
        recommender = reloader.recommender

        return await compute(lambda: _json(_understood(recommender, pages, request)))

    @router.post("/passages", response_model=PassageResponse)
    async def passages(request: PassageRequest) -> Response:
        encoder = reloader.recommender.snapshot.encoder
        return await compute(lambda: _json(pages.answer(request, encoder)))

    @router.get("/products/{product_id:path}", response_model=ProductDetail)
    async def product(product_id: str) -> Response:
        return _json(reloader.recommender.view.product(product_id))

    @router.get("/attributes", response_model=list[AttributeSummary])
    async def attributes(category: str | None = None) -> Response:
        recommender = reloader.recommender
        summaries = await compute(lambda: recommender.view.attributes(category))
        return Response(_SUMMARIES.dump_json(summaries), media_type="application/json")

    return router


def _understood(recommender: Recommender, pages: Pages, request: UnderstandRequest) -> UnderstandResponse:
    understood = picking.understand(recommender, request)
    if request.implies:
        types = understood.product_types or request.product_types
        wished = {constraint.attribute for constraint in understood.constraints}
        found = [one for one in implied(recommender, request.text, types) if one.attribute not in wished]
        understood = understood.model_copy(update={"implied": found})
    if request.pages is None:
        return understood
    return understood.model_copy(update={"passages": pages.answer(request.pages, recommender.snapshot.encoder)})


def _operation_routes(reloader: Reloader, metrics: Metrics) -> APIRouter:
    router = APIRouter()

    @router.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/ready", response_model=Readiness, responses={503: {"model": Readiness}})
    async def ready() -> Response:
        try:
            recommender = reloader.recommender
        except NotReady as error:
            return _json(Readiness(ready=False, reason=str(error)), 503)
        catalog = recommender.snapshot.catalog
        readiness = Readiness(
            ready=True,
            catalog_version=catalog.version,
            products=len(catalog.products),
            model_version=recommender.ranker.version,
            reason=reloader.reason,
        )
        return _json(readiness)

    @router.get("/metrics", response_class=PlainTextResponse)
    async def exposition() -> Response:
        return Response(metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router


def _json(body: BaseModel, status: int = 200) -> Response:
    return Response(body.model_dump_json(), status, media_type="application/json")
