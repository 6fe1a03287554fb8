"""Ranked attributes as the answer's bodies: in order, with the answers that each offers, and why it stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np
import numpy.typing as npt

from ranker.candidates import AttributeCandidate, AttributeRanker, Ranking, RankingRequest, WordExplainer
from ranker.explanation import sentence
from ranker.rules import Ruled
from recommender.engine.facets import bounds_by_attribute, facets_by_attribute
from recommender.engine.pool import Pool
from recommender.engine.ranker_failures import RankerFailures
from recommender.protocol.recommend import Explanation, RankedAttribute
from retrieval.attribute_table import AttributeTable


def ranked_attributes(
    table: AttributeTable,
    pool: Pool,
    candidates: Sequence[AttributeCandidate],
    ranking: Ranking,
    explanations: Sequence[Explanation] | None,
) -> list[RankedAttribute]:
    """The candidates, most relevant first. Values are counted over the live part of the pool.

    For an attribute with a constraint, over what another answer would give, with the other constraints as they are.
    """
    constrained = np.asarray([table.ids[constraint.attribute] for constraint in pool.constraints], np.int64)
    attributes = [table.ids[candidate.name] for candidate in candidates]
    entries = _entries(table, pool.rows[pool.live], [a for a in attributes if a not in constrained])
    entries = pool.kept(entries)
    offered, bounds = facets_by_attribute(table, entries), bounds_by_attribute(table, entries)
    for attribute in {a for a in attributes if a in constrained}:
        others = pool.only(constrained != attribute)
        entries = others.kept(_entries(table, others.rows[others.live], [attribute]))
        offered |= facets_by_attribute(table, entries)
        bounds |= bounds_by_attribute(table, entries)
    return [
        RankedAttribute(
            name=candidates[i].name,
            label=candidates[i].label,
            weight=float(ranking.weights[i]),
            kind=candidates[i].kind,
            unit=candidates[i].unit,
            values=offered.get(attributes[i], []),
            bounds=bounds.get(attributes[i]),
            explanation=explanations[i] if explanations else None,
        )
        for i in np.argsort(-ranking.weights, kind="stable")
    ]


def _entries(table: AttributeTable, rows: npt.NDArray[np.int64], attributes: Sequence[int]) -> npt.NDArray[np.int64]:
    """The entries of rows about these attributes, sorted by attribute and then in the order of rows."""
    place = np.full(len(table.attributes), len(attributes), np.uint16)
    place[np.sort(np.asarray(attributes, np.int64))] = np.arange(len(attributes))
    entries = table.entries(rows)
    places = place[table.entry_attribute[entries]]
    wanted = places < len(attributes)
    return entries[wanted][np.argsort(places[wanted], kind="stable")]  # numpy sorts 16 bits by counting


def explained(candidate: AttributeCandidate, place: int, ruled: Ruled, words: Mapping[str, float]) -> Explanation:
    """What moved the candidate at `place`: the parts of its score, its statistics, words of the query, rules."""
    weight, notes = float(ruled.ranking.weights[place]), ruled.notes[place]
    return Explanation(
        parts={name: round(float(values[place]), 4) for name, values in ruled.ranking.parts.items()},
        words=dict(words),
        statistics={name: round(float(value), 4) for name, value in asdict(candidate.statistics).items()},
        rules=notes,
        sentence=sentence(candidate, weight, words, notes),
    )


def explanations_of(
    ranker: AttributeRanker, request: RankingRequest, ruled: Ruled, failures: RankerFailures
) -> list[Explanation]:
    """Of each candidate of a request that was ranked so. Where the ranker cannot say what its words moved, without."""
    words: Sequence[Mapping[str, float]] = [{} for _ in request.candidates]
    if isinstance(ranker, WordExplainer) and ruled.ranking.model_version == ranker.version:
        try:
            words = ranker.words(request)
        except Exception as error:  # an explanation that fails must not take the answer with it
            failures.add(ranker.version, error)
    return [explained(candidate, place, ruled, words[place]) for place, candidate in enumerate(request.candidates)]
