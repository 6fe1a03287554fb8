"""The bot's messages and the gateway's are the same: what the one dumps, the other reads with nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import BaseModel, TypeAdapter

from data.catalog.constraints import Range
from gateway.protocol import Message
from recommender.protocol.messages import ComparedRow, Comparison, Details, Notice, Products, Question, Source, Text
from recommender.protocol.products import ProductDetail
from recommender.protocol.recommend import FacetValue, RankedProduct

MOUSE = RankedProduct(id="m1", title="Mouse", score=0.5, attributes={"weight": 80.0})
DETAIL = ProductDetail(id="m1", title="Mouse", description="", attributes={}, labels={}, units={})
VERSIONS = {"query_id": "q", "model_version": "m", "catalog_version": "c"}


@pytest.mark.parametrize(
    "said",
    [
        Text(sources=[Source(title="Delivery", url="/help")]),
        Products(products=[MOUSE], total=3, **VERSIONS),
        Question(attribute="price", label="Price", options=[FacetValue(value=Range(max=50), label="≤ 50", count=2)]),
        Comparison(
            products=[MOUSE, MOUSE], rows=[ComparedRow(attribute="weight", label="Weight", values=[80.0, None])]
        ),
        Details(product=DETAIL),
        Notice(kind="add_to_cart", product=MOUSE),
    ],
    ids=lambda said: type(said).__name__,
)
def test_a_message_of_the_bot_is_one_of_the_gateway(said: BaseModel) -> None:
    sent = {**said.model_dump(mode="json"), "id": "1", "at": datetime.now(UTC), "from": "bot", "text": "Here."}

    read = TypeAdapter(Message).validate_python(sent)  # type: ignore[var-annotated]

    assert isinstance(read, type(said))
    assert read.model_dump(include=set(type(said).model_fields)) == said.model_dump()
    assert (read.sender, read.text) == ("bot", "Here.")  # type: ignore[attr-defined]
