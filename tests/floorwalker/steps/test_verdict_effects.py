from __future__ import annotations

from dataclasses import replace

import pytest

from bot.acts.classifier import ActClassifier
from data.conversations.sessions import Verdict
from data.conversations.verdict_uses import Use
from floorwalker.steps.verdict_effects import act_uses, measured, ranking_uses
from language.acts import ACTS
from learning.replay import Answer
from learning.screens import Case
from learning.turns import taught_turns
from tests.learning.talks import at, judged, listed, said, talk


def test_says_where_models_put_what_people_put_first_and_what_they_called_right() -> None:
    order = Verdict("attributes", "l2", {"order": ["a1", "a0"]}, "ann", at(5), "v1")
    right = Verdict("product", "l2", {"product_id": "p2", "right": True}, "ann", at(6), "v2")
    flagged = Verdict("flag", "l2", {"flag": "look"}, "ann", at(7), "v3")
    shown = listed(2, "p1", "p2")
    session = talk(said(1, "a mouse"), lists=[shown], verdicts=[order, right, flagged])
    before = Answer(["p1"], {"p1": 0}, attributes=["a0", "a1"])
    after = Answer(["p2", "p1"], {"p2": 0, "p1": 1}, attributes=["a1", "a0"])
    asked = [Case(shown, order), Case(shown, right)]

    uses = ranking_uses([session], asked, [(before, after), (before, after)], "m1", "used", at(9))

    assert [(one.verdict_id, one.detail) for one in uses] == [
        ("v1", {"name": "a1", "before": 2, "after": 1}),
        ("v2", {"name": "p2", "before": None, "after": 1}),
    ]
    assert all(one.before is not None and one.after is not None and one.before < one.after for one in uses)
    unasked = ranking_uses([session], [], [], "m1", "kept", at(9))
    assert unasked[0] == Use("v1", "m1", "ranking", "kept", at(9))
    assert measured([session]) == []  # what was asked for the list was not logged


@pytest.mark.slow
def test_says_how_likely_models_take_a_message_for_what_people_said() -> None:
    classifier = ActClassifier.load()
    verdict = replace(judged("m1", ("search", "a red mouse")), id="v1")
    session = talk(said(1, "a red mouse", "unclear"), verdicts=[verdict])

    uses = act_uses([session], list(taught_turns([session], ACTS)), classifier, classifier, "m1", at(9))

    assert [(one.verdict_id, one.learner, one.detail) for one in uses] == [("v1", "acts", {"name": "search"})]
    assert uses[0].before == uses[0].after
    assert (uses[0].before or 0) > 0.5
