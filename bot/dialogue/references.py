"""Which of the products shown is meant: "the second one", "number 3", "the cheapest of them", "the blue one", "it".

Places are read here; what describes a product, the recommender holds against those shown while it reads the message.
"""

from __future__ import annotations

from collections.abc import Iterable

from rasa_sdk import Tracker

from bot.dialogue import speech
from recommender.protocol.products import ProductDetail
from recommender.protocol.understand import Shown, UnderstandResponse

MOST_SHOWN = 20
"""Products of a conversation's last list that can be pointed at."""


def places(text: str, shown: int) -> list[int]:
    """The places, from 0, that a text names among so many products, in its order; those beyond them are left out."""
    said = text.strip().lower()
    if some := speech.pattern("first_some").search(said):
        return list(range(min(shown, max(_numbers(some.groups())))))
    if alone := speech.pattern("place_alone").search(said):
        named = [(0, number) for number in _numbers(alone.groups())]
    else:
        named = _named(said, shown)
    return list(dict.fromkeys(number - 1 for _, number in sorted(named) if 0 < number <= shown))


def _numbers(groups: tuple[str | None, ...]) -> list[int]:
    return [speech.number(word) for word in groups if word]


def _named(said: str, shown: int) -> list[tuple[int, int]]:
    """(where in the text, which place from 1), of ordinals, numbers and "the last"."""
    found = [(match.start(), n) for n, pattern in enumerate(speech.ordinals(), 1) for match in pattern.finditer(said)]
    pair = speech.pattern("pair").search(said)
    if pair and not found:
        found = list(enumerate(_numbers(pair.groups()), pair.start()))
    else:
        found += [(m.start(), n) for m in speech.pattern("place_number").finditer(said) for n in _numbers(m.groups())]
    return found + [(match.start(), shown) for match in speech.pattern("last").finditer(said)]


def without_places(text: str) -> str:
    """The text without the words that name a place by its number: "number 2" is about no number of pockets."""
    return speech.pattern("place_number").sub(" ", text.lower()).strip()


def names_place(text: str) -> bool:
    """Whether a text points at a place in a list, however long that list is."""
    return bool(places(text, 100))


class Pointer:
    """The products that a message may point at, and those that it does."""

    def __init__(self, tracker: Tracker) -> None:
        self._text: str = tracker.latest_message.get("text") or ""
        self.shown: list[str] = list(tracker.slots.get("shown") or [])[:MOST_SHOWN]
        self.compared: list[str] = list(tracker.slots.get("compared") or [])
        self.focus: str | None = tracker.slots.get("focus") or self._viewed(tracker)
        self.placed: list[str] = [self.shown[place] for place in places(self._text, len(self.shown))]

    def _viewed(self, tracker: Tracker) -> str | None:
        """The product whose page the shopper is on, where the message means one that they see: "this one"."""
        viewed = tracker.slots.get("viewed") or {}
        return viewed.get("id") if viewed.get("is_offered") and speech.says("this_one", self._text) else None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to point at."""
        return not self.shown and not self.focus

    def asked(self) -> Shown | None:
        """What the recommender is to hold the words against; None if there is nothing."""
        if self.is_empty:
            return None
        if self.placed:
            return Shown(focus=self.placed[0])
        comparative = speech.says("comparative", self._text)
        among = self.compared if comparative and self.compared else self.shown
        return Shown(ids=among if self.shown else [], comparative=comparative, focus=self.focus or self.shown[0])

    def ids(self, understood: UnderstandResponse) -> list[str]:
        """Ids in the order of the words; empty if the message points at none."""
        if self.placed or understood.picked:
            return self.placed or understood.picked
        if self.focus and (speech.says("pointing", self._text) or not self.shown):
            return [self.focus]
        return []

    def one(self, understood: UnderstandResponse) -> str | None:
        """The one product that is meant: pointed at, talked about last, or the only one; None if that is open."""
        found = self.ids(understood)
        if found:
            return found[0]
        return self.focus or (self.shown[0] if len(self.shown) == 1 else None)


def numbers_in(values: Iterable[object]) -> list[float]:
    """Those of some values that are numbers."""
    return [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]


def values_of(product: ProductDetail, attribute: str) -> list[object]:
    """What a product states about an attribute, as a list."""
    value = product.attributes.get(attribute)
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
