#!/usr/bin/env python3
"""What reading a query first does to the products found: people's ratings, through a running recommender.

through_reading.py --url http://127.0.0.1:8001 --ratings RATINGS.csv [--thresholds 0.3 0.5] [--json]

RATINGS has the columns query, product_id, rating (0 irrelevant to 3 exact). Each query is asked as it stands, and read
as the first message of a conversation, with the product types that were read as a filter, as a soft constraint, as a
soft one or none where their certainty is below a threshold, and never. `recall@20`: of the products rated 2 or more;
`nDCG@10`: gain 2^rating - 1, an unrated product counts as irrelevant.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx

from benchmarks.product_ranking import GOOD, ndcg, read_ratings
from bot.dialogue.need import Need, told
from data.catalog.constraints import Constraint
from data.catalog.products import CATEGORY
from recommender.protocol.recommend import RecommendRequest, RecommendResponse
from recommender.protocol.understand import UnderstandResponse

_RECALL_AT = 20
Variant = Callable[[UnderstandResponse], RecommendRequest]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8001")
    parser.add_argument("--ratings", type=Path, required=True)
    parser.add_argument("--thresholds", type=float, nargs="*", default=[0.3, 0.4, 0.5, 0.6, 0.7])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()

    ratings = {query: rated for query, rated in read_ratings(options.ratings).items() if any(rated.values())}
    with httpx.Client(base_url=options.url, timeout=60) as service:
        read = {query: UnderstandResponse.model_validate(_post(service, "understand", text=query)) for query in ratings}
        raw = {query: _order(service, RecommendRequest(query=query, limit=_RECALL_AT)) for query in ratings}
        figures = {"as it stands": _figures(raw, ratings)}
        for name, variant in _variants(options.thresholds):
            orders = {query: _order(service, variant(read[query])) for query in ratings}
            figures[name] = _figures(orders, ratings)
    typed = sum(bool(reading.product_types) for reading in read.values())
    if options.json:
        print(json.dumps({"queries": len(ratings), "with a type": typed, **figures}))
        return
    print(f"{len(ratings)} queries, {typed} with a type")
    for name, (recall, quality) in figures.items():
        print(f"{name:24} recall@{_RECALL_AT} {recall:.3f}  nDCG@10 {quality:.3f}")


def _variants(thresholds: list[float]) -> Iterator[tuple[str, Variant]]:
    yield "types filter", lambda reading: _asked(reading, 0.0, "soft")
    yield "types soft", lambda reading: _asked(reading, 2.0, "soft")
    yield "types never", lambda reading: _asked(reading, 2.0, "none")
    for least in thresholds:
        yield f"soft below {least}", lambda reading, least=least: _asked(reading, least, "soft")  # type: ignore[misc]
        yield f"none below {least}", lambda reading, least=least: _asked(reading, least, "none")  # type: ignore[misc]


def _asked(reading: UnderstandResponse, least: float, unsure: str) -> RecommendRequest:
    """What a conversation would ask, with the types that are less certain than `least` soft or left out."""
    request = told(Need(), reading).request()
    sure = reading.type_certainty >= least

    def changed(constraint: Constraint) -> Iterator[Constraint]:
        if constraint.attribute != CATEGORY or constraint.op == "neq":
            yield constraint
        elif sure:
            yield constraint.model_copy(update={"strength": "hard"})
        elif unsure == "soft":
            yield constraint.model_copy(update={"strength": "soft"})

    constraints = [other for constraint in request.constraints for other in changed(constraint)]
    return request.model_copy(update={"constraints": constraints, "limit": _RECALL_AT, "group": False})


def _order(service: httpx.Client, request: RecommendRequest) -> list[str]:
    body = request.model_dump(mode="json")
    found = RecommendResponse.model_validate(service.post("/v1/recommend", json=body).raise_for_status().json())
    return [product.id for product in found.products]


def _post(service: httpx.Client, path: str, **body: str) -> object:
    return service.post(f"/v1/{path}", json=body).raise_for_status().json()


def _figures(orders: dict[str, list[str]], ratings: dict[str, dict[str, int]]) -> tuple[float, float]:
    """The means of recall and nDCG over the queries."""
    recall, quality = [], []
    for query, rated in ratings.items():
        good = {product for product, grade in rated.items() if grade >= GOOD}
        if good:
            recall.append(len(good.intersection(orders[query])) / min(len(good), _RECALL_AT))
        quality.append(ndcg(orders[query], rated))
    return round(statistics.mean(recall), 3), round(statistics.mean(quality), 3)


if __name__ == "__main__":
    main()
