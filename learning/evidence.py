"""The observations of one product type as arrays: lists in which something was chosen, values that were picked.

Made once a learning, since what is learned is learned again and again from other parts of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from learning.answering import ANSWERED
from learning.choice import ChoiceSets, Floats, Ints
from learning.examination import Examination
from learning.shelves import Shelf, Shelves
from learning.signals import Answer, Choice, Mention

Weights = Mapping[str, float]
"""By session, what it counts; one that is missing counts nothing."""
_RANKS = (-0.75, -0.25, 0.25, 0.75)
"""The middles of a number's quarters, which who asks for one unasked chose among."""


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
        return list(dict.fromkeys(one.purpose for one in self.all if one.purpose))

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


def by_type(choices: Iterable[Choice], answers: Iterable[Answer], mentions: Iterable[Mention]) -> dict[str, Told]:
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


@dataclass(frozen=True, slots=True)
class Observed:
    """Choice sets, with whose they are."""

    sets: ChoiceSets
    """What was chosen counts as if every session counted fully."""
    sessions: tuple[str, ...]
    """(sets,)"""
    purposes: tuple[str | None, ...]
    """(sets,)"""

    def weighed(self, weights: Weights, purpose: str | None = None) -> tuple[ChoiceSets, Ints]:
        """The sets of sessions that count, as far as they do, and which alternatives these are; of one purpose alone if
        it is given."""
        own = np.asarray([weights.get(session, 0.0) for session in self.sessions])
        if purpose is not None:
            own = own * [one == purpose for one in self.purposes]
        sizes = self.sets.sizes
        each = np.repeat(own, sizes)
        kept = np.flatnonzero(each > 0)
        starts = np.cumsum(np.append(0, sizes[own > 0]))[:-1].astype(np.int64)
        chosen = self.sets.chosen[kept] * each[kept]
        return ChoiceSets(self.sets.features[kept], starts, chosen, self.sets.offsets[kept]), kept


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of a type."""

    shelf: Shelf
    products: Observed
    """Over the shelf's features; the offsets say how likely each place is looked at."""
    day_one: Floats
    """(alternatives,) of the products, what day one's ranker makes of each (`Shelves.day_one`)."""
    picks: Observed
    """Values that were picked or asked for, over the shelf's features."""
    purposes: tuple[str, ...]
    owner: Ints
    """(features,) the number of each one's attribute."""

    @classmethod
    def of(cls, shelves: Shelves, shelf: Shelf, told: Told, examined: Examination) -> Evidence:
        """What the observations say of the shelf."""
        lists = [one for choice in told.choices if (one := _Listed.of(shelves, shelf, choice, examined)) is not None]
        picks = [*(_picked(shelf, one) for one in told.answers), *(_mentioned(shelf, one) for one in told.mentions)]
        owner = np.zeros(len(shelf.features), np.int64)
        for number, columns in enumerate(shelf.columns.values()):
            owner[columns] = number
        day_one = np.concatenate([one.day_one for one in lists]) if lists else np.zeros(0)
        return cls(
            shelf=shelf,
            products=_observed([one.alternatives for one in lists], len(shelf.features)),
            day_one=day_one,
            picks=_observed([pick for pick in picks if pick is not None], len(shelf.features)),
            purposes=tuple(told.purposes),
            owner=owner,
        )


@dataclass(frozen=True, slots=True)
class _Alternatives:
    """One choice set."""

    session: str
    purpose: str | None
    features: Floats
    chosen: Floats
    offsets: Floats


@dataclass(frozen=True, slots=True)
class _Listed:
    alternatives: _Alternatives
    day_one: Floats

    @classmethod
    def of(cls, shelves: Shelves, shelf: Shelf, choice: Choice, examined: Examination) -> _Listed | None:
        """None where nothing was chosen, or nothing could be."""
        rows, kept = shown_rows(shelf, choice)
        strengths = np.maximum([choice.strengths[n] for n in kept], 0.0)
        if len(rows) < 2 or not strengths.any():
            return None
        looked = np.log([examined(n) for n in kept])
        own = _Alternatives(choice.session, choice.purpose, shelf.values[rows], strengths, looked)
        return cls(own, shelves.day_one(choice.category, choice.query)[rows])


def shown_rows(shelf: Shelf, choice: Choice) -> tuple[Ints, list[int]]:
    """The shelf's rows of a list's products of the type, and their places in the list; what is not sold any more is
    left out."""
    places = shelf.places(choice.products)
    kept = [n for n, row in enumerate(places) if row >= 0]
    return np.asarray([places[n] for n in kept], np.int64), kept


def _observed(sets: Sequence[_Alternatives], width: int) -> Observed:
    sizes = [len(one.chosen) for one in sets]
    starts = np.cumsum([0, *sizes])[:-1].astype(np.int64)
    nothing = np.zeros(0)
    features = np.concatenate([one.features for one in sets]) if sets else np.zeros((0, width))
    chosen = np.concatenate([one.chosen for one in sets]) if sets else nothing
    offsets = np.concatenate([one.offsets for one in sets]) if sets else nothing
    whole = ChoiceSets(features, starts, chosen, offsets)
    return Observed(whole, tuple(one.session for one in sets), tuple(one.purpose for one in sets))


def _picked(shelf: Shelf, answer: Answer) -> _Alternatives | None:
    if answer.kind not in ANSWERED or answer.attribute not in shelf.columns:
        return None
    offered = [shelf.asked(answer.attribute, option) for option in answer.options]
    options = [one for one in offered if one is not None]
    return _among(shelf, answer, answer.attribute, options, answer.value)


def _mentioned(shelf: Shelf, mention: Mention) -> _Alternatives | None:
    """A value asked for unasked, of all that the type has; one that was taken back says nothing."""
    attribute = mention.constraint["attribute"]
    if mention.repaired or attribute not in shelf.columns:
        return None
    width = len(shelf.columns[attribute])
    is_number = shelf.features[int(shelf.columns[attribute][0])].kind == "numeric"
    options = [np.asarray([rank]) for rank in _RANKS] if is_number else [*np.eye(width)]
    return _among(shelf, mention, attribute, options, mention.constraint)


def _among(
    shelf: Shelf, one: Answer | Mention, attribute: str, options: Sequence[Floats], value: object
) -> _Alternatives | None:
    """The value that was chosen among others; None if it is none of the catalog's, or there is no other."""
    chosen = shelf.asked(attribute, value)
    if chosen is None:
        return None
    offered = [*options]
    place = next((n for n, option in enumerate(offered) if np.array_equal(option, chosen)), len(offered))
    if place == len(offered):
        offered.append(chosen)
    if len(offered) < 2:
        return None
    features = np.zeros((len(offered), len(shelf.features)))
    features[:, shelf.columns[attribute]] = np.stack(offered)
    picked = np.zeros(len(offered))
    picked[place] = 1.0
    return _Alternatives(one.session, one.purpose, features, picked, np.zeros(len(offered)))
