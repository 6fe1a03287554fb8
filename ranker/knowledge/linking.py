"""Buying knowledge held against one catalog: which family a product type is, and which concept an attribute.

By names and labels alone, compared in one number and without accents (`language.words`). A wrong link is worse than
none: a label means a concept if it is one of the concept's, or one with words beside it that change nothing
("Battery life (max)", "Keyboard weight" of a keyboard), and a type is of a family only if its attributes look like it.
What links to nothing is left to the language model, which reads labels and values.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from data.catalog.products import BRAND, CATEGORY, PRICE, AttributeKind
from language.units import factor, kind
from language.words import phrase_key
from ranker.knowledge.families import Concept, Decision, Family, Need
from ranker.knowledge.files import Knowledge

BUILT_IN = frozenset({BRAND, PRICE})
NEUTRAL = frozenset(
    ["maximum", "max", "total", "typical", "overall", "average", "nominal", "rated", "main", "product", "item", "own"]
    + ["net", "built", "in", "integrated", "supported", "available", "feature", "function", "quantity", "number", "of"]
    + ["approx", "approximate", "unit", "class", "value", "the", "a", "with", "s"]
)
"""Words in a label that leave what it is about as it was."""
ENOUGH = 0.18
"""Of what tells a family from the others, the share that a type's attributes must state to be one of it."""
FOR_ANOTHER = 0.35
"""And where the family's name only ends so: paper notebooks, in a shop whose notebooks are no laptops."""
MOSTLY, RARE = 0.4, 1.7
"""Or the share of the type's attributes that are concepts of the family that few have (RARE, the logarithm of how many
families there are to one that has it): a shop that states few attributes says no more."""
NEARLY_ALL = 0.7
"""Or the share that are any concepts of the family, where the name is exactly its."""
LEAST_STATED = 4
"""Attributes besides brand and price that a type must have for them to tell anything."""


@dataclass(frozen=True, slots=True)
class Stated:
    """An attribute of a catalog, as far as linking looks at it."""

    name: str
    label: str
    kind: AttributeKind
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class LinkedFamily:
    """A family in the terms of a catalog's product type."""

    family: Family
    attributes: Mapping[str, str]
    """Concept by the name of the attribute that means it."""

    def decision(self, need: Need, attribute: str) -> Decision | None:
        """What a need asks of an attribute; None if nothing."""
        concept = self.attributes.get(attribute)
        return next((d for d in need.decides if d.concept == concept), None) if concept else None

    def unstated(self, need: Need, least: float) -> list[str]:
        """The concepts that decide for the need (a grade of `least` or more) and that the catalog does not state."""
        known = set(self.attributes.values())
        return [d.concept for d in need.decides if d.grade >= least and d.concept not in known]


class Links:
    """Links the product types of a catalog; keeps nothing of the catalog."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._families: dict[str, Family] = {}
        self._narrower: dict[str, list[Family]] = {}
        for family in knowledge.families.values():
            for key in map(phrase_key, family.names):
                self._families.setdefault(key, family)
                self._families.setdefault(_run_together(key), family)
                for ending in _endings(key)[1:]:
                    self._narrower.setdefault(ending, []).append(family)
        self._labels = {name: _Labels(concept) for name, concept in knowledge.concepts.items()}
        counts = Counter(name for family in knowledge.families.values() for name in family.matters)
        self._rarity = {name: math.log(1 + len(knowledge.families) / count) for name, count in counts.items()}

    @property
    def concepts(self) -> Mapping[str, Concept]:
        """What can be meant, by name."""
        return self._knowledge.concepts

    def label(self, concept: str) -> str:
        """What a concept is usually called."""
        return self._knowledge.concepts[concept].labels[0]

    def family(self, product_type: str) -> Family | None:
        """The family of a product type by its name alone: one of its names, or the longest that it ends with."""
        return next((family for family, _ in self._named(product_type)), None)

    def linked(self, product_type: str, attributes: Iterable[Stated]) -> LinkedFamily | None:
        """The family of a product type with the attributes that mean its concepts; None for an unknown type, or one
        that has a family's name and none of what is stated of that."""
        stated = [one for one in attributes if one.name != CATEGORY]
        telling = len(stated) >= LEAST_STATED + len(BUILT_IN)
        for family, exactly in self._named(product_type):
            found = LinkedFamily(family, self._attributes(family, stated))
            if not telling or self._is_like(found, stated, exactly):
                return found
        return self._homonym(phrase_key(product_type), stated) if telling else None

    def evidence(self, linked: LinkedFamily) -> float:
        """How much of what tells a family from others is stated, between 0 and 1: rare concepts tell most."""
        of_all = sum(self._rarity[name] for name in linked.family.matters)
        return sum(self._rarity[name] for name in set(linked.attributes.values())) / of_all if of_all else 0.0

    def _is_like(self, linked: LinkedFamily, stated: Sequence[Stated], exactly: bool) -> bool:
        """Whether what a type states is what is stated of a family whose name it has, exactly or behind other words."""
        if exactly and len(linked.attributes) >= NEARLY_ALL * len(stated):
            return True
        rare = [name for name in linked.attributes.values() if self._rarity[name] >= RARE]
        mostly = len(rare) >= MOSTLY * (len(stated) - len(BUILT_IN))
        return mostly or self.evidence(linked) >= ENOUGH

    def _named(self, product_type: str) -> list[tuple[Family, bool]]:
        """The families whose name the type's is or ends with, the longest name first, and whether it is just that."""
        found: dict[str, tuple[Family, bool]] = {}
        for place, ending in enumerate(_endings(phrase_key(product_type))):
            family = self._families.get(ending) or self._families.get(_run_together(ending))
            if family is not None:
                found.setdefault(family.family, (family, place == 0))
        return list(found.values())

    def _homonym(self, key: str, stated: Sequence[Stated]) -> LinkedFamily | None:
        """Of a name that means something else here, the likeliest family with a name that ends so."""
        if key not in self._families:
            return None
        found = [LinkedFamily(f, self._attributes(f, stated)) for f in self._narrower.get(key, ())]
        likeliest = max(found, key=self.evidence, default=None)
        return likeliest if likeliest and self.evidence(likeliest) >= FOR_ANOTHER else None

    def _attributes(self, family: Family, stated: Sequence[Stated]) -> dict[str, str]:
        """Concept by attribute: of those that may mean the same, the one whose label is the closest, and most usual."""
        beside = NEUTRAL | {phrase_key(name).rpartition(" ")[2] for name in family.names}
        meant: dict[str, tuple[_Distance, str]] = {}
        for attribute in stated:
            found = self._concept(family, attribute, beside)
            if found is not None:
                distance, concept = found
                meant[concept] = min(meant.get(concept, (distance, attribute.name)), (distance, attribute.name))
        return {attribute: concept for concept, (_, attribute) in meant.items()}

    def _concept(self, family: Family, attribute: Stated, beside: frozenset[str]) -> tuple[_Distance, str] | None:
        key = phrase_key(attribute.label)
        found = []
        for name in family.matters:
            concept = self._knowledge.concepts[name]
            distance = self._labels[name].distance(key, beside)
            if distance is not None and fits(concept, attribute, same_label=distance.words == 0):
                found.append((distance, name))
        return min(found, default=None)


class _Distance(NamedTuple):
    """How far a catalog's label is from a concept's."""

    words: int
    """That one has more than the other; 0 if they are the same."""
    place: int
    """Of the label among the concept's, the usual first."""


class _Labels:
    """The labels of a concept, as catalogs' labels are compared with them."""

    def __init__(self, concept: Concept) -> None:
        self._keys = list(dict.fromkeys(map(phrase_key, concept.labels)))
        self._together = [_run_together(key) for key in self._keys]
        self._words = [key.split() for key in self._keys]

    def distance(self, key: str, beside: frozenset[str]) -> _Distance | None:
        """From the closest, if all words that stand beside it change nothing; None if it means something else."""
        together = _run_together(key)
        if together in self._together:
            return _Distance(0, self._together.index(together))
        counts = [_words_beside(key.split(), own, beside) for own in self._words]
        return min((_Distance(count, place) for place, count in enumerate(counts) if count is not None), default=None)


def serves(stated: str, wanted: Sequence[str]) -> bool:
    """Whether a value of a catalog is one of those that are wanted: the same words, or the one within the other."""
    own = f" {phrase_key(stated)} "
    return any(key in own or own in key for value in wanted if (key := f" {phrase_key(value)} ").strip())


def _endings(key: str) -> list[str]:
    """The whole, and it without its first words."""
    words = key.split()
    return [" ".join(words[start:]) for start in range(len(words))]


def _run_together(key: str) -> str:
    """As some write it: hairdryer, smart phone."""
    return key.replace(" ", "")


def _words_beside(words: list[str], own: list[str], beside: frozenset[str]) -> int | None:
    """How many words stand before and after a label within another, if none of them changes it."""
    for start in range(len(words) - len(own) + 1):
        if words[start : start + len(own)] == own:
            others = words[:start] + words[start + len(own) :]
            return len(others) if beside.issuperset(others) else None
    return None


def fits(concept: Concept, attribute: Stated, *, same_label: bool) -> bool:
    """Whether the attribute can hold what the concept says: its unit measures the same, and numbers are numbers. Under
    the same label, a catalog may hold words where we have yes or no; a yes or no says too little for words."""
    if kind(concept.unit) and kind(attribute.unit) and factor(concept.unit or "", attribute.unit or "") is None:
        return False
    instead = same_label and (concept.kind, attribute.kind) == ("boolean", "categorical")
    return concept.kind == attribute.kind or instead
