"""The gateway keeps to its own description, whatever it is asked: as a shopper and as an admin, on a real port."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.contract import Callers, examine
from gateway.app import create_app
from gateway.config import GatewayConfig
from tests.gateway.console.conftest import PASSWORD, hire
from tests.gateway.console.conftest import quick_hashes as quick_hashes
from tests.serving import serving

OFTEN = "100000/minute"
EXAMPLES = 6
"""Requests to each operation; `benchmarks.contract` asks more."""


@pytest.mark.slow
def test_answers_as_it_says(config: GatewayConfig, recommender_url: str) -> None:
    hire(config, "ada", "admin")
    often = replace(config, sessions_per_address=OFTEN, messages_per_session=OFTEN, requests_per_session=OFTEN)
    app = create_app(replace(often, recommender_url=recommender_url))
    with serving(app) as url:
        callers = Callers(url, "demo", "ada", PASSWORD)
        findings = examine(
            app.openapi(), url, callers.admit, examples=EXAMPLES, known=callers.known, skipped=_is_not_asked
        )

    assert findings.failures == {}
    assert len(findings.asked) > 70
    assert {200, 401, 404, 422} <= set(findings.statuses)


def _is_not_asked(_method: str, path: str) -> bool:
    """A second factor set up by chance would lock us out; presence offline stops nothing, but signs nobody out."""
    return "/factor" in path or path == "/metrics"
