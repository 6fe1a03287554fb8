"""The configuration refuses numbers that cannot be meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from recommender.config import RecommenderConfig


@pytest.mark.parametrize("field", ["threads", "workers", "poll_seconds"])
def test_refuses_a_number_out_of_range(field: str) -> None:
    wrong: dict[str, Any] = {field: 0}
    with pytest.raises(ValueError, match=f"{field} must be greater than 0"):
        RecommenderConfig("sqlite://", Path("indexes"), **wrong)
