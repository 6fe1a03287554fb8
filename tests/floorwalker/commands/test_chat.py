"""What a line typed in the terminal means."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data.catalog.constraints import Range
from floorwalker.commands.chat import read_request
from gateway.protocol import QuestionMessage
from recommender.protocol.recommend import FacetValue

QUESTION = QuestionMessage(
    id="m1",
    at=datetime(2026, 1, 1, tzinfo=UTC),
    sender="bot",
    attribute="weight",
    label="Weight",
    text="Which weight?",
    options=[
        FacetValue(value=Range(min=None, max=80), label="up to 80 g", count=9),
        FacetValue(value=Range(min=80, max=None), label="from 80 g", count=4),
    ],
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("I need a mouse", {"text": "I need a mouse"}),
        ("1", {"choice": {"attribute": "weight", "value": {"min": None, "max": 80.0}}}),
        ("3", {"text": "3"}),
        ("-", {"choice": {"attribute": "weight", "value": None}}),
        ("/more", {"action": "show_more"}),
        ("/restart", {"action": "restart"}),
    ],
)
def test_reads_a_line_after_a_question(line: str, expected: dict[str, object]) -> None:
    assert read_request(line, QUESTION).model_dump(exclude_unset=True) == expected


@pytest.mark.parametrize("line", ["1", "-"])
def test_takes_numbers_for_words_when_nothing_was_asked(line: str) -> None:
    assert read_request(line, None).text == line
