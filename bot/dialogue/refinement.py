"""What words change about the need in ways of their own: one let go, a bare number, "cheaper", "not that brand"."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import speech
from bot.dialogue.need import MOST_PREFERENCES, Need
from bot.dialogue.references import numbers_in, values_of
from data.catalog.constraints import Constraint, Preference
from data.catalog.products import PRICE
from recommender.protocol.products import ProductDetail
from recommender.protocol.understand import UnderstandResponse


def about(text: str, need: Need) -> str | None:
    """The attribute that a bare value is about: the one asked, or that of the last number asked for ("make it 32")."""
    if is_number(text):
        numbers = [c.attribute for c in need.constraints if not isinstance(c.value, str | bool | tuple)]
        return numbers[-1] if numbers else need.asked
    return need.asked


def is_number(text: str) -> bool:
    """Whether a message is a number and how it compares, and nothing else."""
    return speech.says("number_alone", text.strip().rstrip(".!"))


def in_the_sense_of(need: Need, understood: UnderstandResponse) -> UnderstandResponse:
    """A bare number replaces the one before: after "under 100", "150 is fine too" is a bound as well."""
    bounds = {c.attribute: c.op for c in need.constraints if c.op in ("lt", "lte", "gt", "gte")}
    constraints = [
        c.model_copy(update={"op": bounds[c.attribute]}) if c.op == "eq" and c.attribute in bounds else c
        for c in understood.constraints
    ]
    return understood.model_copy(update={"constraints": constraints, "rest": ""})


def measured(text: str, need: Need, understood: UnderstandResponse) -> list[Constraint]:
    """Constraints measured against the product that is meant: "cheaper", "not that brand", "a different colour"."""
    product = as_meant(understood)
    if product is None or need.is_about_another(understood.product_types):
        return []
    constrained = {constraint.attribute for constraint in understood.constraints}
    rejected = _rejected(text, understood)
    compared = [p for p in understood.preferences if p.compares and p.attribute not in constrained]
    found = [_further(product, preference) for preference in compared]
    found += [_unlike(product, need, attribute) for attribute in rejected]
    return [constraint for constraint in found if constraint is not None]


def as_meant(understood: UnderstandResponse) -> ProductDetail | None:
    """The product that is meant, as the form of it is that the shopper has before them."""
    product, form = understood.product, understood.variant
    if product is None or form is None:
        return product
    price = {} if form.price is None else {PRICE: form.price}
    return product.model_copy(update={"attributes": product.attributes | form.options | price})


def nearest(need: Need, understood: UnderstandResponse) -> Need | None:
    """The need as far as products go: in the order of what was asked for more or less of; None if of nothing."""
    changed = {"text": "", "compares": False, "sorts": True}
    ends = tuple(p.model_copy(update=changed) for p in understood.preferences if p.compares and not p.scale)
    sorted_by = {preference.attribute for preference in ends}
    others = tuple(p for p in need.preferences if p.attribute not in sorted_by)
    return replace(need, preferences=(*ends, *others)[:MOST_PREFERENCES]) if ends else None


def rejects(text: str, need: Need, understood: UnderstandResponse) -> bool:
    """Whether a text wants something of the product that is meant to be otherwise, without saying how."""
    product = as_meant(understood)
    return product is not None and any(_unlike(product, need, name) for name in _rejected(text, understood))


def _rejected(text: str, understood: UnderstandResponse) -> list[str]:
    constrained = {constraint.attribute for constraint in understood.constraints}
    return [a for a in understood.attributes if a not in constrained] if speech.says("another", text) else []


def _further(product: ProductDetail, preference: Preference) -> Constraint | None:
    """Less or more of an attribute than the product has; None if it states nothing of it, or nothing is beyond it."""
    attribute, values = preference.attribute, values_of(product, preference.attribute)
    if preference.scale:
        beyond = preference.beyond(next((value for value in values if isinstance(value, str)), None))
        return Constraint(attribute=attribute, op="in", value=beyond) if beyond else None
    numbers = numbers_in(values)
    if not numbers:
        return None
    if preference.direction == "low":
        return Constraint(attribute=attribute, op="lt", value=min(numbers))
    return Constraint(attribute=attribute, op="gt", value=max(numbers))


def _unlike(product: ProductDetail, need: Need, attribute: str) -> Constraint | None:
    """Not the value asked for so far, or else not the product's."""
    held = next((c for c in need.constraints if c.attribute == attribute and c.op == "eq"), None)
    values = [held.value] if held else values_of(product, attribute)
    plain = next((value for value in values if isinstance(value, str)), None)
    return None if plain is None else Constraint(attribute=attribute, op="neq", value=plain)
