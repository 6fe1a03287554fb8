"""Ranked attributes as the answer's bodies: in order, with the answers that each offers, and why it stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ranker.candidates import AttributeCandidate, Ranking
from ranker.explanation import sentence
from ranker.rules import Ruled
from recommender.candidates import Pool
from recommender.facets import facet_values
from recommender.protocol import Constraint, Explanation, RankedAttribute
from retrieval.attribute_table import AttributeTable


def ranked_attributes(
    table: AttributeTable,
    pool: Pool,
    constraints: Sequence[Constraint],
    candidates: Sequence[AttributeCandidate],
    ranking: Ranking,
    explanations: Sequence[Explanation] | None,
) -> list[RankedAttribute]:
    """The candidates, most relevant first. Values are counted over the live part of the pool.

    For an attribute with a wish, over what another answer would give, with the other wishes as they are.
    """
    wished = np.asarray([table.ids[constraint.attribute] for constraint in constraints], np.int64)
    live_entries = _by_attribute(table, pool.take(pool.live).rows)
    ranked = []
    for i in np.argsort(-ranking.weights, kind="stable"):
        candidate = candidates[i]
        attribute = table.ids[candidate.name]
        entries = live_entries
        if attribute in wished:
            others = (pool.statuses[wished != attribute] >= 0).all(axis=0)
            entries = _by_attribute(table, pool.take(others).rows)
        first, end = np.searchsorted(table.entry_attribute[entries], (attribute, attribute + 1))
        own = entries[first:end]
        ranked.append(
            RankedAttribute(
                name=candidate.name,
                label=candidate.label,
                weight=float(ranking.weights[i]),
                kind=candidate.kind,
                unit=candidate.unit,
                values=facet_values(table, attribute, own),
                explanation=explanations[i] if explanations else None,
            )
        )
    return ranked


def _by_attribute(table: AttributeTable, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The entries of rows, sorted by attribute and then in the order of rows."""
    entries = table.entries(rows)
    return entries[np.argsort(table.entry_attribute[entries], kind="stable")]


def explained(candidate: AttributeCandidate, place: int, ruled: Ruled, words: Mapping[str, float]) -> Explanation:
    """What moved the candidate at `place`: the parts of its score, its statistics, words of the query, rules."""
    weight, notes = float(ruled.ranking.weights[place]), ruled.notes[place]
    return Explanation(
        parts={name: round(float(values[place]), 4) for name, values in ruled.ranking.parts.items()},
        words=dict(words),
        statistics={name: round(float(value), 4) for name, value in candidate.statistics.shares.items()},
        rules=notes,
        sentence=sentence(candidate, weight, words, notes),
    )
