"""Checks and previews over HTTP, by the client that the gateway has."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from recommender.client import RecommenderClient, RecommenderRejected
from recommender.protocol.steering import CheckRequest, PreviewRequest


async def test_checks_and_previews(app: FastAPI, http: httpx.AsyncClient) -> None:
    async with RecommenderClient("http://recommender", transport=httpx.ASGITransport(app)) as client:
        checked = await client.check(CheckRequest(kind="rules", content="pin:\n- attribute: Nothing\n"))
        asked = PreviewRequest(kind="rules", content="pin:\n- attribute: Weight\n", requests=["mouse"])
        previewed = await client.preview(asked)
        with pytest.raises(RecommenderRejected, match="requests"):
            await client.preview(asked.model_construct(kind="rules", content="", requests=["x"] * 13))

    assert [one.line for one in checked.problems] == [2]
    assert previewed.requests[0].changed
    assert (await http.get("/ready")).json()["reason"] is None
