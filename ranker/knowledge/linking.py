"""Buying knowledge held against one catalog: which family a product type is, which of its attributes a concept is called.

By names alone, compared in one number and without accents (`language.words`). What links to nothing is left to the
language model, which reads labels and values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.catalog.products import AttributeKind
from language.words import phrase_key
from ranker.knowledge.families import Concept, Decision, Family, Need
from ranker.knowledge.files import Knowledge


@dataclass(frozen=True, slots=True)
class Stated:
    """An attribute of a catalog, as far as linking looks at it."""

    name: str
    label: str
    kind: AttributeKind


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
        for family in knowledge.families.values():
            for name in family.names:
                self._families.setdefault(phrase_key(name), family)
        self._labels = {name: _keys(concept) for name, concept in knowledge.concepts.items()}

    def family(self, product_type: str) -> Family | None:
        """The family of a product type: one of its names, or the longest name that the type's own ends with."""
        words = phrase_key(product_type).split()
        endings = (" ".join(words[start:]) for start in range(len(words)))
        return next((self._families[ending] for ending in endings if ending in self._families), None)

    def linked(self, product_type: str, attributes: Iterable[Stated]) -> LinkedFamily | None:
        """The family of a product type with the attributes that mean its concepts; None for an unknown type."""
        family = self.family(product_type)
        if family is None:
            return None
        found: dict[str, str] = {}
        for attribute in attributes:
            concept = self._concept(family, attribute)
            if concept is not None:
                found[attribute.name] = concept
        return LinkedFamily(family, found)

    def label(self, concept: str) -> str:
        """What a concept is usually called."""
        return self._knowledge.concepts[concept].labels[0]

    def _concept(self, family: Family, attribute: Stated) -> str | None:
        """The family's concept that an attribute means: one of its labels, or else the longest that it ends or
        begins with ("Maximum printing resolution" is a resolution)."""
        key = phrase_key(attribute.label)
        padded, best, length = f" {key} ", None, 0
        for name in family.matters:
            if not _may_be(self._knowledge.concepts[name].kind, attribute.kind):
                continue
            for label in self._labels[name]:
                if label == key:
                    return name
                if len(label) > length and (padded.endswith(f" {label} ") or padded.startswith(f" {label} ")):
                    best, length = name, len(label)
        return best


def serves(stated: str, wanted: Sequence[str]) -> bool:
    """Whether a value of a catalog is one of those that are wanted: the same words, or the one within the other."""
    own = f" {phrase_key(stated)} "
    return any(key in own or own in key for value in wanted if (key := f" {phrase_key(value)} ").strip())


def _keys(concept: Concept) -> list[str]:
    return list(dict.fromkeys(phrase_key(label) for label in concept.labels))


def _may_be(concept: AttributeKind, attribute: AttributeKind) -> bool:
    """A catalog may hold words where another has yes or no; numbers are numbers."""
    return concept == attribute or "numeric" not in (concept, attribute)
