"""What a learning was made of, in counts: read before it is believed. Holds nothing of any shopper."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Card:
    """One learning from the log."""

    conversations: int = 0
    """That were read."""
    kept: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    """Conversations, by why."""
    capped: int = 0
    """Conversations that count less than one: much was done in them, or the same shopper had many."""
    effective_conversations: float = 0.0
    shoppers: int = 0
    holdout: int = 0
    """Conversations whose lists statistics alone ordered; they teach as well."""
    since: str | None = None
    until: str | None = None
    open_conversations: int = 0
    """So young that purchases may still come; what they say is counted, what they do not say is not."""
    observations: dict[str, int] = field(default_factory=dict)
    by_type: dict[str, int] = field(default_factory=dict)
    """Lists in which something was chosen."""
    by_purpose: dict[str, int] = field(default_factory=dict)
    catalogs: dict[str, int] = field(default_factory=dict)
    """Lists by the version of the catalog that they were of."""
    unknown_types: int = 0
    """Lists of product types that the catalog has no more."""
    unknown_products: int = 0
    """Shown products that the catalog has no more."""
    unknown_attributes: int = 0
    """Answers about attributes that the type has no more."""
    unjoined: int = 0
    """Deeds with a product that no list showed."""
    late: int = 0
    """Deeds more than 30 days after their list."""
    across: int = 0
    """Deeds of another session than the list's."""
    corrected: bool = True
    examination: list[float] = field(default_factory=list)
    """How likely each place is looked at, against the first."""
    swaps: int = 0
    """Products that chance moved, from which that was learned; below 30 it is the usual discount."""
    effective_questions: float = 0.0
    clipped_questions: float = 0.0
    """Share of the questions whose weight was clipped at 5."""
    half_life: float | None = None
    """In conversations; None: nothing is forgotten."""
    trust: float = 0.0
    """Share of what was learned of values that held on conversations kept apart; 0: day one's order stays."""
    gain: dict[str, float] = field(default_factory=dict)
    """What it gained there, in nats a chosen list: mean, low and high (95 %), and the lists it was judged by."""
    examples: dict[str, int] = field(default_factory=dict)
    """By split."""

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)

    def json(self) -> str:
        """As a file has it."""
        return json.dumps(self.as_json(), indent=1, ensure_ascii=False)
