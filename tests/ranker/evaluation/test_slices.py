"""Slices of requests whose scores are written down."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from ranker.evaluation.slices import FIRST_TURN, LATER_TURNS, Slices
from ranker.examples import Example
from tests.ranker.requests import examples


def of_source(example: Example, source: str) -> Example:
    values = {field.name: getattr(example, field.name) for field in fields(example)}
    return Example(**(values | {"source": source}))


def test_slices_by_turn_and_by_source() -> None:
    some = [of_source(example, "title" if number == 3 else "type") for number, example in enumerate(examples(4))]
    found = Slices("types", some).scores("ours", np.asarray([1.0, 0.2, 0.5, 0.4]))

    # Turns alternate 0, 1, 0, 1; the fourth query is from a title.
    assert {part.name: part.requests for part in found} == {
        FIRST_TURN: 2,
        LATER_TURNS: 2,
        "source: title": 1,
        "source: type": 3,
    }
    assert [part.primary.mean for part in found] == pytest.approx([0.75, 0.3, 0.4, 1.7 / 3])


def test_leaves_out_what_no_request_is_of() -> None:
    first = examples(1)

    assert [part.name for part in Slices("types", first).scores("ours", np.ones(1))] == [FIRST_TURN, "source: type"]
