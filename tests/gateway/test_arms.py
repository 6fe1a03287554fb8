"""Shares of shoppers: as large as they are set, the same each time, and nobody's who did not agree."""

from __future__ import annotations

import pytest

from data.conversations.log import Conversation
from gateway.arms import Arms

ARMS = Arms(holdout=0.1, widget_holdout=0.2)
SHOPPERS = [f"s-{number}" for number in range(5000)]


def test_shares_are_as_large_as_they_are_set() -> None:
    held = sum(ARMS.of(shopper) == "holdout" for shopper in SHOPPERS)
    unseen = sum(not ARMS.sees_widget(shopper) for shopper in SHOPPERS)

    assert held == pytest.approx(500, abs=70)  # about three standard deviations
    assert unseen == pytest.approx(1000, abs=90)


def test_the_two_shares_are_drawn_apart() -> None:
    both = sum(ARMS.of(shopper) == "holdout" and not ARMS.sees_widget(shopper) for shopper in SHOPPERS)

    assert both == pytest.approx(100, abs=30)


def test_says_the_same_each_time() -> None:
    assert [Arms(0.1).of(shopper) for shopper in SHOPPERS] == [ARMS.of(shopper) for shopper in SHOPPERS]


def test_a_share_that_grows_keeps_whom_it_had() -> None:
    larger = Arms(holdout=0.2)

    assert all(larger.of(shopper) == "holdout" for shopper in SHOPPERS if ARMS.of(shopper) == "holdout")


def test_nobody_is_in_a_share_of_nothing_or_without_consent() -> None:
    assert {Arms().of(shopper) for shopper in SHOPPERS} == {"assistant"}
    assert all(Arms().sees_widget(shopper) for shopper in SHOPPERS)
    assert Arms(holdout=0.5).of("") == "assistant"
    assert ARMS.metadata(Conversation("c", "demo", "en", "bot")) == {}
