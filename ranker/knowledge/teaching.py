"""Training examples out of buying knowledge: each family as some shop might list it, and requests as people write them.

A shop is drawn: its name for the product type, its label for each concept, the order of its values. So a model
learns what words mean, not how we call them. Requests are altered as people alter them: typos, two needs in one,
"the weight does not matter", "the weight matters most".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from language.words import phrase_key
from ranker.candidates import ANSWERS, DIRECTIONS, AttributeCandidate
from ranker.examples import HIGHEST, Example, Split
from ranker.features import UNSEEN
from ranker.knowledge.families import Concept, Decision, Family, Need
from ranker.knowledge.files import Knowledge
from ranker.perturbations import misspelt

Floats = npt.NDArray[np.float64]
Random = np.random.Generator

BACKGROUND, MOST_BACKGROUND = 0.4, 1.0
"""Of what usually matters, this share still matters where a need says nothing of it, and no more than a little."""
DEV, HELD_OUT = 0.12, 0.18
"""Shares of the families."""
MOST_VALUES = 8
_DOUBLED, _RELEASED, _STRESSED, _MISSPELT, _LOWERED, _TYPED = 0.08, 0.05, 0.04, 0.12, 0.3, 0.15
"""Chances of each alteration of a request."""
_RELEASES = ("{} does not matter", "I don't care about the {}", "never mind the {}", "whatever {}")
_STRESSES = ("the {} matters most to me", "{} is important", "I mainly care about the {}")
STATING = ("{0} {1}", "{1} {0}", "{1} with {0}", "{1}, {0}")
_TELLING = 3
"""Letters that a value must have to be read in a name: "M" is in no name."""
_ASKING = (
    *("I need a {}", "looking for a {}", "show me {}s", "best {}", "can you recommend a {}?", "a good {} please"),
    *("which {} should I buy", "what {}s do you have", "I want to buy a {}", "{} recommendations"),
)
"""How people ask for a thing without saying what for, which asks no more of it than its bare name."""
_ASKED = 0.6
"""Share of the requests without a need that are put so."""
_PLAIN = 3
"""Requests of each drawn shop that only name the thing."""
_STATED = 2
"""Requests of each drawn shop that state a value and no need."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A request with a grade in [0, 3] for each attribute, and an affinity for each value of each."""

    query: str
    need: str
    source: str
    grades: Floats
    affinities: tuple[Floats, ...]

    def stating(self, place: int, value: int) -> Labelled:
        """The same asking for a value: the attribute at `place` decides, and no other value of any is asked for."""
        grades, affinities = self.grades.copy(), [own.copy() for own in self.affinities]
        grades[place], affinities[place][value] = HIGHEST, 1.0
        return replace(self, grades=grades, affinities=tuple(affinities), source="stated")

    def example(self, category: str, candidates: tuple[AttributeCandidate, ...], split: Split, group: str) -> Example:
        """As an example about a product type with its attributes."""
        return Example(
            query=self.query,
            category=category,
            candidates=candidates,
            relevance=tuple((self.grades / HIGHEST).tolist()),
            affinities=tuple(tuple(own.tolist()) for own in self.affinities),
            split=split,
            group=group,
            source=self.source,
            need=self.need,
        )


def split_of(family: Family, seed: int = 0) -> Split:
    """Where a family is used, by hash, so the same at every run; a narrower family goes with its parent."""
    digest = hashlib.sha256(f"families/{seed}/{family.parent or family.family}".encode()).digest()
    share = int.from_bytes(digest[:6], "big") / 2**48
    return "held out" if share < HELD_OUT else "dev" if share < HELD_OUT + DEV else "train"


def taught(
    knowledge: Knowledge, *, shops: int, requests: int, seed: int, everything: bool = False
) -> Iterator[Example]:
    """Examples of every family. Families to train on are drawn as `shops` shops with `requests` requests each; the
    others stand once, as we call them, with every request unaltered. With `everything`, all are trained on;
    those of the dev split stand beside it, and only say how the training goes.
    """
    for number, family in enumerate(knowledge.families.values()):
        split = split_of(family, seed)
        random = np.random.default_rng([seed, number])
        if split != "train" and not (everything and split == "held out"):
            shop = Shop(family, knowledge.concepts, None)
            yield from shop.examples(shop.labelled(), split)
        for _ in range(shops if everything or split == "train" else 0):
            shop = Shop(family, knowledge.concepts, random)
            yield from shop.examples(shop.drawn(requests, random), "train")


class Shop:
    """One family as a shop lists it: drawn, or as we call it where `random` is None."""

    def __init__(self, family: Family, concepts: Mapping[str, Concept], random: Random | None) -> None:
        self._family = family
        self._concepts = [concepts[name] for name in family.matters]
        self.category = _any(family.names, random)
        self.candidates = tuple(
            candidate_of(name, concept, family.values.get(name, []), random)
            for name, concept in zip(family.matters, self._concepts, strict=True)
        )

    def labelled(self) -> list[Labelled]:
        """Every request that the family lists, as it stands."""
        usual = np.asarray(list(self._family.matters.values()), np.float64)
        nothing = tuple(np.zeros(len(candidate.values)) for candidate in self.candidates)
        found = [self._named(name, usual, nothing) for name in self._plain_names()]
        for need in self._family.needs:
            grades, affinities = self._asked(need, np.minimum(BACKGROUND * usual, MOST_BACKGROUND))
            says = [*need.says, f"{self.category} for {need.need}"]
            found += [Labelled(said, need.need, "knowledge", grades, affinities) for said in says]
        return found

    def drawn(self, count: int, random: Random) -> list[Labelled]:
        """Some requests, altered as people alter them, and a few that state a value."""
        known = self.labelled()
        plain = [one for one in known if one.source == "plain"]
        needs = [one for one in known if one.source != "plain"]
        stated = self._stated(plain[0], random)
        chosen = [plain[i] for i in random.integers(len(plain), size=_PLAIN)] + stated
        chosen += [needs[i] for i in random.permutation(len(needs))[: max(0, count - len(chosen))]]
        return [self._altered(one, needs, random) for one in chosen]

    def examples(self, labelled: Sequence[Labelled], split: Split) -> Iterator[Example]:
        """The requests as examples."""
        for one in labelled:
            yield one.example(self.category, self.candidates, split, self._family.family)

    def _plain_names(self) -> list[str]:
        """The usual name, and those that are not what people say for a need, as "gaming keyboard" may be."""
        said = {phrase_key(said) for need in self._family.needs for said in need.says}
        usual, *others = self._family.names
        return [usual, *(name for name in others if phrase_key(name) not in said)]

    def _named(self, name: str, usual: Floats, nothing: tuple[Floats, ...]) -> Labelled:
        """A bare name; one that holds a value, which the usual name does not, asks for that."""
        for place, candidate in enumerate(self.candidates):
            for number, value in enumerate(candidate.values if candidate.kind == "categorical" else ()):
                if _within(value, name) and not _within(value, self._family.names[0]):
                    return Labelled(name, name, "plain", usual, nothing).stating(place, number)
        return Labelled(name, name, "plain", usual, nothing)

    def _asked(self, need: Need, grades: Floats) -> tuple[Floats, tuple[Floats, ...]]:
        decisions = {decision.concept: decision for decision in need.decides}
        affinities = []
        for place, (name, candidate) in enumerate(zip(self._family.matters, self.candidates, strict=True)):
            decision = decisions.get(name)
            if decision is not None:
                grades[place] = decision.grade
            affinities.append(affinity(decision, candidate.values))
        return grades, tuple(affinities)

    def _stated(self, plain: Labelled, random: Random) -> list[Labelled]:
        """Requests that state a value of an attribute in words, and nothing else."""
        worded = [
            i for i, candidate in enumerate(self.candidates) if candidate.kind == "categorical" and candidate.values
        ]
        found = []
        for place in random.permutation(worded)[:_STATED] if worded else ():
            value = int(random.integers(len(self.candidates[place].values)))
            query = str(random.choice(STATING)).format(self.candidates[place].values[value], plain.query)
            found.append(replace(plain, query=query, need=query).stating(place, value))
        return found

    def _altered(self, one: Labelled, others: Sequence[Labelled], random: Random) -> Labelled:
        if one.source == "knowledge":
            one = self._redrawn(one, others, random)
            if random.random() < _TYPED:
                name = _any(self._family.names, random)
                one = replace(one, query=str(random.choice([f"{name}: {one.query}", f"{one.query} {name}"])))
        elif random.random() < _ASKED:
            one = replace(one, query=str(random.choice(_ASKING)).format(one.query))
        query = misspelt(one.query, random) if random.random() < _MISSPELT else one.query
        return replace(one, query=query.lower() if random.random() < _LOWERED else query)

    def _redrawn(self, one: Labelled, others: Sequence[Labelled], random: Random) -> Labelled:
        """Two needs in one request; or an attribute that is said not to matter, or to matter most."""
        chance = random.random()
        if chance < _DOUBLED:
            other = others[int(random.integers(len(others)))]
            return one if other.need == one.need else _both(one, other, random)
        chance -= _DOUBLED
        if chance >= _RELEASED + _STRESSED:
            return one
        place = int(random.integers(len(self.candidates)))
        grades, label = one.grades.copy(), self.candidates[place].label.lower()
        if chance < _RELEASED:
            grades[place] = 0.0
            affinities = tuple(own * (number != place) for number, own in enumerate(one.affinities))
            query = f"{one.query}, {str(random.choice(_RELEASES)).format(label)}"
            return replace(one, query=query, grades=grades, affinities=affinities)
        grades[place] = HIGHEST
        return replace(one, query=f"{one.query}, {str(random.choice(_STRESSES)).format(label)}", grades=grades)


def affinity(decision: Decision | None, values: Sequence[str]) -> Floats:
    """How well each value serves a need, (values,) in [-1, 1]: by how much the attribute decides it."""
    found = np.zeros(len(values))
    if decision is None or decision.grade == 0:
        return found
    size = max(decision.grade, 1.0) / HIGHEST
    for wanted, sign in ((decision.wants, 1.0), (decision.avoids, -1.0)):
        if wanted is None:
            continue
        if isinstance(wanted, list):
            found[[value in wanted for value in values]] = sign * size
        else:
            chosen = wanted if isinstance(wanted, str) else ANSWERS[0] if wanted else ANSWERS[1]
            found += [sign * size if value == chosen else -sign * size for value in values]
    return np.clip(found, -1, 1)


def _within(value: str, name: str) -> bool:
    key = phrase_key(value)
    return len(key) >= _TELLING and f" {key} " in f" {phrase_key(name)} "


def _both(one: Labelled, other: Labelled, random: Random) -> Labelled:
    """Both needs in one request: what matters to either matters; where they want opposites, neither is served."""
    affinities = []
    for a, b in zip(one.affinities, other.affinities, strict=True):
        stronger = np.where(np.abs(a) >= np.abs(b), a, b)
        affinities.append(np.where(a * b < 0, 0.0, stronger))
    joint = str(random.choice([", and ", ". Also ", ", "]))
    return Labelled(
        query=f"{one.query}{joint}{other.query}",
        need=f"{one.need} and {other.need}",
        source=one.source,
        grades=np.maximum(one.grades, other.grades),
        affinities=tuple(affinities),
    )


def candidate_of(
    name: str, concept: Concept, listed: Sequence[str], random: Random | None = None
) -> AttributeCandidate:
    """A concept as a shop may list it, with some of the values `listed`; as we call it where `random` is None."""
    if concept.kind == "categorical":
        order = range(len(listed)) if random is None else random.permutation(len(listed))
        values = tuple(listed[i] for i in order)[:MOST_VALUES]
    else:
        values = DIRECTIONS if concept.kind == "numeric" else ANSWERS
    label = _any(concept.labels, random)
    return AttributeCandidate(name, label, concept.kind, concept.unit, values, UNSEEN)


def _any(names: Sequence[str], random: Random | None) -> str:
    return names[0] if random is None else names[int(random.integers(len(names)))]
