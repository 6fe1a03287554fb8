"""Lessons out of what people rated or asked: what the good products of a query state otherwise than the bad ones of
the same type, and which attribute an assistant asked next.

Of one query few products are rated, so less of a deviation is believed than of texts (`FLOORS`), grades have less
confidence, and queries with fewer than `LEAST` good or bad products teach nothing. Without bad ones nothing is known:
that a product was not rated is no judgement.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ranker.errors import ExamplesInvalid
from ranker.examples import Example
from recommender.lessons.contrast import Contrast, Floors
from recommender.lessons.examples import Graded, example_of
from recommender.lessons.types import Groups, ListedTypes
from recommender.protocol.recommend import MOST_QUERY_CHARACTERS

CONFIDENCE = 0.7
FLOORS = Floors(sure=3.0, leaning=1.5, none=1.0, enough=4)
LEAST = 3
_GOOD, _BAD = 0.8, 0.7
"""Shares of the highest rating in the file from which a product is good, and up to which it is worse."""
_COLUMNS = ("query", "product_id", "rating")


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody thought of a product for a query; higher is better, 0 or less is no fit at all."""

    query: str
    product: str
    rating: float


def read_ratings(path: Path) -> list[Rating]:
    """The ratings of a CSV file with the columns query, product_id, rating. Raises ExamplesInvalid naming column or
    line."""
    found = []
    for number, row in enumerate(_rows(path), start=2):
        try:
            rating = float(row["rating"])
        except (TypeError, ValueError) as error:
            raise ExamplesInvalid(f"{path}, line {number}, rating: must be a number, not {row['rating']!r}") from error
        query = (row["query"] or "").strip()[:MOST_QUERY_CHARACTERS]
        if query and np.isfinite(rating):
            found.append(Rating(query, row["product_id"], rating))
    return found


def rated_examples(types: ListedTypes, groups: Groups, ratings: Sequence[Rating]) -> list[Example]:
    """An example of each query whose good products differ from its bad ones. Products that the catalog does not have
    are left out."""
    rows = {product.id: row for row, product in enumerate(types.products)}
    highest = max((rating.rating for rating in ratings), default=0.0)
    by_query: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for rating in ratings:
        if rating.product in rows:
            by_query[rating.query][rows[rating.product]] = rating.rating / highest if highest > 0 else 0.0
    found = (_example(types, groups, query, rated) for query, rated in by_query.items())
    return [example for example in found if example is not None]


def question_examples(path: Path) -> list[Example]:
    """An example of each question in conversations of the form of PSCon: what was asked mattered, values are not
    judged. Raises ExamplesInvalid."""
    from ranker.evaluation.pscon import examples_of, read_questions

    return examples_of(read_questions(path))


def _example(types: ListedTypes, groups: Groups, query: str, rated: dict[int, float]) -> Example | None:
    products = types.products
    good = [row for row, rating in rated.items() if rating >= _GOOD]
    kinds = Counter(products[row].category for row in good if products[row].category)
    if not kinds:
        return None
    kind = str(kinds.most_common(1)[0][0])
    own = {row: rating for row, rating in rated.items() if products[row].category == kind}
    good = [row for row, rating in own.items() if rating >= _GOOD]
    bad = [row for row, rating in own.items() if rating <= _BAD]
    if len(good) < LEAST or len(bad) < LEAST:
        return None
    rows = np.asarray(sorted(good + bad), np.int64)
    listed = replace(types.of(kind), rows=rows)
    alike = np.zeros(len(rows), np.int64)
    contrast = Contrast(listed, types.table, np.ones(len(rows)), alike, FLOORS)
    difference = contrast.of(np.isin(rows, good))
    if not difference.decides:
        return None
    return example_of(listed, difference, groups, Graded(query, query, "rated", CONFIDENCE))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ExamplesInvalid(f"{path} cannot be read as UTF-8 text: {error}") from error
    rows = csv.DictReader(lines)
    missing = [column for column in _COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise ExamplesInvalid(
            f"{path}: the first line must name the columns {', '.join(_COLUMNS)}; {missing[0]} is missing"
        )
    yield from rows
