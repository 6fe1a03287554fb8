"""What sessions say, observation by observation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from data.conversations.events import LATE
from data.conversations.sessions import Deed, Move, Session, Verdict
from learning.evidence import Evidence, by_type
from learning.examination import flat
from learning.shelves import Shelves
from learning.signals import STRENGTH, VERDICT, signals
from recommender.engine.recommender import Recommender
from tests.learning.shoppers import BEGAN, products_list, question

WIRED = {"attribute": "connectivity", "op": "eq", "value": "Wired"}
RED = {"attribute": "colour", "op": "eq", "value": "Red"}
AT = BEGAN + timedelta(minutes=1)


def session(**fields: object) -> Session:
    first = products_list("l1", BEGAN, ["a", "b", "c"])
    own = Session("s1", "anna", "assistant", "en", "closed", BEGAN, AT, lists=[first])
    return replace(own, **fields)  # type: ignore[arg-type]


def deed(type: str, product: str | None = "b", list_id: str | None = "l1", after: timedelta = timedelta(0)) -> Deed:
    return Deed(type, AT + after, product, list_id)


def test_the_strongest_deed_with_a_product_counts_alone() -> None:
    found = signals([session(deeds=[deed("product_click"), deed("purchase"), deed("add_to_cart")])])

    assert found.choices[0].strengths == (0.0, STRENGTH["purchase"], 0.0)
    assert found.choices[0].is_chosen
    assert found.counts() == {"add_to_cart": 1, "list": 1, "product_click": 1, "purchase": 1}


def test_what_is_rejected_was_not_chosen() -> None:
    found = signals([session(deeds=[deed("product_click"), deed("thumbs_down"), deed("product_click", "c")])])

    assert found.choices[0].strengths == (0.0, -1.0, STRENGTH["product_click"])


def test_a_late_purchase_is_put_down_to_the_list_that_showed_the_product() -> None:
    later = replace(deed("purchase", after=timedelta(days=9)), is_elsewhere=True)

    found = signals([session(deeds=[later])])

    assert found.choices[0].strengths == (0.0, STRENGTH["purchase"], 0.0)
    assert found.across == 1


def test_too_late_or_of_no_list_is_counted_and_left_out() -> None:
    deeds = [deed("purchase", after=LATE), deed("product_click", "unknown", None)]

    found = signals([session(deeds=deeds)])

    assert not found.choices[0].is_chosen
    assert (found.late, found.unjoined) == (1, 1)


def test_a_deed_without_a_list_is_joined_to_the_last_that_showed_the_product() -> None:
    second = products_list("l2", BEGAN + timedelta(seconds=30), ["b", "d"])
    lists = [*session().lists, second]

    found = signals([session(lists=lists, deeds=[deed("product_click", list_id=None)])])

    assert [choice.is_chosen for choice in found.choices] == [False, True]


def test_a_value_that_came_unasked_is_told_from_one_that_was_picked() -> None:
    asked = question("q1", BEGAN, "connectivity", ["Wired", "Wireless"], "picked", "Wired")
    following = products_list("l2", AT, ["b"], constraints=[WIRED])
    lists = [*session().lists, following]

    assert signals([session(lists=lists, questions=[asked])]).mentions == []
    assert [one.constraint for one in signals([session(lists=lists)]).mentions] == [WIRED]


@pytest.mark.parametrize("act", ["correct", "undo", "release"])
def test_a_value_that_was_taken_back_says_nothing(act: str, recommender: Recommender) -> None:
    lists = [products_list("l1", BEGAN, ["a"], constraints=[WIRED]), products_list("l2", AT, ["a", "b"])]

    kept, found = signals([session(lists=lists)]), signals([session(lists=lists, moves=[repair(act, 20)])])

    assert [one.repaired for one in kept.mentions] == [False]
    assert [one.repaired for one in found.mentions] == [True]
    assert found.counts()["value taken back"] == 1
    shelves = Shelves(recommender, recommender.ranker)
    shelf = shelves.of("Mouse")
    assert shelf is not None
    picks = [
        Evidence.of(shelves, shelf, by_type([], [], own.mentions)["Mouse"], flat()).picks.sessions
        for own in (kept, found)
    ]
    assert picks == [("s1",), ()]


def test_taking_something_back_once_says_nothing_of_what_goes_later() -> None:
    lists = [
        products_list("l1", BEGAN, ["a"], constraints=[RED, WIRED]),
        products_list("l2", AT, ["a", "b"], constraints=[WIRED]),
        products_list("l3", AT + timedelta(seconds=30), ["b", "c"]),
    ]

    found = signals([session(lists=lists, moves=[repair("undo", 20)])])

    assert [(one.constraint, one.repaired) for one in found.mentions] == [(WIRED, False), (RED, True)]


def repair(act: str, seconds: float) -> Move:
    return Move("m1", BEGAN + timedelta(seconds=seconds), "text", {}, [(act, 0.9)])


@pytest.mark.parametrize("rejecting", ["return", "remove_from_cart"])
def test_what_was_given_back_was_not_chosen(rejecting: str) -> None:
    assert not signals([session(deeds=[deed("purchase"), deed(rejecting)])]).choices[0].is_chosen


@pytest.mark.parametrize(
    ("types", "strength"),
    [
        (("add_to_cart", "remove_from_cart", "add_to_cart"), STRENGTH["add_to_cart"]),
        (("remove_from_cart", "purchase", "product_click"), STRENGTH["purchase"]),
        (("remove_from_cart", "product_click"), -1.0),
        (("remove_from_cart", "add_to_cart", "return"), -1.0),
        (("remove_from_cart", "thumbs_down", "add_to_cart"), -1.0),
        (("thumbs_down", "remove_from_cart", "add_to_cart"), -1.0),
    ],
)
def test_what_was_put_back_into_the_cart_was_chosen(types: tuple[str, ...], strength: float) -> None:
    assert signals([session(deeds=[deed(type) for type in types])]).choices[0].strengths == (0.0, strength, 0.0)


def test_an_agents_verdict_on_a_product_counts_as_a_deed() -> None:
    right, wrong = (
        Verdict("product", "l1", {"product_id": "b", "right": right}, "agent", AT) for right in (True, False)
    )

    assert signals([session(verdicts=[right])]).choices[0].strengths == (0.0, VERDICT, 0.0)
    assert signals([session(verdicts=[wrong], deeds=[deed("product_click")])]).choices[0].strengths == (0.0, -1.0, 0.0)


def test_too_expensive_asks_for_a_lower_price() -> None:
    down = Deed("thumbs_down", AT, None, "l1", {"reason": "too_expensive"})

    assert [one.constraint["attribute"] for one in signals([session(deeds=[down])]).mentions] == ["price"]


def test_verdicts_are_of_the_list_that_they_name_or_the_last_before_them() -> None:
    verdicts = [
        Verdict("product", "l1", {"product_id": "b", "right": False}, "agent", AT),
        Verdict("attributes", None, {"order": ["weight"]}, "agent", AT),
        Verdict("reply", None, {}, "agent", AT),
    ]

    found = signals([session(verdicts=verdicts)])

    assert [(one.kind, one.category) for one in found.verdicts] == [("product", "Mouse"), ("attributes", "Mouse")]


def test_an_order_of_the_page_is_kept_with_what_chance_changed() -> None:
    explored = products_list("l1", BEGAN, ["b", "a"], policy={"explored": True}, best=["a", "b"])

    assert signals([session(lists=[explored])]).choices[0].explored
    assert not signals([session()]).choices[0].explored


def test_of_a_list_that_an_agent_sent_only_what_was_done_with_it_counts() -> None:
    sent = [products_list(id, BEGAN + timedelta(seconds=30), ["b", "d"]) for id in ("sent", "passed over")]

    found = signals([session(sent=sent, deeds=[deed("add_to_cart", "d", "sent"), deed("product_click", "a")])])

    assert [choice.products for choice in found.choices] == [("a", "b", "c"), ("b", "d")]
    assert found.choices[1].strengths == (0.0, STRENGTH["add_to_cart"])
    assert found.unjoined == 0
