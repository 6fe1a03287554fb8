"""Steps tell their share of the whole."""

from __future__ import annotations

from data.catalog.progress import part


def test_a_step_in_a_step_ends_where_the_next_begins() -> None:
    told: list[float] = []
    whole = part(lambda done, of: told.append(done / of), 0.5, 1)

    part(whole, 0, 0.5)(2, 2)
    part(whole, 0.5, 1)(0, 2)
    part(whole, 0.5, 1)(2, 2)

    assert told == [0.75, 0.75, 1]


def test_a_step_without_anything_to_do_is_told_too() -> None:
    told: list[float] = []

    part(lambda done, of: told.append(done / of), 0, 1)(0, 0)
    part(None, 0, 1)(1, 2)

    assert told == [0]
