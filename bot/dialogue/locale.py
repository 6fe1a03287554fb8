"""What the recommender names in English, in the words of the shopper's language: built-in attributes, answers to tap.

The words are in `words/<locale>.yml`; a locale that has none there hears what the recommender says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.dialogue import speech
from data.catalog.constraints import Range
from recommender.protocol.recommend import FacetValue, Leaning, RankedAttribute


class Locale:
    """The words of a conversation's language."""

    def __init__(self, locale: str) -> None:
        self._words: Mapping[str, str] = speech.labels(locale)

    def label(self, name: str, label: str) -> str:
        """The label of an attribute."""
        return self._words.get(name, label)

    def attributes(self, attributes: Iterable[RankedAttribute]) -> list[RankedAttribute]:
        """Ranked attributes with their labels and answers."""
        if not self._words:
            return list(attributes)
        return [
            attribute.model_copy(
                update={
                    "label": self.label(attribute.name, attribute.label),
                    "unit": self.unit(attribute.unit),
                    "values": [self._answer(value, attribute.unit) for value in attribute.values],
                }
            )
            for attribute in attributes
        ]

    def leanings(self, leanings: Iterable[Leaning]) -> list[Leaning]:
        """Leanings with their labels."""
        return [one.model_copy(update={"label": self.label(one.attribute, one.label)}) for one in leanings]

    def unit(self, unit: str | None) -> str | None:
        """A unit, which may be a currency."""
        return self._words.get(unit, unit) if unit else unit

    def _answer(self, answer: FacetValue, unit: str | None) -> FacetValue:
        value = answer.value
        if isinstance(value, bool):
            return answer.model_copy(update={"label": self._words["yes" if value else "no"]})
        if isinstance(value, Range):
            return answer.model_copy(update={"label": self._range(value, unit)})
        if unit and isinstance(value, int | float):
            return answer.model_copy(update={"label": self.amount(value, unit)})
        return answer

    def _range(self, value: Range, unit: str | None) -> str:
        if value.min is None or value.max is None:
            limit = value.max if value.min is None else value.min
            said = "" if limit is None else self.amount(limit, unit)
            return self._words["up_to" if value.min is None else "from"].format(high=said, low=said)
        return self._words["between"].format(low=f"{value.min:.10g}", high=self.amount(value.max, unit))

    def amount(self, number: float, unit: str | None) -> str:
        """A number with its unit: "16 GB", "300 元"."""
        said = f"{number:.10g}"
        return f"{said} {self.unit(unit)}" if unit else said
