"""The words of a search, less those of a wish that is let go."""

from __future__ import annotations

import pytest

from bot.dialogue.releasing import unsaid
from data.catalog.constraints import Constraint


@pytest.mark.parametrize(
    ("query", "said", "left"),
    [
        ("black wireless mouse", "black", "wireless mouse"),
        ("Black mouse", "black", "mouse"),
        ("blackboard black", "black", "blackboard"),
        ("mouse (2.4 GHz)", "2.4 ghz", "mouse ( )"),
        ("mouse", "", "mouse"),
        ("black", "black", ""),
    ],
)
def test_takes_the_words_out_whole_and_nothing_else(query: str, said: str, left: str) -> None:
    assert unsaid(query, [Constraint(attribute="colour", value="Black", text=said)]) == left
