"""A simulated shop of lamps that explores, and has no log yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.experiments.lab import Conditions, Lab
from benchmarks.simulator.stage import Stage
from floorwalker.steps import Track
from recommender.engine.exploration import Exploration


@pytest.fixture
def track() -> Track:
    """No bars."""

    def opened(_title: str) -> Callable[[int, int], None]:
        return lambda _done, _total: None

    return opened


@pytest.fixture
def lab(stage: Stage, track: Track, tmp_path: Path) -> Iterator[Lab]:
    """A shop, and its recommender as before afterwards."""
    recommender = stage.recommender
    before = (recommender.ranker, recommender.exploration)
    recommender.exploration = Exploration(0.3, list_share=0.5, question_share=0.1)
    yield Lab(Conditions(home=tmp_path, gating="none", shoppers=5), 1, track, recommender, tmp_path)
    recommender.ranker, recommender.exploration = before
