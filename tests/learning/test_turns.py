from __future__ import annotations

import pytest

from bot.acts.examples import parse
from data.conversations.sessions import Session
from language.acts import ACTS
from learning.turns import TaughtTurn, tag, taught_turns
from tests.learning.talks import judged, listed, said, talk, tapped


def the_turn(session: Session) -> TaughtTurn:
    [turn] = taught_turns([session], ACTS)
    return turn


def test_a_person_says_what_a_message_does_part_by_part() -> None:
    verdict = judged("m1", ("like", "nice."), ("details", "how heavy is it"))
    turn = the_turn(talk(said(1, "nice. how heavy is it", "search"), verdicts=[verdict]))

    assert (turn.source, turn.weight) == ("verdict", 1.0)
    assert turn.line == "start | like + details | nice. || how heavy is it"
    assert parse(turn.line).acts == ("like", "details")


def test_a_tap_on_a_reading_labels_the_words_that_were_in_doubt() -> None:
    turn = the_turn(talk(said(1, "the light ones", "doubt"), tapped(2, "topic", "search")))

    assert (turn.message_id, turn.acts, turn.source) == ("m1", ("search",), "tap")


def test_a_tap_on_a_topic_labels_words_that_led_nowhere_with_less_weight() -> None:
    turn = the_turn(talk(said(1, "parcel thingy", "unclear"), tapped(2, "topic", "delivery")))

    assert (turn.acts, turn.source, turn.weight) == (("delivery",), "topic", 0.4)


def test_the_same_wish_in_other_words_labels_those_that_were_not_understood() -> None:
    first, again = said(1, "how hefty is that laptop", "unclear"), said(2, "laptop weight?", "details")
    turn = the_turn(talk(first, again, said(3, "ok, a red one", "search")))

    assert (turn.message_id, turn.acts, turn.source) == ("m1", ("details",), "reworded")


def test_no_i_meant_labels_what_was_taken_for_something_else_as_a_wish() -> None:
    first, repair = said(1, "light laptop", "details"), said(2, "no, I meant a light laptop", "correct")
    turn = the_turn(talk(first, repair, said(3, "add it", "add_to_cart")))

    assert (turn.message_id, turn.acts, turn.source) == ("m1", ("search",), "corrected")


def test_what_was_taken_back_and_said_again_is_labelled_by_what_held() -> None:
    moves = said(1, "cheaper laptops", "details"), said(2, "undo", "undo"), said(3, "show laptops, cheaper", "search")
    turn = the_turn(talk(*moves, said(4, "add it", "add_to_cart")))

    assert (turn.message_id, turn.acts) == ("m1", ("search",))


@pytest.mark.parametrize(
    "moves",
    [
        (said(1, "how hefty is that laptop", "unclear"), said(2, "returns?", "return_policy"), said(3, "ok", "thank")),
        (said(1, "a laptop", "unclear"), said(2, "a laptop!", "search", sure=0.4), said(3, "ok", "thank")),
        (said(1, "a laptop", "unclear"), said(2, "a laptop!", "search"), said(3, "no", "undo")),
        (said(1, "a laptop", "unclear"), said(2, "a laptop!", "search")),
        (said(1, "a laptop", "unclear"), said(40, "a laptop!", "search"), said(41, "ok", "thank")),
        (said(1, "a laptop", "search"), tapped(2, "colour", "Red")),
    ],
    ids=["other words altogether", "not sure", "did not hold", "nothing after it", "much later", "another question"],
)
def test_without_evidence_nothing_is_learned(moves: tuple[object, ...]) -> None:
    assert list(taught_turns([talk(*moves)], ACTS)) == []  # type: ignore[arg-type]


def test_what_two_people_label_differently_is_left_out_and_what_somebody_changed_is_not() -> None:
    ann, bob = judged("m1", ("search", "x")), judged("m1", ("details", "x"), agent="bob")
    changed = judged("m1", ("details", "x"), agent="ann")

    assert list(taught_turns([talk(said(1, "light?", "search"), verdicts=[ann, bob])], ACTS)) == []
    assert the_turn(talk(said(1, "light?", "search"), verdicts=[ann, bob, changed])).acts == ("details",)


def test_acts_that_there_are_not_are_left_out() -> None:
    session = talk(said(1, "light?", "doubt"), tapped(2, "topic", "teleport"))

    assert list(taught_turns([session], ACTS)) == []


def test_the_state_is_what_stood_before_the_shopper() -> None:
    colour = {"attribute": "colour", "label": "Co|lour"}
    moves = (
        said(1, "a"),
        said(2, "b", shown=["products"]),
        said(3, "c", shown=["products", "question"], asked=colour),
        said(4, "d", shown=["question"], asked={"attribute": "topic", "label": "What is meant"}),
        said(5, "e", shown=["question"], asked={"attribute": "what-for", "label": "For what"}),
        said(6, "f", shown=["text"]),
        said(7, "g", shown=["text", "product_detail"]),
    )
    session = talk(*moves, lists=[listed(5, "p")])

    assert [tag(session, move) for move in moves] == [
        "start", "list", "question:Co lour", "unclear", "use", "list", "product",
    ]  # fmt: skip
