"""What was understood and is in force, as it is shown above the products: each to be taken away with one tap."""

from __future__ import annotations

from collections.abc import Iterable

from bot.dialogue.locale import Locale
from bot.dialogue.need import Need
from data.catalog.constraints import Constraint
from recommender.protocol.messages import WishTaken
from recommender.protocol.recommend import USE, RankedAttribute


def wishes_of(need: Need, ranked: Iterable[RankedAttribute], locale: Locale) -> list[WishTaken]:
    """The wishes of a need, in the order in which they were said; `ranked` have labels and units of the locale.

    A shopper's own words stay out.
    """
    known = {attribute.name: attribute for attribute in ranked}

    def wish(name: str, default: str = "") -> WishTaken:
        found = known.get(name)
        label = found.label if found else locale.label(name, default or name.replace("_", " ").capitalize())
        return WishTaken(attribute=name, label=label, unit=found.unit if found else None)

    constraints = [c.model_copy(update={"text": "", "span": None}) for c in need.constraints]
    stated = [wish(c.attribute).model_copy(update={"constraint": c}) for c in constraints]
    taken = {c.attribute for c in constraints}
    leant = [
        wish(p.attribute).model_copy(update={"towards": p.direction})
        for p in need.preferences
        if p.attribute not in taken
    ]
    use = [wish(USE, "Use").model_copy(update={"constraint": Constraint(attribute=USE, value=need.use)})]
    return [*stated, *leant, *(use if need.use else [])]
