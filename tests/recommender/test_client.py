"""The typed client: what it gives, and how it fails."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

from data.catalog.constraints import Constraint
from recommender.client import RecommenderClient, RecommenderRejected, RecommenderUnavailable
from recommender.protocol.questions import AskRequest
from recommender.protocol.recommend import RecommendRequest
from recommender.protocol.understand import UnderstandRequest

Answer = Callable[[httpx.Request], httpx.Response]


def client_of(answer: Answer) -> RecommenderClient:
    return RecommenderClient("http://recommender", transport=httpx.MockTransport(answer))


async def test_every_call_reaches_the_service(http: httpx.AsyncClient, app: FastAPI) -> None:
    assert (await http.get("/ready")).is_success
    async with RecommenderClient("http://recommender", transport=httpx.ASGITransport(app)) as client:
        assert (await client.ready()).products == 18
        assert (await client.recommend(RecommendRequest(query="mouse"))).total > 0
        assert (await client.understand(UnderstandRequest(text="mouse"))).product_types == ["Mouse"]
        detail = await client.product("mouse-1")
        assert detail is not None
        assert detail.brand == "Aster"
        assert await client.product("no/such thing") is None
        assert (await client.products(["mouse-1", "gone"])).products == [detail]
        asked = await client.ask(AskRequest(text="what colour is it", ids=["mouse-1", "gone"]))
        assert ([a.name for a in asked.attributes], asked.unknown) == (["colour"], ["gone"])
        assert "memory" in {attribute.name for attribute in await client.attributes("Laptop")}


async def test_a_refusal_carries_the_body(http: httpx.AsyncClient, app: FastAPI) -> None:
    assert (await http.get("/ready")).is_success
    constraint = Constraint(attribute="weight", value="heavy")
    async with RecommenderClient("http://recommender", transport=httpx.ASGITransport(app)) as client:
        with pytest.raises(RecommenderRejected, match="weight") as rejected:
            await client.recommend(RecommendRequest(constraints=[constraint]))

    assert (rejected.value.status, rejected.value.body.error) == (422, "invalid_constraint")


async def test_tries_again_once_when_no_connection_was_made() -> None:
    asked: list[str] = []

    def refuse_first(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if len(asked) == 1:
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(200, json={"ready": True})

    async with client_of(refuse_first) as client:
        assert (await client.ready()).ready
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("error", "attempts", "words"),
    [
        (httpx.ConnectError("refused"), 2, "cannot be reached"),
        (httpx.ReadTimeout("slow"), 1, "took too long"),
        (httpx.ReadError("reset"), 1, "cannot be reached"),
    ],
)
async def test_is_unavailable_when_the_service_does_not_answer(
    error: httpx.HTTPError, attempts: int, words: str
) -> None:
    asked: list[str] = []

    def fail(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        raise error

    async with client_of(fail) as client:
        with pytest.raises(RecommenderUnavailable, match=words):
            await client.recommend(RecommendRequest())
    assert len(asked) == attempts


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(500, text="oops"),
        httpx.Response(503, json={"error": "not_ready", "message": "the catalog is being loaded"}),
        httpx.Response(200, json={"surprise": 1}),
        httpx.Response(200, text="<html>"),
    ],
    ids=["error page", "not ready", "another body", "no json"],
)
async def test_is_unavailable_when_the_answer_is_no_answer(response: httpx.Response) -> None:
    async with client_of(lambda _request: response) as client:
        with pytest.raises(RecommenderUnavailable):
            await client.recommend(RecommendRequest())


async def test_a_service_that_loads_says_so() -> None:
    loading = httpx.Response(503, json={"ready": False, "reason": "the catalog is being loaded"})

    async with client_of(lambda _request: loading) as client:
        readiness = await client.ready()

    assert (readiness.ready, readiness.reason) == (False, "the catalog is being loaded")
