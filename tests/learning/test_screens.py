"""Which of two models would have put first what was taken, where shoppers' taste is known and places are looked at
unevenly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from data.conversations.sessions import Deed, Session, ShownList, Verdict
from learning.examination import flat, usual
from learning.offpolicy import of_lists
from learning.replay import Answer
from learning.screens import Context, cases, clusters, contexts, screens, verdicts
from tests.learning.shoppers import BEGAN, products_list

IDS = [f"product-{n}" for n in range(5)]
REQUEST = {"query": "mouse"}


def shown_lists(appeal: Mapping[str, float], number: int, bias: float, seed: int = 0) -> list[Context]:
    """Lists in the order of the ids, of which one product each is taken, by appeal and place."""
    random = np.random.default_rng(seed)
    chances = np.asarray([appeal[id] for id in IDS]) * (1 / np.log2(np.arange(5) + 2)) ** bias
    found = []
    for n in range(number):
        shown = products_list(f"list-{n}", BEGAN, IDS, request=REQUEST)
        taken = IDS[int(random.choice(5, p=chances / chances.sum()))]
        found.append(Context(n, f"shopper-{n}", shown, frozenset([taken])))
    return found


def answers(order: list[str], number: int) -> list[Answer | None]:
    return [Answer(order, {id: place for place, id in enumerate(order)})] * number


BEST_LAST = dict(zip(IDS, [1, 1, 1, 1, 3], strict=True))


def test_who_puts_first_what_is_wanted_gains_though_it_stood_behind() -> None:
    appeal = dict(zip(IDS, [2.0, 0.5, 4.0, 0.2, 2.5], strict=True))
    asked = shown_lists(appeal, 500, bias=1.0)
    best = sorted(IDS, key=lambda id: -appeal[id])
    found = screens(asked, answers(best, 500), answers(IDS, 500), usual())

    assert found.gain.estimate(0.01).low > 0
    assert found.beyond_reverse.estimate(0.01).low > 0


def test_another_order_gains_nothing_where_all_are_alike() -> None:
    alike = dict.fromkeys(IDS, 1.0)
    seemed = 0
    for seed in range(40):
        asked = shown_lists(alike, 300, bias=1.0, seed=seed)
        found = screens(asked, answers(IDS[::-1], 300), answers(IDS, 300), usual())
        seemed += found.gain.estimate(0.025).low > 0

    assert seemed <= 4


def test_places_that_are_looked_at_more_than_thought_seem_to_gain_and_beat_nothing() -> None:
    """All places are looked at alike, and so corrected too much: the other order seems to gain."""
    wanted_first = dict(zip(IDS, [1.2, 1.1, 1, 1, 1], strict=True))
    asked = shown_lists(wanted_first, 2000, bias=0.0)
    found = screens(asked, answers(IDS[::-1], 2000), answers(IDS, 2000), usual())

    assert found.gain.estimate(0.01).low > 0
    assert found.beyond_reverse.estimate(0.01).low <= 0


def test_without_correction_who_showed_it_has_the_advantage() -> None:
    asked = shown_lists(dict.fromkeys(IDS, 1.0), 500, bias=1.0)

    assert screens(asked, answers(IDS[::-1], 500), answers(IDS, 500), flat()).gain.estimate(0.01).high < 0


def test_products_that_a_model_does_not_list_come_last() -> None:
    asked = shown_lists(BEST_LAST, 50, bias=0.0)
    lacking = screens(asked, answers(IDS[4:], 50), answers(IDS[:4], 50), flat())

    assert lacking.gain.values.mean() > 0


def session(number: int, taken: str | None, request: dict[str, str] | None = None) -> Session:
    at = BEGAN
    own = products_list(f"list-{number}", at, IDS, request=REQUEST if request is None else request)
    deeds = [Deed("product_click", at, taken, own.message_id)] if taken else []
    return Session(f"s-{number}", None, "assistant", "en", "closed", at, at, lists=[own], deeds=deeds)


def test_contexts_are_lists_that_can_be_asked_again() -> None:
    found = contexts([session(0, IDS[1]), session(1, None), session(2, IDS[0], {})], 10)

    assert [one.conversation for one in found] == [0, 1]
    assert [one.taken for one in found] == [frozenset([IDS[1]]), frozenset()]


def test_no_more_conversations_than_asked_for() -> None:
    assert len({one.conversation for one in contexts([session(n, IDS[0]) for n in range(30)], 7)}) == 7


def test_where_few_take_anything_those_who_do_judge_screens_and_those_drawn_by_chance_alone_the_rest() -> None:
    found = contexts([session(n, IDS[0] if n % 20 == 0 else None) for n in range(400)], 40, 15)

    assert sum(one.by_chance for one in found) == 40
    assert sum(bool(one.taken) for one in found) == 15
    assert all(one.taken for one in found if not one.by_chance)
    assert len(of_lists([replace(one, shown=propense(one.shown)) for one in found]).chosen) == 40 * len(IDS)


def propense(shown: ShownList) -> ShownList:
    products = [replace(one, propensity=0.5) for one in shown.products]
    return replace(shown, products=products, policy={"role": "current", "model_version": "v1"})


def said(number: int, kind: str, payload: dict[str, object]) -> Session:
    own = session(number, None)
    verdict = Verdict(kind, own.lists[0].message_id, payload, "agent", BEGAN)
    return replace(own, verdicts=[verdict])


def test_people_agree_with_who_has_their_order() -> None:
    given = cases([said(n, "attributes", {"order": ["weight", "price"]}) for n in range(25)])
    theirs = [Answer([], attributes=["weight", "price", "colour"])] * 25
    others = [Answer([], attributes=["colour", "price", "weight"])] * 25
    found = verdicts(given, theirs, others)

    assert found is not None
    assert found.low > 0


@pytest.mark.parametrize(("right", "sign"), [(True, 1), (False, -1)])
def test_a_product_that_people_call_right_is_to_come_first(right: bool, sign: int) -> None:
    given = cases([said(n, "product", {"product_id": IDS[0], "right": right}) for n in range(25)])
    found = verdicts(given, answers(IDS, 25), answers(IDS[::-1], 25))

    assert found is not None
    assert np.sign(found.mean) == sign


def test_few_verdicts_decide_nothing() -> None:
    given = cases([said(n, "product", {"product_id": IDS[0], "right": True}) for n in range(5)])

    assert verdicts(given, answers(IDS, 5), answers(IDS, 5)) is None


def test_conversations_of_one_shopper_are_one_cluster() -> None:
    assert clusters(["a", "b", "a"]).tolist() == [0, 1, 0]
    assert len(clusters([])) == 0
