"""Labelled messages as a shop would read them: each is put before products of the catalog, and its words are read."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bot.acts.scene import LISTED, Scene
from recommender.engine import picking
from recommender.engine.recommender import Recommender
from recommender.protocol.understand import Shown, UnderstandRequest, UnderstandResponse

_SHOWN, _TRIES = 5, 3
_MAY_LIST = frozenset(("unclear", "restored"))


class ShopScenes:
    """Draws what stands before the shopper, with a seed; the same seed draws the same."""

    def __init__(self, recommender: Recommender, choice: random.Random) -> None:
        self._recommender = recommender
        self._choice = choice
        self._products: dict[str, list[str]] = defaultdict(list)
        for product in recommender.snapshot.catalog.products:
            if product.category:
                self._products[product.category].append(product.id)
        table = recommender.snapshot.table
        self._asked = {attribute.label.casefold(): attribute for attribute in table.attributes}
        self._stating = lru_cache(None)(self._types_stating)
        self._linked = lru_cache(20_000)(self._types_of)

    def read(self, scene: Scene, texts: Sequence[str]) -> tuple[Scene, list[UnderstandResponse]]:
        """The scene filled with products of a type, and the readings of the texts in it.

        The type is the one of a few drawn of whose attributes the first text says most: a list is seldom of
        something that the shopper does not speak of.
        """
        asked = self._asked.get(scene.asked.casefold())
        if asked is not None:
            scene = replace(scene, asked_kind=asked.kind)
        if scene.state not in LISTED and not (scene.state in _MAY_LIST and self._choice.random() < 0.5):
            request = UnderstandRequest(text=texts[0], asked=asked.name if asked else None)
            return scene, self._readings(request, texts)
        drawn = [self._drawn(texts[0], asked.name if asked else None) for _ in range(_TRIES)]
        product_type = max(drawn, key=lambda one: self._says(texts[0], one))
        own = self._products[product_type]
        shown = self._choice.sample(own, min(_SHOWN, len(own)))
        request = UnderstandRequest(
            text=texts[0],
            asked=asked.name if asked else None,
            product_types=[product_type],
            shown=Shown(ids=shown, focus=shown[0]),
        )
        return replace(scene, types=(product_type,), listed=len(shown)), self._readings(request, texts)

    def _readings(self, request: UnderstandRequest, texts: Sequence[str]) -> list[UnderstandResponse]:
        return [picking.understand(self._recommender, request.model_copy(update={"text": text})) for text in texts]

    def _drawn(self, text: str, asked: str | None) -> str:
        named = [name for name in self._linked(text) if name in self._products]
        if named and self._choice.random() < 0.3:
            return named[0]
        return self._choice.choice(self._stating(asked) if asked else list(self._products))

    def _types_of(self, text: str) -> tuple[str, ...]:
        return tuple(self._recommender.snapshot.linker.link(text).product_types)

    def _types_stating(self, attribute: str) -> list[str]:
        readings, number = self._recommender.readings, self._recommender.snapshot.table.ids[attribute]
        return [name for name in self._products if number in readings.stated(name)] or list(self._products)

    def _says(self, text: str, product_type: str) -> int:
        read = self._recommender.snapshot.linker.link(text, None, [product_type])
        return len(read.constraints) + len(read.preferences) + len(read.attributes)
