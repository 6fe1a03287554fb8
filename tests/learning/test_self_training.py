from __future__ import annotations

from data.conversations.sessions import Session
from learning.labelling import Opinion
from learning.self_training import LEAST_ABOVE, MOST_OF_ACT, threshold, weak_turns
from learning.turns import TaughtTurn
from tests.learning.talks import said, talk

SURE = Opinion([("search", 0.97), ("details", 0.02)], 0.01)


def test_sure_enough_is_where_nearly_all_are_right() -> None:
    right = [(0.95 + n / 10_000, True) for n in range(LEAST_ABOVE)]
    wrong = [(0.8, False), (0.8, False), (0.6, True)]

    assert threshold([*right, *wrong]) == 0.95
    assert threshold(right[1:]) is None
    assert threshold([(0.9, n % 5 > 0) for n in range(200)]) is None


def weak(session: Session, opinion: Opinion = SURE, taught: dict[str, TaughtTurn] | None = None) -> list[TaughtTurn]:
    opinions = {move.message_id: opinion for move in session.moves}
    return list(weak_turns([session], opinions, 0.9, taught or {}))


def test_what_was_surely_understood_and_led_on_is_learned_with_small_weight() -> None:
    [turn] = weak(talk(said(1, "a mouse", "search"), said(2, "thanks", "thank")))

    assert (turn.acts, turn.source, turn.weight) == (("search",), "agreed", 0.1)


def test_what_is_in_doubt_was_repaired_or_is_known_is_not() -> None:
    held = talk(said(1, "a mouse", "search"), said(2, "thanks", "thank"))
    [known] = weak(held)

    assert weak(talk(said(1, "a mouse", "search"), said(2, "no", "undo"))) == []
    assert weak(talk(said(1, "a mouse", "details"), said(2, "thanks", "thank"))) == []
    assert weak(held, Opinion(SURE.ranking, 0.5)) == []
    assert weak(held, Opinion([("search", 0.8)])) == []
    assert weak(held, taught={"m1": known}) == []


def test_of_an_act_only_so_many() -> None:
    moves = [said(n, f"a mouse {n}", "search") for n in range(MOST_OF_ACT + 20)]

    assert len(weak(talk(*moves))) == MOST_OF_ACT
