"""The configuration refuses numbers that cannot be meant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from recommender.config import RecommenderConfig


@pytest.mark.parametrize("field", ["threads", "workers", "poll_seconds"])
def test_refuses_a_number_out_of_range(field: str) -> None:
    with pytest.raises(ValueError, match=f"{field} must be greater than 0"):
        replace(RecommenderConfig("sqlite://", Path("indexes")), **{field: 0})
