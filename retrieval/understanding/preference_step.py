"""The preferences of a message: how its words, marks and negations bear on "cheapest", "light" and "not too heavy".

Which attribute is meant is found in `retrieval.understanding.preferences`.
"""

from __future__ import annotations

from data.catalog.constraints import Preference
from language import negation
from language.lexicon import LEXICON
from retrieval.understanding.message import Reading, overlap
from retrieval.understanding.phrases import Phrases
from retrieval.understanding.preferences import Found, Preferences, opposite


class PreferenceStep:
    """Immutable, so threads may share it."""

    def __init__(self, phrases: Phrases, preferences: Preferences) -> None:
        self._phrases = phrases
        self._preferences = preferences

    def read(self, reading: Reading) -> None:
        """Keeps the preferences of the message, and takes their words."""
        words = reading.words
        # "A small one" describes the thing as "a small kettle" does.
        typed = [word.typed or (reading.rows is not None and word.said in LEXICON.standing_in) for word in words]
        alone = [
            reading.ends_phrase(place + 1) and (word.separate or not place or typed[place - 1])
            for place, word in enumerate(words)
        ]
        amounts = [quantity.span for quantity in reading.quantities if quantity.compared]
        for found in self._preferences.read(self._said(reading), typed, reading.rows, alone):
            if any(overlap(reading.span(found.first, found.end), amount) for amount in amounts):
                continue  # "16 inch or larger" is a bound
            preference = _as_negated(reading, found)
            if preference:
                reading.preferences.append(preference)
                for word in words[found.first : found.end]:
                    word.used = True

    def _said(self, reading: Reading) -> list[str]:
        """The words that may say a preference; empty for others: a large suitcase is one of the size "Large"."""
        said = [word.said if word.free or word.typed else "" for word in reading.words]
        if reading.rows is None:
            return said
        sure = (self._phrases.sure_meaning(word.key, reading.rows) for word in reading.words)
        return ["" if key in LEXICON.adjectives and meaning else key for key, meaning in zip(said, sure, strict=True)]


def _as_negated(reading: Reading, found: Found) -> Preference | None:
    """The preference after what negates it: "not light" leans to heavy; None if nothing follows from it."""
    preference, first = found.preference, reading.words[found.first].said
    if negation.before(reading.words, found.first) is None or first in LEXICON.not_too:
        return preference
    if preference.text.startswith("too "):  # "not too heavy" asks for the same as "too heavy"
        return preference
    if preference.compares or preference.sorts:
        return None
    # "not that expensive" measures against what was seen, "not expensive" does not.
    compares = found.first > 0 and reading.words[found.first - 1].said in LEXICON.that_much
    return preference.model_copy(update={"direction": opposite(preference.direction), "compares": compares})
