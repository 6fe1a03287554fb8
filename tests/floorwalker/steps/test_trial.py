"""Candidates held against the model in use: how far shoppers look is learned from shoppers, before the sealed part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from data.conversations.sessions import Deed, Session
from floorwalker.steps.trial import Trial
from learning.examination import ENOUGH, Examination
from learning.timeline import Stretch, Timeline
from recommender.engine.recommender import Recommender
from tests.learning.conftest import recommender
from tests.learning.shoppers import BEGAN, products_list

__all__ = ["recommender"]
IDS = [f"p{n}" for n in range(5)]


def quietly(_title: str) -> Callable[[int, int], None]:
    return lambda _done, _total: None


def session(number: int, seconds: tuple[float, ...]) -> Session:
    """Of a list that chance turned upside down; clicks so many seconds after it was shown."""
    at = BEGAN + timedelta(hours=number)
    policy = {"model_version": "general", "role": "current", "explored": True}
    shown = products_list(f"list-{number}", at, IDS[::-1], best=IDS, propensity=0.03, policy=policy)
    clicks = [
        Deed("product_click", at + timedelta(seconds=after), id, shown.message_id)
        for after, id in zip(seconds, IDS, strict=False)
    ]
    return Session(f"s-{number}", None, "assistant", "en", "closed", at, at, lists=[shown], deeds=clicks)


def looked(recommender: Recommender, sessions: list[Session], sealed: int) -> Examination:
    """How far shoppers look, as a trial learned it that judges nothing by conversations."""
    in_use = cast("Any", SimpleNamespace(plain=recommender.ranker))
    trial = Trial(in_use, recommender, None, quietly, datetime(2026, 5, 1))
    trial.run(sessions, Timeline([], Stretch(sealed, len(sessions))))
    return cast("Examination", trial._examined)


@pytest.mark.parametrize(
    ("seconds", "sealed", "learned"), [((20.0,), 60, True), ((0.5, 1.0, 1.5), 60, False), ((20.0,), 2, False)]
)
def test_how_far_shoppers_look_is_learned_from_people_before_the_sealed_part(
    recommender: Recommender, seconds: tuple[float, ...], sealed: int, learned: bool
) -> None:
    sessions = [session(number, seconds) for number in range(60)]

    assert (looked(recommender, sessions, sealed).swapped >= ENOUGH) == learned
