"""What becomes of an order when a request is put otherwise: misspelt, in other words, with a second need, with a no."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from ranker.candidates import AttributeRanker
from ranker.evaluation.metrics import PRIMARY, Bootstrap, Interval, measured, rank_correlation
from ranker.evaluation.report import asked, clusters, sampled
from ranker.examples import Example
from ranker.perturbations import misspelt, recased, reordered

_MOST = 300
"""Requests that are altered; more change the third digit only."""
_ALTERED: dict[str, Callable[[str, np.random.Generator], str]] = {
    "one typo": misspelt,
    "other case": recased,
    "other word order": reordered,
}
_REFUSAL = "{}, I don't care about the {}"
Measured = tuple[Example, float]


def robustness(ranker: AttributeRanker, requests: Sequence[Example]) -> dict[str, Interval]:
    """By alteration: rank correlation of the order before and after; of two needs in one request nDCG@5 against both;
    of what is refused, how often its weight falls. What nothing can be said of is left out."""
    chosen = sampled([example for example in requests if len(example.candidates) > 2], _MOST)
    measures = {f"{name}: rank correlation": _altered(ranker, chosen, alter) for name, alter in _ALTERED.items()}
    measures["another saying of the need: rank correlation"] = _said_otherwise(ranker, requests)
    measures["two needs in one request: nDCG@5"] = _two_needs(ranker, requests)
    measures["an attribute that is refused: its weight falls"] = _refused(ranker, chosen)
    found = {name: list(rows) for name, rows in measures.items()}
    return {name: _interval(rows) for name, rows in found.items() if rows}


def _interval(rows: Sequence[Measured]) -> Interval:
    return Bootstrap(clusters([example for example, _ in rows])).mean(np.asarray([value for _, value in rows]))


def _altered(
    ranker: AttributeRanker, requests: Sequence[Example], alter: Callable[[str, np.random.Generator], str]
) -> Iterator[Measured]:
    random = np.random.default_rng(0)
    for example in requests:
        query = alter(example.query, random)
        if query != example.query:
            yield example, rank_correlation(asked(ranker, example).weights, asked(ranker, example, query).weights)


def _said_otherwise(ranker: AttributeRanker, requests: Sequence[Example]) -> Iterator[Measured]:
    """Each saying of a need against its first."""
    for first, *others in _by_need(requests)[:_MOST]:
        if others:
            other = others[-1]
            yield other, rank_correlation(asked(ranker, first).weights, asked(ranker, first, other.query).weights)


def _two_needs(ranker: AttributeRanker, requests: Sequence[Example]) -> Iterator[Measured]:
    """Each need together with the next one of the same product type: what matters to either matters."""
    needs = [same[0] for same in _by_need(requests)]
    for one, other in list(zip(needs, needs[1:], strict=False))[:_MOST]:
        if one.candidates == other.candidates:
            relevance = np.maximum(one.relevance, other.relevance)
            weights = asked(ranker, one, f"{one.query}, and {other.query}").weights
            yield one, measured(weights, relevance)[PRIMARY]


def _refused(ranker: AttributeRanker, requests: Sequence[Example]) -> Iterator[Measured]:
    """The attribute that weighs most is refused."""
    for example in requests:
        weights = asked(ranker, example).weights
        place = int(weights.argmax())
        refusal = _REFUSAL.format(example.query, example.candidates[place].label.lower())
        yield example, float(asked(ranker, example, refusal).weights[place] < weights[place])


def _by_need(requests: Sequence[Example]) -> list[list[Example]]:
    """The sayings of each need of each product type; a bare name says no need."""
    found: dict[tuple[str, str], list[Example]] = {}
    for example in requests:
        if example.source not in ("plain", "stated"):
            found.setdefault((example.category, example.need), []).append(example)
    return list(found.values())
