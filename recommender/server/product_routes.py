"""Routes about given products: all about them, a question about them, compare, alternatives, accessories."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.responses import Response

from recommender.companions.accessories import accessories
from recommender.companions.comparison import alternatives, compare
from recommender.engine.answers import ask
from recommender.engine.picking import products
from recommender.live.reloading import Reloader
from recommender.protocol.companions import Companions, CompareRequest, CompareResponse
from recommender.protocol.products import ProductIds, ProductList
from recommender.protocol.questions import AskRequest, AskResponse

Limit = Annotated[int, Query(ge=1, le=50)]


def product_routes(reloader: Reloader, workers: Executor) -> APIRouter:
    """The routes; included before that of a product alone, whose path would take theirs."""
    router = APIRouter(prefix="/v1")

    async def answer(work: Callable[[], BaseModel]) -> Response:
        body = await asyncio.get_running_loop().run_in_executor(workers, lambda: work().model_dump_json())
        return Response(body, media_type="application/json")

    @router.get("/products", response_model=ProductList)
    async def looking_up(ids: Annotated[ProductIds, Query()]) -> Response:
        recommender = reloader.recommender
        return await answer(lambda: products(recommender, ids))

    @router.post("/compare", response_model=CompareResponse)
    async def comparing(request: CompareRequest) -> Response:
        recommender = reloader.recommender
        return await answer(lambda: compare(recommender, request))

    @router.post("/ask", response_model=AskResponse)
    async def asking(request: AskRequest) -> Response:
        recommender = reloader.recommender
        return await answer(lambda: ask(recommender, request))

    @router.get("/products/{product_id:path}/alternatives", response_model=Companions)
    async def replacing(product_id: str, limit: Limit = 5) -> Response:
        recommender = reloader.recommender
        return await answer(lambda: alternatives(recommender, product_id, limit))

    @router.get("/products/{product_id:path}/accessories", response_model=Companions)
    async def accompanying(product_id: str, limit: Limit = 5) -> Response:
        recommender = reloader.recommender
        return await answer(lambda: accessories(recommender, product_id, limit))

    return router
