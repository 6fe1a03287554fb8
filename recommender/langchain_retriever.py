"""The recommender as a retriever of LangChain: products as documents, in the recommender's order.

Over HTTP (`client`) or in process (`recommend`, a loaded engine's); synchronous calls need the latter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from data.catalog.constraints import Constraint
from recommender.client import RecommenderClient
from recommender.protocol.recommend import RankedProduct, RecommendRequest, RecommendResponse


class ProductRetriever(BaseRetriever):
    """Finds the `k` best products for a query, under fixed `constraints`."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    recommend: Callable[[RecommendRequest], RecommendResponse] | None = None
    client: RecommenderClient | None = None
    constraints: list[Constraint] = []
    k: int = 5

    def _get_relevant_documents(  # the manager is of the base class
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
    ) -> list[Document]:
        if self.recommend is None:
            raise NotImplementedError("synchronous calls need `recommend`, the engine's function; or use ainvoke")
        return [document(product) for product in self.recommend(self._request(query)).products]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        if self.client is None:
            return await super()._aget_relevant_documents(query, run_manager=run_manager)
        return [document(product) for product in (await self.client.recommend(self._request(query))).products]

    def _request(self, query: str) -> RecommendRequest:
        return RecommendRequest(query=query, constraints=self.constraints, limit=self.k)


def document(product: RankedProduct) -> Document:
    """A product as a document: what it is and states as text, the rest as metadata."""
    stated = [f"{name.replace('_', ' ')}: {value}" for name, value in product.attributes.items()]
    fields: dict[str, Any] = product.model_dump(
        mode="json", include={"id", "title", "brand", "price", "currency", "url", "score", "matched", "missed"}
    )
    return Document(page_content="\n".join([product.title, *stated]), metadata=fields, id=product.id)
