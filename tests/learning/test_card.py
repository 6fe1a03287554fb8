"""What a learning was made of, for machines."""

from __future__ import annotations

import json

from learning.card import Card


def test_reads_as_json() -> None:
    card = Card(
        conversations=12, left_out={"too quick to have read": 2}, examination=[1.0, 0.63], by_purpose={"a|b": 3}
    )

    assert json.loads(card.json())["left_out"] == {"too quick to have read": 2}
