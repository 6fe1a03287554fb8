"""What a learning was made of, for machines and people."""

from __future__ import annotations

import json

from learning.card import Card


def test_reads_as_json_and_as_markdown() -> None:
    card = Card(
        conversations=12, left_out={"too quick to have read": 2}, examination=[1.0, 0.63], by_purpose={"a|b": 3}
    )

    assert json.loads(card.json())["left_out"] == {"too quick to have read": 2}
    assert "- conversations: 12\n" in card.markdown()
    assert "| too quick to have read | 2 |" in card.markdown()
    assert "- examination: 1, 0.63\n" in card.markdown()
    assert "| a/b | 3 |" in card.markdown()
    assert "- half life: none\n" in card.markdown()
