"""Which of the phrases that could name a product becomes its type.

What the product's own text says and what products like it take is weighed together (`neighbours`). Then types that are
too wide (their products are unlike each other: "cable", "reader") give way to what the product's text narrows them
down to, and products that nothing speaks for take the name of a thing that their own title has, however rare.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from data.catalog.normalisation.neighbours import agreed, likeness_within, near
from data.catalog.normalisation.nouns import sort_of
from data.catalog.normalisation.phrases import Phrases, can_be_type, is_colour, occurrences
from data.catalog.normalisation.titles import BEHIND, LATER, Habits, Token, singular

ROUNDS = 3
LEAST_TAKEN, HARDLY = 0.25, 0.02
"""A phrase that so few of its products take names none; where it is worth so little of the best, it is not counted."""
WIDE = 0.65
"""A type is too wide if its products are less like each other than this share of what is usual among the types."""
WEAK, NOTHING = 0.12, 0.01
"""Evidence below which a type is a guess, and below which it is none."""
LEAST_WHOLE, HARDLY_BETTER = 0.8, 0.5
Merits = Sequence[Sequence[tuple[float, int]]]
"""For each product the phrases of its text by number, each with how well it names the product."""
Matrix = Any


class Choice:
    """Chooses for all products of a catalog. `texts` holds for each product its title and first line as words."""

    def __init__(
        self, merits: Merits, phrases: Phrases, texts: Sequence[Sequence[Sequence[Token]]], own: Habits, least: int
    ) -> None:
        self._phrases, self._texts, self._own, self._least = phrases, texts, own, least
        self._known = {name for name, score in zip(phrases.names, phrases.scores, strict=True) if score > 0}
        worth, is_live = _worth(merits, phrases, least)
        self._merits = [{number: merit * worth[number] for merit, number in found} for found in merits]
        cells = [
            (product, number, merit)
            for product, found in enumerate(self._merits)
            for number, merit in found.items()
            if merit and is_live[number]
        ]
        rows, columns, data = ([cell[part] for cell in cells] for part in range(3))
        self._matrix = sp.csr_matrix((data, (rows, columns)), shape=(len(merits), len(phrases.names)), dtype=float)

    def labels(self, features: Matrix) -> list[str | None]:
        """The label of each product's type, None where nothing speaks for any. `features` has a row a product."""
        evidence = agreed(self._matrix, near(features))
        best, strength = self._own_before_others(evidence, *_strongest(evidence, self._least))
        likeness = self._likeness(best, features)
        return [self._label(product, number, strength[product], likeness) for product, number in enumerate(best)]

    def _own_before_others(
        self, evidence: Matrix, best: Sequence[int | None], strength: npt.NDArray[np.float64]
    ) -> tuple[list[int | None], npt.NDArray[np.float64]]:
        """A phrase of the product's own text, not one that only its neighbours have and that is hardly better."""
        chosen, strength = list(best), strength.copy()
        for product, number in enumerate(best):
            own = self._matrix.indices[self._matrix.indptr[product] : self._matrix.indptr[product + 1]]
            if number is None or number in own or not len(own):
                continue
            said = evidence[product, own].toarray().ravel()
            if said.max() >= max(WEAK, HARDLY_BETTER * strength[product]):
                chosen[product], strength[product] = int(own[said.argmax()]), said.max()
        return chosen, strength

    def _label(self, product: int, number: int | None, strength: float, likeness: Mapping[int, float]) -> str | None:
        own = self._merits[product].get(number, 0.0) if number is not None else 0.0
        if number is None or not own or strength < WEAK:
            rare = self._rare(product)
            return rare or (self._phrases.labels[number] if number is not None and strength >= NOTHING else None)
        if likeness.get(number, 1.0) < WIDE:
            head = self._phrases.names[number]
            return self._narrower(product, number) or self._rare(product, head) or self._phrases.labels[number]
        return self._phrases.labels[number]

    def _likeness(self, best: Sequence[int | None], features: Matrix) -> dict[int, float]:
        """How like each other the products of each type of one word are, 1 being usual among the types."""
        if self._own.is_unspaced:
            return {}
        counts = Counter(number for number in best if number is not None)
        numbers = [number for number, count in counts.items() if count > 1]
        places = {number: place for place, number in enumerate(numbers)}
        cells = [(places[number], product) for product, number in enumerate(best) if number in places]
        rows, columns = ([cell[part] for cell in cells] for part in range(2))
        groups = sp.csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(len(numbers), len(best)))
        alike = likeness_within(groups, features)
        usual = float(np.median(alike)) if len(alike) else 0.0
        names = self._phrases.names
        return {n: float(like) / usual for n, like in zip(numbers, alike, strict=True) if usual and " " not in names[n]}

    def _narrower(self, product: int, number: int) -> str | None:
        """The best of the product's phrases that narrow a type down."""
        head, names = self._phrases.names[number], self._phrases.names
        found = {
            other: merit
            for other, merit in self._merits[product].items()
            if merit and other != number and self._phrases.is_of_head(other, number) and head in names[other].split()
        }
        return self._phrases.labels[max(found, key=found.__getitem__)] if found else None

    def _rare(self, product: int, head: str | None = None) -> str | None:
        """The longest name of a thing that the product's own text has, of words that English knows; of a head, if
        given, else of the title's first part.
        """
        if self._own.code != "en":
            return None
        for tokens in self._texts[product] if head else self._texts[product][:1]:
            found = [
                (end - start, -start, tokens[start : end + 1])
                for key, start, end, whole in occurrences(tokens, self._own)
                if whole >= LEAST_WHOLE
                and tokens[end].weight > (BEHIND if head else LATER)
                and self._is_name(tokens[start : end + 1], head)
                and can_be_type(key, self._own)
            ]
            if found:
                return _label(max(found, key=lambda one: one[:2])[2], self._own)
        return None

    def _is_name(self, words: Sequence[Token], head: str | None) -> bool:
        """Whether words name a thing, by English or the catalog; one in capitals that is alone may be a series."""
        if any(is_colour(word.key) for word in words):
            return False
        *before, last = (singular(word.key, self._own) for word in words)
        sorts = [
            sort_of(word) or ("noun" if token.acronym or word in self._known else None)
            for word, token in zip(before, words, strict=False)
        ]
        if not all(sorts):
            return False
        if head is not None:
            return last == head and bool(sorts) and sorts[-1] != "adjective"
        return sort_of(last) == "thing" and (bool(before) or words[0].text.islower())


def _label(words: Sequence[Token], own: Habits) -> str:
    texts = [word.text if word.text.isupper() else word.key for word in words]
    text = " ".join([*texts[:-1], singular(words[-1].key, own)])
    return text[:1].upper() + text[1:]


def _strongest(evidence: Matrix, least: int) -> tuple[list[int | None], npt.NDArray[np.float64]]:
    """The phrase that most speaks for, for each product, and how much; one that fewer than `least` take names none."""
    for _ in range(2):
        best = np.asarray(evidence.argmax(axis=1)).ravel()
        strength = np.asarray(evidence.max(axis=1).todense()).ravel()
        counts = np.bincount(best[strength > 0], minlength=evidence.shape[1])
        evidence = sp.csr_matrix(evidence @ sp.diags((counts >= least).astype(float)))
    best = np.asarray(evidence.argmax(axis=1)).ravel()
    strength = np.asarray(evidence.max(axis=1).todense()).ravel()
    return [int(number) if much > 0 else None for number, much in zip(best, strength, strict=True)], strength


def _worth(merits: Merits, phrases: Phrases, least: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """What each phrase is worth beside the others, and whether at least `least` products would take it.

    Words for properties ("male", "premium") stand beside better names nearly everywhere: a phrase whose products mostly
    take others counts less, and none.
    """
    worth, is_live = np.ones(len(phrases.names)), np.ones(len(phrases.names), dtype=bool)
    for _ in range(ROUNDS):
        now = worth * is_live
        best = [max(own, key=lambda one: one[0] * now[one[1]], default=(0.0, None))[1] for own in merits]
        best = [None if number is None or not now[number] else number for number in best]
        worth = worth * np.where(is_live, _taken(merits, best, phrases), 1.0)
        counts = Counter(best)
        is_live &= np.array([counts[number] >= least for number in range(len(worth))], dtype=bool)
    return worth, is_live


def _taken(merits: Merits, best: Sequence[int | None], phrases: Phrases) -> npt.NDArray[np.float64]:
    """How much of each phrase is left: less, the fewer of its products took it or another of the same head."""
    held, won = np.zeros(len(phrases.names)), np.zeros(len(phrases.names))
    for own, number in zip(merits, best, strict=True):
        for merit, other in own:
            if merit > HARDLY * own[0][0]:
                held[other] += 1
                won[other] += number is not None and (
                    phrases.is_of_head(number, other) or phrases.is_of_head(other, number)
                )
    rate = won / np.maximum(1, held)
    return np.where(rate < LEAST_TAKEN, 0.0, 0.4 + 0.6 * rate)
