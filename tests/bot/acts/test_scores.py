from __future__ import annotations

import pytest

from bot.acts.scores import scored


def test_acts_are_counted_whatever_their_order() -> None:
    scores = scored(
        [(("like", "details"), ("details", "like")), (("search",), ("details",)), (("search",), ("search",))]
    )

    assert scores.exact == pytest.approx(2 / 3)
    assert scores.micro == pytest.approx(3 / 4)
    assert scores.of("details") == pytest.approx(2 / 3)
    assert scores.confusions == {("search", "details"): 1}
    assert "of 3" in scores.line()


def test_scores_add_up() -> None:
    one, other = scored([(("search",), ("search",))]), scored([(("search",), ("like",))])

    one.join(other)

    assert one.exact == 0.5
