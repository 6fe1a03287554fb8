"""By which conversations a model is judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from data.conversations.sessions import Session
from learning.timeline import LONG, as_logged, timeline
from tests.learning.shoppers import BEGAN


def log(number: int) -> list[Session]:
    own = Session("s", None, "assistant", "en", "closed", BEGAN, BEGAN)
    return [replace(own, id=f"s-{n}", started_at=BEGAN + timedelta(hours=n)) for n in range(number)]


@pytest.mark.parametrize("number", [0, 1, 7, 100, 1999, LONG])
@pytest.mark.parametrize("learned", [None, 0, 40])
def test_stretches_follow_each_other_and_the_newest_is_sealed(number: int, learned: int | None) -> None:
    found = timeline(log(number), None if learned is None else BEGAN + timedelta(hours=learned))
    ends = [one.end for one in found.judging]

    assert [one.start for one in found.judging[1:]] == ends[:-1]
    assert found.sealed.end == number
    assert all(end <= found.sealed.start for end in ends)
    assert len(found.judging) <= (1 if number >= LONG else 2)


def test_a_model_is_not_judged_by_what_it_learned_from() -> None:
    found = timeline(log(400), BEGAN + timedelta(hours=299))

    assert found.judging[0].start > 300


def test_a_moment_of_any_zone_is_as_the_log_has_it() -> None:
    here = datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=9)))

    assert as_logged(here) == as_logged(here.astimezone(UTC)) == as_logged(as_logged(here))
    assert as_logged(here).isoformat() == "2026-03-01T00:00:00"
