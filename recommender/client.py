"""The recommender's HTTP interface as typed calls, for bot, gateway and command line.

Retries once if no connection was made, since then nothing was asked; any later failure goes to the caller,
who has a shopper waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, RootModel, ValidationError

from recommender.errors import RecommenderRejected, RecommenderUnavailable
from recommender.protocol.companions import Companions, CompareRequest, CompareResponse
from recommender.protocol.passages import PassageRequest, PassageResponse
from recommender.protocol.products import AttributeSummary, ProductDetail, ProductList
from recommender.protocol.questions import AskRequest, AskResponse
from recommender.protocol.recommend import RecommendRequest, RecommendResponse
from recommender.protocol.service import ErrorBody, Readiness
from recommender.protocol.steering import Checked, CheckRequest, Preview, PreviewRequest
from recommender.protocol.understand import UnderstandRequest, UnderstandResponse

__all__ = ["RecommenderClient", "RecommenderRejected", "RecommenderUnavailable"]

_CONNECT_SECONDS = 1.0
_STEERING_SECONDS = 30.0
"""No shopper waits for these, and there may be a dozen requests in one."""
_Model = TypeVar("_Model", bound=BaseModel)
_Summaries = RootModel[list[AttributeSummary]]


class RecommenderClient:
    """One pool of kept-alive connections to the service at `base_url`; use it as an async context manager.

    `timeout` is how many seconds an answer may take; `token` is what it is shown, if any. Every method raises
    RecommenderUnavailable and RecommenderRejected.
    """

    def __init__(
        self,
        base_url: str,
        timeout: float = 5.0,
        *,
        token: str = "",
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=base_url,
            headers={"Authorization": f"Bearer {token}"} if token else None,
            trust_env=False,  # its token is for no proxy of the environment
            timeout=httpx.Timeout(timeout, connect=min(timeout, _CONNECT_SECONDS)),
            transport=transport,
        )

    async def __aenter__(self) -> RecommenderClient:
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def recommend(self, request: RecommendRequest) -> RecommendResponse:
        """Products and attributes in order for a request."""
        return _read(RecommendResponse, await self._post("/v1/recommend", request))

    async def understand(self, request: UnderstandRequest) -> UnderstandResponse:
        """A shopper's words in the catalog's terms."""
        return _read(UnderstandResponse, await self._post("/v1/understand", request))

    async def product(self, product_id: str) -> ProductDetail | None:
        """Everything about a product; None if the catalog has no product of this id (any more)."""
        try:
            response = await self._call("GET", f"/v1/products/{quote(product_id, safe='')}")
        except RecommenderRejected as rejected:
            if rejected.body.error in ("unknown_product", "product_gone"):
                return None
            raise
        return _read(ProductDetail, response)

    async def products(self, ids: Sequence[str]) -> ProductList:
        """Everything about many products; ids that the catalog has not (any more) are named beside."""
        return _read(ProductList, await self._call("GET", "/v1/products", params={"ids": list(ids)}))

    async def ask(self, request: AskRequest) -> AskResponse:
        """What is known to answer a question about products; ids that are not offered are named beside."""
        return _read(AskResponse, await self._post("/v1/ask", request))

    async def compare(self, request: CompareRequest) -> CompareResponse:
        """The attributes in which two to four products differ. Rejected if one of them is not offered."""
        return _read(CompareResponse, await self._post("/v1/compare", request))

    async def alternatives(self, product_id: str, limit: int = 5) -> Companions:
        """Products that could stand in for one. Rejected if it is unknown."""
        return await self._companions(product_id, "alternatives", limit)

    async def accessories(self, product_id: str, limit: int = 5) -> Companions:
        """Products that fit one. Rejected if it is unknown."""
        return await self._companions(product_id, "accessories", limit)

    async def _companions(self, product_id: str, kind: str, limit: int) -> Companions:
        path = f"/v1/products/{quote(product_id, safe='')}/{kind}"
        return _read(Companions, await self._call("GET", path, params={"limit": limit}))

    async def passages(self, request: PassageRequest) -> PassageResponse:
        """What the shop's pages say to a question."""
        return _read(PassageResponse, await self._post("/v1/passages", request))

    async def attributes(self, category: str | None = None) -> list[AttributeSummary]:
        """The attributes that products (of a category) state, commonest first."""
        params = {} if category is None else {"category": category}
        return _read(_Summaries, await self._call("GET", "/v1/attributes", params=params)).root

    async def check(self, request: CheckRequest) -> Checked:
        """What is wrong with rules or knowledge that somebody wrote."""
        return _read(Checked, await self._post("/v1/steering/check", request, _STEERING_SECONDS))

    async def preview(self, request: PreviewRequest) -> Preview:
        """What they would change in the answers to some requests."""
        return _read(Preview, await self._post("/v1/steering/preview", request, _STEERING_SECONDS))

    async def ready(self) -> Readiness:
        """What the service has loaded; `ready` is False while it loads."""
        return _read(Readiness, await self._send("GET", "/ready"))

    async def _post(self, path: str, body: BaseModel, seconds: float | None = None) -> httpx.Response:
        patience = {} if seconds is None else {"timeout": httpx.Timeout(seconds, connect=_CONNECT_SECONDS)}
        return await self._call(
            "POST", path, content=body.model_dump_json(), headers={"Content-Type": "application/json"}, **patience
        )

    async def _call(self, method: str, path: str, **options: Any) -> httpx.Response:
        response = await self._send(method, path, **options)
        if response.is_success:
            return response
        try:
            body = ErrorBody.model_validate_json(response.content)
        except ValidationError:
            body = ErrorBody(error="no_answer", message=f"the recommender answered HTTP {response.status_code}")
        if response.status_code >= 500:
            raise RecommenderUnavailable(body.message)
        raise RecommenderRejected(response.status_code, body)

    async def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            try:
                return await self._http.request(method, path, **options)
            except httpx.ConnectError:
                return await self._http.request(method, path, **options)
        except httpx.TimeoutException as error:
            raise RecommenderUnavailable(f"the recommender at {self._http.base_url} took too long") from error
        except httpx.HTTPError as error:
            raise RecommenderUnavailable(f"the recommender at {self._http.base_url} cannot be reached") from error


def _read(model: type[_Model], response: httpx.Response) -> _Model:
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        differences = error.error_count()
        raise RecommenderUnavailable(
            f"the recommender's answer is not of this version ({differences} differences)"
        ) from error
