"""Products weighed against each other for what was looked for: from the ranker's order and what the products state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.chat_model.checks.products import Fact
from bot.chat_model.language import language
from bot.dialogue import wording
from bot.dialogue.need import CATEGORY, told
from bot.dialogue.references import numbers_in
from bot.dialogue.replies import say_fit
from bot.dialogue.turn import Turn
from bot.dialogue.wording import in_sentence
from data.catalog.constraints import Preference
from recommender.protocol.companions import ComparedAttribute, CompareRequest, CompareResponse
from recommender.protocol.recommend import RankedProduct
from recommender.protocol.understand import UnderstandResponse

_LOOKED_THROUGH = 50
"""Products of the order in which those shown are looked up."""
PRICE = "price"
_IN_TITLE = ("brand", CATEGORY)
"""Attributes that a title says already."""
_MOST_FACTS, _MOST_ALIKE, _MOST_SAID, _MOST_NAMED = 10, 4, 3, 3


async def weigh(turn: Turn, ids: list[str]) -> Weighed:
    """The products side by side, for what was looked for and what the question adds to it.

    Raises what the recommender's client raises.
    """
    asked = told(turn.need, _purpose_alone(turn, await turn.understood()))
    search = turn.request(replace(asked, offset=0)).model_copy(update={"limit": _LOOKED_THROUGH, "group": False})
    request = CompareRequest(ids=ids, query=asked.words, constraints=list(asked.constraints), search=search)
    compared = await turn.recommender.compare(request)
    directions = {preference.attribute: preference.direction for preference in asked.preferences}
    return Weighed(compared, _pick(compared, asked.preferences), asked.words, directions)


def _pick(compared: CompareResponse, preferences: Sequence[Preference]) -> int:
    """The one to take: at the wanted end of what was asked for first ("a light one"), else the first of the order."""
    rows, places = {row.name: row for row in (*compared.attributes, *compared.same)}, compared.places
    for preference in preferences:
        values = rows[preference.attribute].values if preference.attribute in rows else []
        numbers = numbers_in(values)
        if numbers:
            best = min(numbers) if preference.direction == "low" else max(numbers)
            return min((n for n, value in enumerate(values) if value == best), key=lambda n: places[n])
    return places.index(min(places))


class Weighed(NamedTuple):
    """Products side by side, and the place of the one to take."""

    compared: CompareResponse
    pick: int
    query: str
    directions: Mapping[str, str]
    """Which end of an attribute was asked for."""

    @property
    def products(self) -> list[RankedProduct]:
        """The products in the order in which they were asked for."""
        return self.compared.products

    @property
    def facts(self) -> list[list[Fact]]:
        """What each product states of the attributes that matter most."""
        apart, alike = self.compared.attributes, self.compared.same
        prices = [attribute for attribute in (*apart, *alike) if attribute.name == PRICE]
        weightiest = [attribute for attribute in apart if attribute.name != PRICE][:_MOST_FACTS]
        attributes = [*prices, *weightiest, *[a for a in alike if a.name != PRICE][:_MOST_ALIKE]]
        places = range(len(self.products))
        return [[fact for attribute in attributes if (fact := _fact(attribute, place))] for place in places]

    def say(self, turn: Turn, *, asked: str | None) -> None:
        """Says which one, in three sentences at the most: what speaks for the one that was asked about, if it is
        another; what speaks for this one, and else what it misses or when to take another; what was gone by."""
        locale, picked = turn.locale, self.products[self.pick]
        apart = [self._apart(place, locale) for place in range(len(self.products))]
        first = next((n for n, product in enumerate(self.products) if product.id == asked), self.pick)
        if first != self.pick:
            response = "utter_advice_for" if apart[first] else "utter_advice_for_nothing"
            turn.say(response, title=self.products[first].title, facts=apart[first])
        response = "utter_advice_pick" if apart[self.pick] else "utter_advice_pick_alike"
        turn.say(response, title=picked.title, query=self.query, facts=apart[self.pick])
        if first == self.pick:
            self._say_besides(turn, [place for place in self._runners_up() if apart[place]], apart)
        weightiest = [in_sentence(attribute.label) for attribute in self.compared.attributes[:_MOST_NAMED]]
        if weightiest:
            turn.say("utter_advice_basis", attributes=", ".join(weightiest))

    def _runners_up(self) -> list[int]:
        """The places of the others, the one that stands first in the order first."""
        others = [place for place in range(len(self.products)) if place != self.pick]
        return sorted(others, key=lambda place: self.compared.places[place])

    def _say_besides(self, turn: Turn, others: Sequence[int], apart: Sequence[str]) -> None:
        """What the one to take misses, or else when to take another."""
        picked = self.products[self.pick]
        if picked.missed:
            missed = picked.model_copy(update={"matched": []})
            say_fit(turn, missed, [*self.compared.attributes, *self.compared.same])
        elif others:
            turn.say("utter_advice_other", title=self.products[others[0]].title, facts=apart[others[0]])

    def _apart(self, place: int, locale: str) -> str:
        """What a product has that the others have not, in the order in which it matters; empty if that is nothing."""
        numbers, words = [], []
        for attribute in self.compared.attributes:
            fact = _fact(attribute, place)
            if fact is None or attribute.name in _IN_TITLE:
                continue
            label = in_sentence(fact.label)
            if fact.end and self._speaks_for(attribute, fact, locale):
                name = "utter_fact_lowest" if fact.end == "low" else "utter_fact_highest"
                numbers.append(wording.text(name, locale).format(label=label, value=fact.value))
            elif attribute.kind != "numeric" and _is_alone(attribute, place):
                name = "utter_fact_has" if attribute.kind == "boolean" else "utter_fact_only"
                words.append(wording.text(name, locale).format(label=label, value=fact.value))
        return ", ".join([*numbers, *words][:_MOST_SAID])

    def _speaks_for(self, attribute: ComparedAttribute, fact: Fact, locale: str) -> bool:
        """Whether the end that a product has is the one asked for, or else the one that people like better."""
        if wanted := self.directions.get(attribute.name):
            return fact.end == wanted
        if attribute.name == PRICE:
            return fact.end == "low"
        spoken = language(locale)
        return spoken is not None and fact.end == spoken.better_end(attribute.label)


def _fact(attribute: ComparedAttribute, place: int) -> Fact | None:
    """What a product states of an attribute; of a yes or no only the yes, of which alone there is something to say."""
    value = attribute.values[place]
    if value is None or value is False:
        return None
    if value is True:
        return Fact(attribute.label, attribute.label)
    values = value if isinstance(value, list) else [value]
    spelled = "{:.2f}" if attribute.name == PRICE else "{:g}"
    said = ", ".join(spelled.format(v) if isinstance(v, float) else str(v) for v in values)
    numbers = numbers_in(attribute.values)
    is_end = isinstance(value, int | float) and numbers.count(value) == 1 and len(numbers) == len(attribute.values)
    end = "low" if is_end and value == min(numbers) else "high" if is_end and value == max(numbers) else ""
    return Fact(attribute.label, f"{said} {attribute.unit}" if attribute.unit else said, end)  # type: ignore[arg-type]


def _purpose_alone(turn: Turn, understood: UnderstandResponse) -> UnderstandResponse:
    """What was understood, and of the words that are left only those that say what it is for: "take" finds nothing."""
    spoken = language(turn.locale)
    purpose = spoken.purpose(turn.text) if spoken else []
    return understood.model_copy(update={"rest": " ".join(term.said for term in purpose)})


def _is_alone(attribute: ComparedAttribute, place: int) -> bool:
    """Whether no other product states this value of words, or this yes."""
    return all(value != attribute.values[place] for at, value in enumerate(attribute.values) if at != place)
