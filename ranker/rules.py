"""The shop's rules at work: what they hide, how they move weights, what they forbid to ask first, and why.

Weights stay a softmax: whatever a rule changes is a part of the score like any other ("rules"), and is said in words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from data.catalog.products import Attribute
from ranker.candidates import Floats, Ranking, RankingRequest, ranking
from ranker.errors import RulesInvalid
from ranker.rules_file import SENSITIVE, RulesFile

_STEP = float(np.log(2))
"""Between an attribute and the next that a rule puts before it: twice the weight."""
_LIKE = 60
"""Per cent that a label must have in common with a name to be suggested for it."""
PART = "rules"
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ranking after the rules, with what moved each candidate, in words."""

    ranking: Ranking
    notes: list[list[str]]


class Rules:
    """A file's rules on one catalog's attributes. Immutable, so any number of threads may use it.

    Raises RulesInvalid, naming the field and the nearest attributes, for one that the catalog does not have.
    """

    def __init__(self, file: RulesFile, attributes: Mapping[str, Attribute]) -> None:
        self._file = file
        self._names: dict[str, set[str]] = defaultdict(set)
        for attribute in attributes.values():
            self._names[attribute.name.casefold()].add(attribute.name)
            self._names[attribute.label.casefold()].add(attribute.name)
        for field, problem in unknown_attributes(file, attributes):
            raise RulesInvalid(f"{field}: {problem}")
        named = SENSITIVE if file.sensitive is None else file.sensitive
        self.sensitive = frozenset(found for name in named for found in self._named(name))
        self._synonyms = {word.casefold(): equal for word, equal in file.synonyms.items()}

    def expanded(self, query: str) -> str:
        """The query, with the synonyms of its words behind it."""
        if not self._synonyms:
            return query
        plain = f" {' '.join(_WORD.findall(query.casefold()))} "
        equal = [word for key, words in self._synonyms.items() if f" {key} " in plain for word in words]
        return " ".join([query, *(word for word in dict.fromkeys(equal) if f" {word.casefold()} " not in plain)])

    def visible(self, request: RankingRequest, settled: Collection[str]) -> RankingRequest:
        """The request without the hidden attributes, but for those that the shopper spoke of."""
        rules = [rule for rule in self._file.hide if _applies(rule.category, request)]
        hidden = {name for rule in rules for name in self._named(rule.attribute)} - set(settled)
        return replace(request, candidates=[c for c in request.candidates if c.name not in hidden])

    def apply(self, request: RankingRequest, before: Ranking, settled: Collection[str]) -> Ruled:
        """The ranking with the rules; `settled` are the names of attributes with a constraint."""
        candidates = request.candidates
        notes: list[list[str]] = [[] for _ in candidates]
        if not candidates:
            return Ruled(before, notes)
        plain = np.sum(list(before.parts.values()), axis=0)
        scores = plain + self._factors(request, settled, notes)
        self._pin(request, scores, notes)
        self._hold_back(request, scores, settled, notes)
        if not any(notes):
            return Ruled(before, notes)
        weighed = ranking(before.parts | {PART: scores - plain}, before.model_version, before.affinities)
        return Ruled(replace(weighed, advice=before.advice), notes)

    def _factors(self, request: RankingRequest, settled: Collection[str], notes: list[list[str]]) -> Floats:
        added = np.zeros(len(request.candidates))
        spoken = {c.name for c in request.candidates if c.statistics.said > 0} | set(settled)
        moves: list[tuple[set[str], float, str]] = []
        for rules, verb, sign in ((self._file.boost, "boosts", 1), (self._file.bury, "buries", -1)):
            for rule in rules:
                if _applies(rule.category, request):
                    why = f"the shop {verb} it by {rule.factor:g}"
                    moves.append((self._named(rule.attribute), rule.factor**sign, why))
        for relation in self._file.relevant:
            if _applies(relation.category, request) and self._named(relation.asking_for) & spoken:
                why = f"the shop counts it {relation.factor:g} times when asked for {relation.asking_for}"
                moves.append((self._named(relation.makes), relation.factor, why))
        for names, factor, why in moves:
            for place, candidate in enumerate(request.candidates):
                if candidate.name in names:
                    added[place] += np.log(factor)
                    notes[place].append(why)
        return added

    def _pin(self, request: RankingRequest, scores: Floats, notes: list[list[str]]) -> None:
        """Puts the pinned ones first, in the file's order."""
        named = [self._named(rule.attribute) for rule in self._file.pin if _applies(rule.category, request)]
        pinned = [place for names in named for place, c in enumerate(request.candidates) if c.name in names]
        for place in reversed(list(dict.fromkeys(pinned))):
            others = np.delete(scores, place)
            scores[place] = max(scores[place], others.max(initial=scores[place] - _STEP) + _STEP)
            notes[place].append("the shop pins it to the top")

    def _hold_back(
        self, request: RankingRequest, scores: Floats, settled: Collection[str], notes: list[list[str]]
    ) -> None:
        """Puts open attributes that must not be asked yet behind the first one that may be; if none may, all stay."""
        asked = {*settled, *(candidate.name for candidate in request.declined)}
        is_open = [place for place, c in enumerate(request.candidates) if c.name not in asked]
        reasons = {place: self._too_early(request, place, asked) for place in is_open}
        allowed = [place for place in is_open if not reasons[place]]
        if not allowed:
            return
        ceiling = scores[allowed].max()
        early = sorted((p for p in is_open if reasons[p] and scores[p] >= ceiling), key=lambda p: -scores[p])
        for number, place in enumerate(early, start=1):
            scores[place] = ceiling - number * _STEP
            notes[place].append(reasons[place])

    def _too_early(self, request: RankingRequest, place: int, asked: Collection[str]) -> str:
        """Why an open attribute must not be asked yet; empty if it may be."""
        name = request.candidates[place].name
        if name in self.sensitive and not asked:
            return "it is sensitive, and never asked first"
        open_names = {candidate.name for candidate in request.candidates} - set(asked)
        for rule in self._file.never_ask_before:
            if name in self._named(rule.attribute) and _applies(rule.category, request):
                waits_for = [other for other in rule.before if self._named(other) & open_names]
                if waits_for:
                    return f"the shop never asks it before {waits_for[0]}"
        return ""

    def _named(self, name: str) -> set[str]:
        return self._names.get(name.casefold(), set())

    def hides(self, names: Collection[str], category: str) -> set[str]:
        """Those of these attributes that no shopper who asks for a product type sees, unless they speak of them."""
        rules = [rule for rule in self._file.hide if (rule.category or category).casefold() == category.casefold()]
        return {name for rule in rules for name in self._named(rule.attribute)} & set(names)


def unknown_attributes(file: RulesFile, attributes: Mapping[str, Attribute]) -> Iterator[tuple[str, str]]:
    """The path of every field that names an attribute which the catalog does not have, with the nearest that it has."""
    known = {name.casefold() for one in attributes.values() for name in (one.name, one.label)}
    labels = sorted({attribute.label for attribute in attributes.values()})
    for field, name in file.attributes():
        if name.casefold() not in known:
            otherwise = "GET /v1/attributes lists those there are"
            yield field, f"the catalog has no attribute {name!r}; {meant(name, labels) or otherwise}"


def meant(name: str, known: Collection[str]) -> str:
    """What was written may be one of these: as a question; empty where none is like it."""
    found = extract(name, known, scorer=ratio, processor=str.casefold, limit=3, score_cutoff=_LIKE)
    near = [label for label, _, _ in found]
    return f"did you mean {' or '.join(map(repr, near))}?" if near else ""


def _applies(category: str | None, request: RankingRequest) -> bool:
    return category is None or category.casefold() == request.category.casefold()
