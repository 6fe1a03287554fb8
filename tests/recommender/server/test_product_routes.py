"""Routes about given products, over HTTP."""

from __future__ import annotations

import httpx
import pytest


async def test_a_question_is_answered_with_data(http: httpx.AsyncClient) -> None:
    answer = await http.post("/v1/ask", json={"text": "what colour are they", "ids": ["mouse-1", "mouse-9", "gone"]})

    body = answer.json()
    assert answer.status_code == 200
    assert body["unknown"] == ["gone"]
    (colour,) = body["attributes"]
    assert [stated["values"] for stated in colour["products"]] == [["Black"], ["Red"]]


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("text", {"text": " ", "ids": ["mouse-1"]}),
        ("ids", {"text": "colour?", "ids": []}),
        ("ids", {"text": "colour?", "ids": [f"mouse-{n}" for n in range(21)]}),
        ("about", {"text": "colour?", "ids": ["mouse-1"], "about": "colour"}),
    ],
)
async def test_a_bad_question_is_refused_by_the_name_of_its_field(
    http: httpx.AsyncClient, field: str, body: dict[str, object]
) -> None:
    answer = await http.post("/v1/ask", json=body)

    assert answer.status_code == 422
    assert field in answer.json()["detail"][0]["field"]
