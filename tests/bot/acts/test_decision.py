from __future__ import annotations

import numpy as np

from bot.acts.decision import Act, decided

ACTS = ("like", "details", "search")


def _rows(*rows: tuple[float, float, float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.asarray(rows, np.float32)


def test_two_parts_that_do_different_things_are_two_acts() -> None:
    found = decided(ACTS, _rows((0.4, 0.6, 0))[0], _rows((0.9, 0.1, 0), (0.0, 1.0, 0)))

    assert [(act.name, act.first, act.last) for act in found] == [("like", 0, 0), ("details", 1, 1)]


def test_parts_that_say_the_same_stay_one() -> None:
    found = decided(ACTS, _rows((0, 0, 1))[0], _rows((0, 0.1, 0.9), (0, 0.4, 0.6)))

    assert found == [Act("search", 0, 1, 1.0)]


def test_what_the_whole_does_not_say_is_no_act() -> None:
    found = decided(ACTS, _rows((0, 0.0001, 0.9999))[0], _rows((0, 0.6, 0.4), (0, 0, 1)))

    assert [act.name for act in found] == ["search"]


def test_a_message_in_one_piece_is_one_act() -> None:
    assert [act.name for act in decided(ACTS, _rows((0.1, 0.2, 0.7))[0])] == ["search"]
