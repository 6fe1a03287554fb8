#!/usr/bin/env python3
"""What a running recommender asks first where shoppers say what they need a product for, and where they do not.

first_questions.py --url http://127.0.0.1:8001 [--needs 3] [--requests FILE] [--json]

The requests are made of buying knowledge: of the product types that the service offers first and that have a family,
the name alone, and the name with some of the family's needs; or, with FILE, one request a line, which names a use.
Each is read and asked as a conversation does it.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import httpx

from ranker.knowledge.files import read_knowledge
from ranker.knowledge.linking import Links
from recommender.protocol.recommend import USE, RecommendResponse
from recommender.protocol.understand import UnderstandResponse

_ORDINARY = ("brand", "colour", "size")
"""Concepts that split well, and seldom follow from what a product is for."""
_SEED = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8001")
    parser.add_argument("--needs", type=int, default=3, help="needs of each")
    parser.add_argument("--requests", type=Path, help="requests that name a use, one a line")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()

    links = Links(read_knowledge())
    with httpx.Client(base_url=options.url, timeout=60) as service:
        plain, used = _requests(service, links, options)
        result = {
            "plain": _summary(_first(service, text) for text in plain),
            "use named": _summary(_first(service, text) for text in used),
        }
    if options.json:
        print(json.dumps(result))
        return
    for kind, figures in result.items():
        print(kind, *(f"  {name}: {value}" for name, value in figures.items()), sep="\n")


def _requests(service: httpx.Client, links: Links, options: argparse.Namespace) -> tuple[list[str], list[str]]:
    """Requests that name a product type alone, and such that name a use."""
    if options.requests:
        return [], [line.strip() for line in options.requests.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = RecommendResponse.model_validate(_post(service, "recommend", {"limit": 1}))
    kinds = next((attribute.values for attribute in found.attributes if attribute.name == "category"), [])
    families = [(str(kind.value), links.family(str(kind.value))) for kind in kinds]
    known = [(kind, family) for kind, family in families if family is not None]
    chance = random.Random(_SEED)
    needs = [
        f"{kind.lower()} for {need.need}"
        for kind, family in known
        for need in chance.sample(family.needs, min(options.needs, len(family.needs)))
    ]
    return [kind.lower() for kind, _ in known], needs


def _first(service: httpx.Client, text: str) -> str | None:
    """The concept or else the attribute that is asked first; None if nothing is."""
    said = UnderstandResponse.model_validate(_post(service, "understand", {"text": text}))
    types = [{"attribute": "category", "op": "in", "value": said.product_types}] if said.product_types else []
    constraints = [c.model_dump(mode="json", include={"attribute", "op", "value"}) for c in said.constraints]
    body = {"query": said.rest or text, "constraints": [*types, *constraints], "asks_use": True}
    found = RecommendResponse.model_validate(_post(service, "recommend", body))
    name = found.question.attribute if found.question else None
    asked = next((attribute for attribute in found.attributes if attribute.name == name), None)
    if asked is None:  # nothing, or what it is for
        return name
    return _ordinary(asked.label) or asked.name


def _ordinary(label: str) -> str | None:
    """Which of the ordinary concepts a label means by its words."""
    words = label.casefold().replace("color", "colour").split()
    return next((concept for concept in _ORDINARY if words and concept in (words[0], words[-1])), None)


def _summary(asked: Iterable[str | None]) -> dict[str, object]:
    counted = Counter(asked)
    total = max(1, counted.total())
    ordinary = sum(counted[concept] for concept in _ORDINARY)
    return {
        "requests": counted.total(),
        "colour, brand or size": round(ordinary / total, 3),
        "what for": round(counted[USE] / total, 3),
        "most": ", ".join(_listed(counted)),
    }


def _listed(counted: Counter[str | None]) -> Iterator[str]:
    for name, count in counted.most_common(8):
        yield f"{name or 'nothing'} {count}"


def _post(service: httpx.Client, path: str, body: dict[str, object]) -> object:
    return service.post(f"/v1/{path}", json=body).raise_for_status().json()


if __name__ == "__main__":
    main()
