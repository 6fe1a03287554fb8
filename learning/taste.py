"""What shoppers of a product type choose by, learned in two steps that check each other.

Which values they want, answers tell: of the values offered, the picked one is chosen by a conditional logit with
utilities m. How much that decides between products, clicks and purchases tell: the utility of a product is

    u(p) = K · d(p) + Σ_a c_a · m_a(p) + Σ_v β_v · x_v(p)

with d what day one's ranker makes of it, c_a how much the wish for an attribute's values decides, and β what products
chosen have in common besides. Needs nest in types: their m and β deviate from the type's, and are shrunk to it (a
Gaussian prior at each level: Gelman and Hill, "Data Analysis Using Regression and Multilevel/Hierarchical Models",
2007, ch. 12-13). Without data m and β are 0, and K · d orders as day one does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from learning.choice import ChoiceSets, Floats, Ints, Prior, fitted
from learning.shelves import Shelf, Shelves
from learning.signals import Answer, Choice, Mention

Weight = Callable[[str, str], float]
"""What a session and its shopper count, in [0, 1]."""
Examined = Callable[[int], float]
"""How likely a place of a list, the first is 0, is looked at, against the first."""


@dataclass(frozen=True, slots=True)
class Scales:
    """How far from day one the log may lead: means and standard deviations of the priors, in logits."""

    day_one: float = 8.0
    """K: of what a value says in the measure of `ranker.experience.Lesson.values`."""
    day_one_deviation: float = 3.0
    wanted: float = 0.7
    """Of a value's m in a type."""
    wanted_of_purpose: float = 0.5
    decides: float = 0.5
    """c: how much wishes that were told decide, where clicks do not say otherwise."""
    decides_deviation: float = 0.3
    values: float = 0.25
    """Of β."""
    values_of_purpose: float = 0.15


@dataclass(slots=True)
class Taste:
    """Of one product type: what each feature of its shelf says, (features,), in the measure of `Lesson.values`."""

    plain: Floats
    purposes: dict[str, Floats]
    """Beyond `plain`."""
    day_one: float
    """K."""

    def of(self, purpose: str | None) -> Floats:
        """All that holds for a purpose."""
        beyond = self.purposes.get(purpose) if purpose else None
        return self.plain if beyond is None else self.plain + beyond


@dataclass(slots=True)
class Told:
    """The observations of one product type."""

    choices: list[Choice]
    answers: list[Answer]
    mentions: list[Mention]

    @property
    def all(self) -> list[Choice | Answer | Mention]:
        """Whatever it is."""
        return [*self.choices, *self.answers, *self.mentions]

    @property
    def purposes(self) -> list[str]:
        """Those that occur, the first first."""
        found = [one.purpose for one in self.all]
        return list(dict.fromkeys(purpose for purpose in found if purpose))

    def of(self, purpose: str | None) -> Told:
        """Those of a purpose; all of the type without one."""
        if purpose is None:
            return self
        return Told(
            [one for one in self.choices if one.purpose == purpose],
            [one for one in self.answers if one.purpose == purpose],
            [one for one in self.mentions if one.purpose == purpose],
        )

    def counts(self) -> dict[str, int]:
        """How many observations of each kind."""
        found = Counter(kind for choice in self.choices for kind in choice.kinds)
        found.update(f"question {answer.kind}" for answer in self.answers)
        found["value asked for"] = sum(not one.repaired for one in self.mentions)
        return {kind: count for kind, count in sorted(found.items()) if count}


def taste(shelves: Shelves, shelf: Shelf, told: Told, scales: Scales, weight: Weight, examined: Examined) -> Taste:
    """What the observations say of the type."""
    wanted = _wanted(shelf, told, scales, weight)
    products = _Products(shelves, shelf, told.choices, wanted, weight, examined)
    width, attributes = len(shelf.features), len(shelf.columns)
    mean = np.asarray([scales.day_one, *[scales.decides] * attributes, *[0.0] * width])
    spread = np.asarray([scales.day_one_deviation, *[scales.decides_deviation] * attributes, *[scales.values] * width])
    sets = products.sets()
    theta = fitted(sets, Prior(mean, spread**-2.0))
    day_one = max(float(theta[0]), scales.day_one / 4)
    decides, values = theta[1 : 1 + attributes], theta[1 + attributes :]
    plain = products.spread(decides) * wanted.plain + values
    purposes = {}
    for purpose in told.purposes:
        beyond = products.spread(decides) * wanted.purposes.get(purpose, np.zeros(width))
        own = products.sets(purpose, theta)
        deviation = Prior(np.zeros(width), np.full(width, scales.values_of_purpose**-2.0))
        purposes[purpose] = (beyond + fitted(own, deviation)) / day_one
    return Taste(plain / day_one, purposes, day_one)


@dataclass(slots=True)
class _Wanted:
    """m, (features,)."""

    plain: Floats
    purposes: dict[str, Floats]

    def of(self, purpose: str | None) -> Floats:
        return self.plain + self.purposes[purpose] if purpose in self.purposes else self.plain


def _wanted(shelf: Shelf, told: Told, scales: Scales, weight: Weight) -> _Wanted:
    width = len(shelf.features)
    picks = [*(_picked(shelf, one, weight) for one in told.answers)]
    picks += [*(_mentioned(shelf, one, weight) for one in told.mentions)]
    known = [pick for pick in picks if pick is not None]
    plain = fitted(_pick_sets(known, width), Prior(np.zeros(width), np.full(width, scales.wanted**-2.0)))
    found = _Wanted(plain, {})
    for purpose in told.purposes:
        own = [pick for pick in known if pick.purpose == purpose]
        if own:
            prior = Prior(np.zeros(width), np.full(width, scales.wanted_of_purpose**-2.0))
            found.purposes[purpose] = fitted(_pick_sets(own, width, plain), prior)
    return found


@dataclass(frozen=True, slots=True)
class _Pick:
    """One of several values that was wanted."""

    purpose: str | None
    columns: Ints
    options: Floats
    """(options, columns)"""
    chosen: int
    weight: float


def _picked(shelf: Shelf, answer: Answer, weight: Weight) -> _Pick | None:
    if answer.kind not in ("picked", "said") or answer.attribute not in shelf.columns:
        return None
    offered = [shelf.asked(answer.attribute, option) for option in answer.options]
    options = [one for one in offered if one is not None]
    chosen = shelf.asked(answer.attribute, answer.value)
    if chosen is None:
        return None
    place = next((n for n, one in enumerate(options) if np.array_equal(one, chosen)), len(options))
    if place == len(options):
        options.append(chosen)
    return _pick(shelf, answer, answer.attribute, options, place, weight(answer.session, answer.shopper))


def _mentioned(shelf: Shelf, mention: Mention, weight: Weight) -> _Pick | None:
    """A value asked for unasked, of all that the type has; one that was taken back says nothing."""
    attribute = mention.constraint["attribute"]
    if mention.repaired or attribute not in shelf.columns:
        return None
    chosen = shelf.asked(attribute, mention.constraint)
    if chosen is None:
        return None
    width = len(shelf.columns[attribute])
    options = [*np.eye(width)] if width > 1 else [np.asarray([rank]) for rank in (-0.75, -0.25, 0.25, 0.75)]
    place = next((n for n, one in enumerate(options) if np.array_equal(one, chosen)), len(options))
    if place == len(options):
        options.append(chosen)
    return _pick(shelf, mention, attribute, options, place, weight(mention.session, mention.shopper))


def _pick(
    shelf: Shelf, one: Answer | Mention, attribute: str, options: Sequence[Floats], chosen: int, weight: float
) -> _Pick | None:
    if len(options) < 2 or weight <= 0:
        return None
    return _Pick(one.purpose, shelf.columns[attribute], np.stack(options), chosen, weight)


def _pick_sets(picks: Sequence[_Pick], width: int, known: Floats | None = None) -> ChoiceSets:
    sizes = np.asarray([len(pick.options) for pick in picks], np.int64)
    starts = np.cumsum(np.append(0, sizes))[:-1].astype(np.int64)
    features, chosen = np.zeros((int(sizes.sum()), width)), np.zeros(int(sizes.sum()))
    for start, pick in zip(starts, picks, strict=True):
        features[start : start + len(pick.options), pick.columns] = pick.options
        chosen[start + pick.chosen] = pick.weight
    offsets = features @ known if known is not None else np.zeros(len(chosen))
    return ChoiceSets(features, starts, chosen, offsets)


class _Products:
    """The lists of a type in which something was chosen, as choice sets over [d, m by attribute, values]."""

    def __init__(
        self,
        shelves: Shelves,
        shelf: Shelf,
        choices: Iterable[Choice],
        wanted: _Wanted,
        weight: Weight,
        examined: Examined,
    ) -> None:
        self._shelf = shelf
        self._owner = np.zeros(len(shelf.features), np.int64)
        for number, columns in enumerate(shelf.columns.values()):
            self._owner[columns] = number
        self._sum = np.zeros((len(shelf.features), len(shelf.columns)))
        self._sum[np.arange(len(shelf.features)), self._owner] = 1.0
        self._lists: list[tuple[str | None, Floats, Floats, Floats]] = []
        for choice in choices:
            counted = weight(choice.session, choice.shopper)
            if choice.is_chosen and counted > 0:
                self._add(shelves, choice, wanted.of(choice.purpose), counted, examined)

    def _add(self, shelves: Shelves, choice: Choice, wanted: Floats, weight: float, examined: Examined) -> None:
        rows, kept = shown_rows(self._shelf, choice)
        if len(kept) < 2:
            return
        values = self._shelf.values[rows]
        told = (values * wanted) @ self._sum
        day_one = shelves.day_one(choice.category, choice.query)[rows]
        strengths = np.maximum([choice.strengths[n] for n in kept], 0.0) * weight
        looked = np.log([examined(n) for n in kept])
        self._lists.append((choice.purpose, np.hstack([day_one[:, None], told, values]), strengths, looked))

    def spread(self, by_attribute: Floats) -> Floats:
        """(features,) what each feature's attribute has."""
        found: Floats = by_attribute[self._owner] if len(by_attribute) else np.zeros(0)
        return found

    def sets(self, purpose: str | None = None, known: Floats | None = None) -> ChoiceSets:
        """All lists; or those of a purpose, over the values alone, with what is known as the offset."""
        own = [one for one in self._lists if known is None or one[0] == purpose]
        width = len(self._shelf.features)
        if not own:
            empty = np.zeros(0)
            columns = width if known is not None else 1 + len(self._shelf.columns) + width
            return ChoiceSets(np.zeros((0, columns)), np.zeros(0, np.int64), empty, empty)
        features = np.concatenate([one[1] for one in own])
        offsets = np.concatenate([one[3] for one in own])
        starts = np.cumsum([0, *(len(one[2]) for one in own)])[:-1].astype(np.int64)
        chosen = np.concatenate([one[2] for one in own])
        if known is not None:
            offsets, features = offsets + features @ known, features[:, -width:]
        return ChoiceSets(features, starts, chosen, offsets)


def shown_rows(shelf: Shelf, choice: Choice) -> tuple[Ints, list[int]]:
    """The shelf's rows of a list's products of the type, and their places in the list; what was rejected counts as
    not chosen, and what is not sold any more is left out."""
    places = shelf.places(choice.products)
    kept = [n for n, row in enumerate(places) if row >= 0]
    return np.asarray([places[n] for n in kept], np.int64), kept


def by_type(choices: Iterable[Choice], answers: Iterable[Answer], mentions: Iterable[Mention]) -> Mapping[str, Told]:
    """The observations of each product type."""
    found: dict[str, Told] = {}

    def of(category: str) -> Told:
        return found.setdefault(category, Told([], [], []))

    for choice in choices:
        of(choice.category).choices.append(choice)
    for answer in answers:
        of(answer.category).answers.append(answer)
    for mention in mentions:
        of(mention.category).mentions.append(mention)
    return found
