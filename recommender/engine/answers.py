"""Answers a question about products that a shopper has before them, out of what their data says.

Which attributes are meant, `recommender.engine.question_reading` says; here is what each product states of them,
whether that is what was asked for, and how it compares. Saying it in words is the conversation's affair.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from data.catalog.constraints import Constraint
from data.catalog.products import CATEGORY, AttributeValue, Product, values_of
from language.segmentation import has_han
from ranker.candidates import ANSWERS
from ranker.knowledge.advice import served
from recommender.engine.facets import facet_values
from recommender.engine.fitting import LEAST_AFFINITY
from recommender.engine.model_lines import other_values
from recommender.engine.picking import held_against, told_apart
from recommender.engine.presentation import detail
from recommender.engine.question_reading import Meant, Question, QuestionReader
from recommender.engine.readings import rows_of_type
from recommender.engine.recommender import Recommender
from recommender.engine.variant_offers import stated_by_variants
from recommender.protocol.questions import (
    AskedAttribute,
    AskedProduct,
    AskRequest,
    AskResponse,
    Quote,
    SameModel,
    Stated,
)
from recommender.protocol.recommend import FacetValue
from retrieval.attribute_table import AttributeTable, Floats, Int64
from retrieval.understanding.message import Understood

QUOTED = 0.45
"""Cosine of a question with a sentence of a description from which the sentence is quoted."""
HIGH, LOW = 0.6, 0.4
"""Share of the type that states less from which a number is called high, and up to which low."""
_MOST_READ = 8
"""Products whose descriptions are read, and sentences of each."""
_MOST_NEW = 4
"""Sentences that are encoded for one answer, which takes 3 ms each; others wait for the next question."""
_MOST_MODELS = 5
"""Products of which it is looked up what else they come in."""
_SENTENCES = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
_LEAST_SENTENCE = 12  # characters


def ask(recommender: Recommender, request: AskRequest) -> AskResponse:
    """What is known to answer the question."""
    view, catalog = recommender.view, recommender.snapshot.catalog
    ids = [product_id for product_id in dict.fromkeys(request.ids) if view.has(product_id)]
    unknown = [id for id in dict.fromkeys([*request.ids, *request.among]) if not view.has(id)]
    products = [catalog.products[view.row(product_id)] for product_id in ids]
    types = request.product_types or list(dict.fromkeys(p.category for p in products if p.category))
    always = set[str].intersection(*(set(product.stated) for product in products)) if products else set[str]()
    stated = _stated(recommender, types, products)
    reader = QuestionReader(recommender, types, stated, always)
    question = reader.read(request.text)
    said = question.understood
    described = said.constraints if request.picking else []
    picked = told_apart(recommender, ids, described, said.preferences, comparative=request.comparative)
    if picked:
        products = [product for product in products if product.id in picked]
        question = _without_description(question) if request.picking else question
    others = [catalog.products[view.row(id)] for id in request.among if view.has(id)]
    claims = [meant.claim for meant in question.meant if meant.claim is not None]
    asked = [*claims, *(one for one in request.constraints if one.attribute not in {c.attribute for c in claims})]
    answering = _Answering(recommender, products, [p for p in others if p not in products], asked)
    attributes = [answering.attribute(meant) for meant in question.meant]
    nearest = question.nearest if not attributes else None
    return AskResponse(
        products=[AskedProduct(id=own.id, title=own.title, available=own.available) for own in products],
        unknown=unknown,
        picked=picked,
        product=detail(catalog, products[0]) if products else None,
        category=products[0].category if len({product.category for product in products}) == 1 else None,
        purpose=question.purpose,
        says_more=said.more > 0 or _is_of_others(said, stated),
        attributes=attributes if products else [],
        nearest=answering.attribute(nearest) if nearest and products else None,
        quote=None if attributes or not question.understood.more else _quote(recommender, request.text, products),
    )


def _stated(recommender: Recommender, types: Sequence[str], products: Sequence[Product]) -> set[str]:
    """The attributes that the products, or products of their types, state."""
    table, readings = recommender.snapshot.table, recommender.readings
    usual = {table.attributes[attribute].name for category in types for attribute in readings.stated(category)}
    return usual.union(*(product.stated for product in products))


def _is_of_others(said: Understood, stated: set[str]) -> bool:
    """Whether a text asks of the products what only products of other types state: whether a mouse is waterproof."""
    return bool({*said.attributes, *(claim.attribute for claim in said.constraints)} - stated - {CATEGORY})


def _without_description(question: Question) -> Question:
    """Without the values that told products apart, where something else is asked of these."""
    asked = tuple(meant for meant in question.meant if meant.claim is None)
    if not asked:
        return question
    return Question(asked, question.understood, question.nearest, question.purpose)


class _Answering:
    """One answer: about `products`, with `others` shown beside them. `asked` is all that is asked of them, here and
    before."""

    def __init__(
        self,
        recommender: Recommender,
        products: Sequence[Product],
        others: Sequence[Product],
        asked: Sequence[Constraint] = (),
    ) -> None:
        self._recommender = recommender
        self._table = recommender.snapshot.table
        self._products = products
        self._others = others
        self._asked = asked

    def attribute(self, meant: Meant) -> AskedAttribute:
        """What is stated of an attribute."""
        definition = self._recommender.snapshot.catalog.attributes[meant.name]
        decision = meant.decision
        wants = decision.wants if decision else None
        return AskedAttribute(
            name=definition.name,
            label=definition.label,
            kind=definition.kind,
            unit=definition.unit,
            found_by=meant.found_by,
            score=meant.score,
            claim=meant.claim,
            towards=meant.towards or (wants if wants in ("low", "high") else None),
            wanted=self._wanted(meant),
            why=decision.why if decision else None,
            products=[self._stated(meant, product) for product in self._products],
            others=[self._stated(meant, product) for product in self._others],
            models=self._models(meant),
            common=self._common(meant),
            elsewhere=self._elsewhere(meant),
        )

    def _stated(self, meant: Meant, product: Product) -> Stated:
        value = stated_by_variants(product, meant.name)
        if value is None:
            return Stated(id=product.id, values=[])
        below, above = self._shares(product, meant.name, value)
        return Stated(
            id=product.id,
            values=list(values_of(value)),
            verdict=self._verdict(meant, product, value, below, above),
            below=below,
            above=above,
        )

    def _shares(self, product: Product, name: str, value: AttributeValue) -> tuple[float | None, float | None]:
        """The shares of products of the type that state less and more."""
        single = values_of(value)[0]
        if isinstance(single, str | bool):
            return None, None
        numbers = _numbers(self._table, product.category, name)
        if len(numbers) < 2:
            return None, None
        below = float(np.searchsorted(numbers, single, side="left")) / len(numbers)
        above = 1 - float(np.searchsorted(numbers, single, side="right")) / len(numbers)
        return round(below, 4), round(above, 4)

    def _verdict(
        self, meant: Meant, product: Product, value: AttributeValue, below: float | None, above: float | None
    ) -> bool | None:
        if meant.claim is not None:
            status = self._recommender.lookups.status(meant.claim)[self._recommender.view.row(product.id)]
            return None if status == 0 else bool(status == 1) and self._has_one_form(product)
        if meant.decision is not None:
            return self._serves(meant, product, value, below, above)
        if meant.towards:
            return _at_end(meant.towards, below, above)
        return value if isinstance(value, bool) else None

    def _has_one_form(self, product: Product) -> bool:
        """Whether one form of a product has all options that are asked for: red, and 42."""
        options = {name for variant in product.variants for name in variant.options}
        asked = [one for one in self._asked if one.attribute in options and one.strength == "hard"]
        return not asked or bool(held_against(self._recommender, [product.id], asked).live.all())

    def _serves(
        self, meant: Meant, product: Product, value: AttributeValue, below: float | None, above: float | None
    ) -> bool | None:
        """Whether a value serves the use that was asked about; None where it neither serves nor harms."""
        decision = meant.decision
        if decision is None or decision.wants in ("low", "high"):
            return _at_end(str(decision.wants), below, above) if decision else None
        own = {ANSWERS[not one] if isinstance(one, bool) else str(one) for one in values_of(value)}
        affinities = self._affinities(meant, product.category or "")
        best = max((affinities.get(one, 0.0) for one in own), default=0.0)
        return None if abs(best) < LEAST_AFFINITY else bool(best > 0)

    def _affinities(self, meant: Meant, category: str) -> dict[str, float]:
        """How well each value that a type states serves the use that was asked about, in [-1, 1]."""
        candidates = self._recommender.readings.candidates(category)
        candidate = next((own for own in candidates if own.name == meant.name), None)
        if candidate is None or meant.decision is None:
            return {}
        return dict(zip(candidate.values, map(float, served(meant.decision, candidate)), strict=True))

    def _wanted(self, meant: Meant) -> list[str | bool]:
        if meant.decision is None or meant.decision.wants in ("low", "high") or not self._products:
            return []
        found = self._affinities(meant, self._products[0].category or "")
        best = [value for value, affinity in found.items() if affinity >= LEAST_AFFINITY]
        is_boolean = self._table.attributes[self._table.ids[meant.name]].kind == "boolean"
        return [value == ANSWERS[0] for value in best] if is_boolean else list(best)

    def _elsewhere(self, meant: Meant) -> int | None:
        if meant.claim is None or not self._products:
            return None
        catalog, known = self._recommender.snapshot.catalog, {own.id for own in (*self._products, *self._others)}
        rows = np.concatenate([_rows(self._table, own) for own in {product.category for product in self._products}])
        fulfilling = rows[self._recommender.lookups.status(meant.claim)[rows] == 1]
        others = (catalog.products[row] for row in fulfilling)
        return len([other for other in others if other.available and other.id not in known])

    def _models(self, meant: Meant) -> list[SameModel]:
        if meant.found_by in ("meaning", "purpose") or len(self._products) > _MOST_MODELS:
            return []
        found = []
        for product in self._products:
            of_type = (self._recommender.snapshot.catalog.products[row] for row in _rows(self._table, product.category))
            found += other_values(product, meant.name, [other for other in of_type if other.brand == product.brand])
        return found

    def _common(self, meant: Meant) -> list[FacetValue]:
        number = self._table.ids[meant.name]
        if self._table.attributes[number].kind == "boolean" or not self._products:
            return []
        types = dict.fromkeys(product.category for product in self._products)
        return facet_values(self._table, number, np.concatenate([_entries(self._table, own, number) for own in types]))


def _at_end(end: str, below: float | None, above: float | None) -> bool | None:
    """Whether a number is at the end asked about; None in the middle."""
    share = above if end == "low" else below
    if share is None:
        return None
    return True if share >= HIGH else False if share <= LOW else None


def _rows(table: AttributeTable, category: str | None) -> Int64:
    return table.once(("rows of", category), lambda: rows_of_type(table, category or ""))


def _entries(table: AttributeTable, category: str | None, number: int) -> Int64:
    """The entries of an attribute among the products of a type, by row."""

    def found() -> Int64:
        entries = table.entries(_rows(table, category))
        own: Int64 = entries[table.entry_attribute[entries] == number]
        return own

    return table.once(("entries of", category, number), found)


def _numbers(table: AttributeTable, category: str | None, name: str) -> Floats:
    """The numbers that products of a type state of an attribute, rising."""
    number = table.ids[name]
    return table.once(
        ("numbers of", category, number), lambda: np.sort(table.entry_number[_entries(table, category, number)])
    )


def _quote(recommender: Recommender, text: str, products: Sequence[Product]) -> Quote | None:
    """The sentence of the products' descriptions that is nearest to a question, if it is near enough."""
    if has_han(text):
        return None
    said = [
        (product.id, sentence)
        for product in products[:_MOST_READ]
        for sentence in _SENTENCES.split(product.description)[:_MOST_READ]
        if len(sentence) >= _LEAST_SENTENCE
    ]
    texts = recommender.wordbook.texts
    waiting = [own for own in said if not texts.is_known(own[1])][_MOST_NEW:]
    said = [own for own in said if own not in waiting]
    if not said:
        return None
    cosines = texts.of([sentence for _, sentence in said]) @ texts.question(text)
    place = int(cosines.argmax())
    if cosines[place] < QUOTED:
        return None
    return Quote(id=said[place][0], text=said[place][1], score=round(float(cosines[place]), 4))
