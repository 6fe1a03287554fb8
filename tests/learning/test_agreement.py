from __future__ import annotations

import pytest

from data.conversations.verdicts import Stored
from learning.agreement import agreements, kappa


def test_kappa_is_agreement_beyond_chance() -> None:
    # Cohen's table of 50: both yes 20, both no 15; 35 of 50 agree, by chance 0.5: (0.7 - 0.5) / (1 - 0.5).
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15

    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([]) is None
    assert kappa([("y", "y")] * 3) is None


def test_two_people_are_compared_on_what_both_judged() -> None:
    def acts(agent: str, message: str, *names: str) -> Stored:
        return Stored("c", message, "acts", {"acts": [[name, "x"] for name in names]}, agent)

    verdicts = [
        acts("ann", "m1", "search"), acts("bob", "m1", "search", "search"), acts("ann", "m2", "details"),
        acts("bob", "m2", "search"), acts("bob", "m3", "search"), Stored("c", "m1", "flag", {"flag": "skip"}, "ann"),
        Stored("c", "l1", "product", {"product_id": "p", "right": True}, "ann"),
        Stored("c", "l1", "attributes", {"order": ["a"]}, "ann"),
    ]  # fmt: skip

    [one] = agreements(verdicts)
    assert (one.first, one.second, one.kind, one.judged, one.same, one.kappa) == ("ann", "bob", "acts", 2, 1, 0.0)
