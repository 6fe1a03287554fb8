"""What models would have earned of logged lists and questions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data.conversations.sessions import Asked, Deed, Session, ShownProduct
from learning.offpolicy import Direct, asked_instead, difference, earned, listed_instead, of_lists, of_questions
from learning.replay import Answer
from learning.screens import Context, contexts
from tests.learning.shoppers import BEGAN, products_list, question

POLICY = {"model_version": "general", "role": "current"}
REQUEST = {"query": "mouse"}


def asked_question(number: int, attribute: str, answer: str, propensity: float) -> Asked:
    own = question(f"question-{number}", BEGAN, attribute, ["a", "b"], answer, None)
    return replace(own, query_id=f"list-{number}", policy=POLICY, propensity=propensity)


def session(number: int, ids: list[str], taken: str | None, asked: Asked, **fields: object) -> Session:
    shown = products_list(f"list-{number}", BEGAN, ids, request=REQUEST, policy=POLICY)
    shown = replace(shown, **fields)  # type: ignore[arg-type]
    deeds = [Deed("add_to_cart", BEGAN, taken, shown.message_id)] if taken else []
    return Session(
        f"s-{number}", None, "assistant", "en", "closed", BEGAN, BEGAN, lists=[shown], questions=[asked], deeds=deeds
    )


def explored(number: int, share: float, seed: int = 0) -> list[Context]:
    """Conversations in which the weight is asked about but for a share, and answered by nobody; of the colour, the
    question is answered by all."""
    random = np.random.default_rng(seed)
    found = []
    for n in range(number):
        colour = random.random() < share
        attribute, propensity = ("colour", share) if colour else ("weight", 1 - share)
        asked = asked_question(n, attribute, "picked" if colour else "declined", propensity)
        found.append(session(n, ["a", "b"], "a" if n % 2 else None, asked))
    return contexts(found, number)


def test_a_question_that_was_hardly_asked_earns_what_it_earned() -> None:
    asked = explored(2000, 0.05)
    decisions = of_questions(asked)
    direct = Direct(of_questions(explored(500, 0.05, seed=1)))
    colour = earned(decisions, asked_instead(decisions, [Answer([], question="colour")] * len(asked)), direct)
    weight = earned(decisions, asked_instead(decisions, [Answer([], question="weight")] * len(asked)), direct)

    for own in (colour.ips, colour.snips, colour.doubly_robust):
        assert own.low <= 1 <= own.high
    assert difference(colour.doubly_robust, weight.doubly_robust).low > 0


def test_the_places_of_a_list_are_decisions() -> None:
    asked = explored(100, 0.05)
    decisions = of_lists(asked)
    own = earned(decisions, listed_instead(decisions, [Answer(["a", "b"])] * len(asked)), Direct(decisions))
    other = earned(decisions, listed_instead(decisions, [Answer(["b", "a"])] * len(asked)), Direct(decisions))

    assert own.ips.mean == 0.25  # half of the first places, none of the second
    assert own.ips.clipped == 0
    assert other.ips.low == 0  # never shown so: anything may be
    assert other.ips.high == 1


def test_lists_of_two_models_and_of_no_propensity_stay_out() -> None:
    asked = asked_question(0, "weight", "picked", 1.0)
    interleaved = session(0, ["a", "b"], "a", asked, policy=POLICY | {"role": "interleaved"})
    older = session(1, ["a", "b"], "a", asked, policy={})
    without = session(2, ["a"], "a", asked, products=[ShownProduct("a", 0, 1.0, None)])

    assert of_lists(contexts([interleaved, older, without], 10)).chosen == []


def test_what_nothing_was_seen_of_is_expected_to_earn_what_others_do() -> None:
    direct = Direct(of_lists(explored(200, 0.05)))

    assert direct("a", 0) > direct("unknown", 0) > direct("unknown", 1)
