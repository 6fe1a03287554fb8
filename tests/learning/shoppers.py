"""Conversations of shoppers whose taste is known: who want a mouse, and click by a utility and by place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from data.catalog.products import Catalog, Product
from data.conversations.sessions import Asked, Deed, Session, ShownList, ShownProduct

BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
SHOWN = 5
CATEGORY = "Mouse"


@dataclass(frozen=True, slots=True)
class World:
    """What shoppers want."""

    catalog: Catalog
    wanted: Mapping[str, Mapping[str, float]]
    """By attribute, utility of a value; `per` of a number, utility of its unit."""
    knows: Mapping[str, float]
    """By attribute, the chance that a shopper answers a question about it."""
    place_bias: float = 1.0
    """Power of 1 / log2(place + 2) with which a place is looked at."""

    def utility(self, product: Product) -> float:
        """Of a product."""
        found = 0.0
        for attribute, values in self.wanted.items():
            stated = product.stated.get(attribute)
            per = values.get("per")
            found += per * float(str(stated)) if per is not None else values.get(str(stated), 0.0)
        return found


def conversations(world: World, number: int, seed: int = 0, **changes: Any) -> list[Session]:
    """So many, an hour apart; `changes` of each session's fields."""
    random = np.random.default_rng(seed)
    return [replace(_conversation(world, n, random), **changes) for n in range(number)]


def _conversation(world: World, number: int, random: np.random.Generator) -> Session:
    at = BEGAN + timedelta(hours=number)
    mice = [product for product in world.catalog.products if product.category == CATEGORY]
    shown = [mice[n] for n in random.permutation(len(mice))[:SHOWN]]
    message = f"list-{number}"
    first = products_list(message, at + timedelta(seconds=1), [product.id for product in shown])
    asked = _asked(world, number, at, random)
    utilities = np.asarray([world.utility(product) for product in shown])
    looked = (1 / np.log2(np.arange(SHOWN) + 2)) ** world.place_bias
    chances = looked * np.exp(utilities)
    chosen = shown[int(random.choice(SHOWN, p=chances / chances.sum()))]
    click = Deed("product_click", at + timedelta(seconds=10 + random.exponential(5)), chosen.id, message)
    return Session(
        id=f"session-{number}",
        shopper_id=f"shopper-{number}",
        arm="assistant",
        locale="en",
        status="closed",
        started_at=at,
        last_at=at + timedelta(minutes=1),
        lists=[first],
        questions=[asked],
        deeds=[click],
    )


def _asked(world: World, number: int, at: datetime, random: np.random.Generator) -> Asked:
    attribute = str(random.choice(list(world.knows)))
    values = sorted({str(p.stated[attribute]) for p in world.catalog.products if attribute in p.stated})
    answers = random.random() < world.knows[attribute]
    utilities = np.asarray([world.wanted.get(attribute, {}).get(value, 0.0) for value in values])
    chances = np.exp(utilities) / np.exp(utilities).sum()
    return question(
        f"question-{number}",
        at + timedelta(seconds=2),
        attribute,
        values,
        "picked" if answers else "declined",
        values[int(random.choice(len(values), p=chances))] if answers else None,
    )


def products_list(message: str, at: datetime, ids: Sequence[str], **fields: Any) -> ShownList:
    """A list of these products."""
    own = ShownList(
        message_id=message,
        at=at,
        query_id=message,
        query="mouse",
        category=CATEGORY,
        purpose=None,
        constraints=[],
        model_version="general",
        catalog_version="test-1",
        total=12,
        policy={},
        request={},
        propensity=1.0,
        best=[],
        products=[ShownProduct(id, place, 1.0, 1.0) for place, id in enumerate(ids)],
        attributes=[],
    )
    return replace(own, **fields)


def question(message: str, at: datetime, attribute: str, options: Sequence[Any], answer: Any, value: Any) -> Asked:
    """A question with its answer."""
    return Asked(
        message_id=message,
        at=at,
        query_id=message,
        attribute=attribute,
        category=CATEGORY,
        purpose=None,
        query="mouse",
        policy={},
        propensity=1.0,
        candidates=[],
        options=options,
        answer=answer,
        value=value,
    )
