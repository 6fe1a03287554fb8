"""Routes by which somebody who writes rules or knowledge sees what is wrong with them and what they would change.

They change nothing, and have a thread of their own, so that they take no worker from shoppers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from recommender.live.checking import check
from recommender.live.previewing import preview
from recommender.live.reloading import Reloader
from recommender.protocol.steering import Checked, CheckRequest, Preview, PreviewRequest


def steering_routes(reloader: Reloader, executor: Executor) -> APIRouter:
    """The routes; they compute on `executor`."""
    router = APIRouter(prefix="/v1/steering")

    async def answer(work: Callable[[], BaseModel]) -> Response:
        body = await asyncio.get_running_loop().run_in_executor(executor, lambda: work().model_dump_json())
        return Response(body, media_type="application/json")

    @router.post("/check", response_model=Checked)
    async def checking(request: CheckRequest) -> Response:
        recommender = reloader.recommender
        return await answer(lambda: Checked(problems=check(recommender, request)))

    @router.post("/preview", response_model=Preview)
    async def previewing(request: PreviewRequest) -> Response:
        recommender = reloader.recommender
        return await answer(lambda: preview(recommender, request))

    return router
