"""The recommender keeps to its own description, whatever it is asked, also of types that no catalog has."""

from __future__ import annotations

import httpx
import pytest

from benchmarks.contract import examine
from recommender.config import RecommenderConfig
from recommender.server.app import create_app
from tests.serving import serving, until_success

EXAMPLES = 8


@pytest.mark.slow
def test_answers_as_it_says(shop: RecommenderConfig) -> None:
    app = create_app(shop)
    with serving(app) as url:
        until_success(f"{url}/ready")
        findings = examine(
            app.openapi(), url, lambda _path: {}, examples=EXAMPLES, known=lambda _path: {"product_id": "mouse-1"}
        )
        nothing_known = {"text": "which has a light", "product_types": ["no such type"], "implies": True}
        assert httpx.post(f"{url}/v1/understand", json=nothing_known).is_success

    assert findings.failures == {}
    assert {200, 404, 422} <= set(findings.statuses)
