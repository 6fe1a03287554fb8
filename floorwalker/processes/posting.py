"""Sends changes of products to the running recommender, which checks them and answers when they are current."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import httpx
from pydantic import ValidationError

from floorwalker.errors import StepFailed
from floorwalker.processes.edge import inner_token
from floorwalker.settings import Settings
from recommender.protocol.changes import ChangesApplied
from recommender.protocol.service import ErrorBody

_SECONDS = 60.0
Post = Callable[[dict[str, Any]], ChangesApplied]
"""Sends a body of `POST /v1/products/changes`. Raises Away, Failed and Refused."""
_AWAY = frozenset({401, 403, 429, 502, 503, 504})
"""Answers that say nothing of what was sent."""


class Away(StepFailed):
    """The recommender does not answer, or takes no changes just now."""


class Failed(StepFailed):
    """The recommender failed at these changes; they may be at fault, or it."""


class Refused(StepFailed):
    """The recommender does not take these changes."""


@contextmanager
def poster(settings: Settings) -> Iterator[Post]:
    """Sends changes to the recommender of the settings."""
    with httpx.Client(
        base_url=settings.recommender,
        timeout=_SECONDS,
        headers={"Authorization": f"Bearer {inner_token(settings)}"},
        trust_env=False,
    ) as client:
        yield partial(_post, client)


def _post(client: httpx.Client, body: dict[str, Any]) -> ChangesApplied:
    try:
        response = client.post("/v1/products/changes", json=body)
    except httpx.HTTPError as error:
        raise Away(
            f"the recommender at {client.base_url} does not answer", "run: floorwalker up, then send again"
        ) from error
    if response.is_success:
        return ChangesApplied.model_validate_json(response.content)
    try:
        refused = ErrorBody.model_validate_json(response.content).message
    except ValidationError:
        refused = f"HTTP {response.status_code}"
    if response.status_code in _AWAY:
        raise Away(f"the recommender takes no changes just now: {refused}", "run: floorwalker doctor, then send again")
    if response.is_server_error:
        raise Failed(f"the recommender failed: {refused}", "see its log, and send again")
    raise Refused(f"the recommender refused: {refused}", "mend the product that it names, and send again")
