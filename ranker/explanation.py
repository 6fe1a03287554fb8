"""A weight in words, for shoppers and agents: what it was made of, no more than was computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ranker.candidates import AttributeCandidate

_LEAST_MOVED = 0.1
"""Of a score: a word that moved less changed the weight by less than a tenth."""
_MOST_WORDS = 2


def sentence(
    candidate: AttributeCandidate, weight: float, words: Mapping[str, float] | None = None, rules: Sequence[str] = ()
) -> str:
    """One sentence on why the attribute has this weight."""
    z = candidate.statistics
    reasons = [
        f"{z.coverage:.0%} of the nearest products state it",
        f"{z.named:.0%} name it in their own text",
        f"an answer is expected to rule out or move back {z.narrowing:.0%}",
    ]
    said = _telling(words or {})
    if said:
        reasons.insert(0, f"the request says {said}")
    reasons += rules
    listed = ", ".join(reasons[:-1])
    return f"{candidate.label} has {weight:.0%} of the weight: {listed}, and {reasons[-1]}."


def _telling(words: Mapping[str, float]) -> str:
    """The words that raised the weight most, quoted."""
    raised = sorted((word for word in words if words[word] >= _LEAST_MOVED), key=lambda word: -words[word])
    return " and ".join(f"“{word}”" for word in raised[:_MOST_WORDS])
