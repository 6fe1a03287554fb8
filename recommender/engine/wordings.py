"""How the attributes of a product type may be put in words, as vectors of the language model, to find by meaning what
a question is about: labels, other labels that buying knowledge has, values beside their label; and what uses people
name.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.catalog.constraints import Constraint
from data.catalog.products import BRAND, BUILT_IN, CATEGORY
from language.words import phrase_key
from ranker.candidates import AttributeCandidate, Encode, Vectors
from ranker.knowledge.families import Need
from ranker.knowledge.linking import LinkedFamily, Links
from recommender.engine.families import Families
from recommender.engine.readings import Readings

MOST_VALUES = 8
"""Values of an attribute that are read, the commonest."""
MOST_PREPARED = 100
"""Product types that are read ahead; others are at the first question about them."""
_QUESTIONS_KEPT, _TEXTS_KEPT = 1000, 40_000
"""About 60 MB of vectors of 384 numbers at most."""
SAYS_MORE = 0.1
"""By how much a wording with a value must be nearer than the bare ones for the question to be about that value."""
_STEM = 4
"""Letters in which two words must agree to be taken for the same: "running" and "runner"."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near an attribute comes to a question, in cosines."""

    bare: float = -1.0
    """Of the nearest wording without a value."""
    valued: float = -1.0
    """Of the nearest with one, and that value."""
    value: str | None = None

    @property
    def score(self) -> float:
        """Of the nearest wording."""
        return max(self.bare, self.valued)

    def with_wording(self, value: str | None, cosine: float) -> Nearness:
        """With one wording more."""
        if value is None:
            return replace(self, bare=max(self.bare, cosine))
        return replace(self, valued=cosine, value=value) if cosine > self.valued else self

    def claim(self, name: str) -> Constraint | None:
        """That the attribute of this name has the value, if the question is about the value itself."""
        is_about_it = self.value is not None and self.valued >= self.bare + SAYS_MORE
        return Constraint(attribute=name, value=self.value) if is_about_it and self.value is not None else None


@dataclass(frozen=True, slots=True)
class Wordings:
    """All wordings of a type's attributes and of the needs of its family."""

    attributes: tuple[str, ...]
    """(wordings,) the attribute that each says."""
    values: tuple[str | None, ...]
    """(wordings,) the value that each says besides; None for none."""
    vectors: Vectors
    """(wordings, dimension)"""
    needs: tuple[Need, ...]
    """(sayings,)"""
    sayings: Vectors
    """(sayings, dimension)"""

    def nearest(self, question: Vectors) -> dict[str, Nearness]:
        """How near each attribute comes to a question."""
        found: dict[str, Nearness] = {}
        if not self.attributes:  # of a type that the catalog does not have, nothing is worded
            return found
        for name, value, cosine in zip(self.attributes, self.values, self.vectors @ question, strict=True):
            found[name] = found.get(name, Nearness()).with_wording(value, float(cosine))
        return found

    def need(self, question: Vectors) -> tuple[float, Need] | None:
        """The need whose saying is nearest, and its cosine."""
        if not self.needs:
            return None
        cosines = self.sayings @ question
        place = int(cosines.argmax())
        return float(cosines[place]), self.needs[place]


class TextVectors:
    """Encodes texts, each once as long as it is kept. Safe to share between threads: two may encode one text twice."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._known: dict[str, Vectors] = {}
        self._questions: OrderedDict[str, Vectors] = OrderedDict()

    def of(self, texts: Sequence[str]) -> Vectors:
        """(texts, dimension) unit vectors."""
        if not texts:
            return np.zeros((0, 0), np.float32)
        self.prepare(texts)
        known = self._known
        missing = [text for text in texts if text not in known]
        if missing:  # another thread made room
            known = known | dict(zip(missing, self._encode(missing), strict=True))
        return np.stack([known[text] for text in texts])

    def prepare(self, texts: Sequence[str], encode: Encode | None = None) -> None:
        """Encodes those that are not kept; `encode` may be a cached form of the own one."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if not missing:
            return
        found = dict(zip(missing, (encode or self._encode)(missing), strict=True))
        room = len(self._known) + len(missing) <= _TEXTS_KEPT
        self._known = self._known | found if room else found

    def is_known(self, text: str) -> bool:
        """Whether a text is encoded already."""
        return text in self._known

    def question(self, text: str) -> Vectors:
        """The vector of one question, (dimension,)."""
        found = self._questions.get(text)
        if found is None:
            found = np.asarray(self._encode([text])[0])
            self._questions[text] = found
            if len(self._questions) > _QUESTIONS_KEPT:
                self._questions.popitem(last=False)
        return found


@dataclass(frozen=True, slots=True)
class Worded:
    """The wordings of a type in text: (attribute, value, text), and what people say of each need."""

    attributes: tuple[tuple[str, str | None, str], ...]
    needs: tuple[tuple[Need, str], ...]

    @property
    def texts(self) -> list[str]:
        """All of them."""
        return [text for _, _, text in self.attributes] + [text for _, text in self.needs]

    def encoded(self, vectors: TextVectors) -> Wordings:
        """The same with vectors."""
        found = vectors.of(self.texts)
        count = len(self.attributes)
        return Wordings(
            attributes=tuple(name for name, _, _ in self.attributes),
            values=tuple(value for _, value, _ in self.attributes),
            vectors=found[:count],
            needs=tuple(need for need, _ in self.needs),
            sayings=found[count:],
        )


def worded(
    category: str, candidates: Sequence[AttributeCandidate], linked: LinkedFamily | None, links: Links | None
) -> Worded:
    """How a type's attributes may be put; `linked` and `links` are what buying knowledge has of the type."""
    said: list[tuple[str, str | None, str]] = []
    for candidate in candidates:
        if candidate.name in (CATEGORY, BRAND):  # both are named; where things are "made" is no brand
            continue
        said.append((candidate.name, None, candidate.label))
        concept = linked.attributes.get(candidate.name) if linked else None
        if concept and links and candidate.name not in BUILT_IN:
            others = [_without_type(label, category) for label in links.concepts[concept].labels]
            said += [(candidate.name, None, label) for label in others if label]
        if candidate.kind == "categorical":
            said += [(candidate.name, value, f"{candidate.label}: {value}") for value in candidate.values[:MOST_VALUES]]
    needs = [(need, text) for need in (linked.family.needs if linked else ()) for text in (need.need, *need.says)]
    return Worded(tuple(said), tuple(needs))


class Wordbook:
    """The wordings of product types, each made once. Safe to share between threads."""

    def __init__(self, readings: Readings, texts: TextVectors) -> None:
        self.texts = texts
        self._readings = readings
        self._families: Families | None = None
        self._known: dict[str, Wordings] = {}

    def of(self, category: str, families: Families) -> Wordings:
        """The wordings of a type, by what buying knowledge has of it; encoded at the first call."""
        if families is not self._families:
            self._families, self._known = families, {}
        known = self._known
        if category not in known:
            known[category] = self._worded(category, families).encoded(self.texts)
        return known[category]

    def prepare(self, categories: Sequence[str], families: Families, encode: Encode | None = None) -> None:
        """Encodes types ahead, as many as are kept; `encode` may be a cached form of the own one."""
        some = categories[:MOST_PREPARED]
        self.texts.prepare([text for category in some for text in self._worded(category, families).texts], encode)
        for category in some:
            self.of(category, families)

    def _worded(self, category: str, families: Families) -> Worded:
        return worded(category, self._readings.candidates(category), families.of(category), families.links)


def _without_type(label: str, category: str) -> str:
    """A label without words of the type: "running style" would be near to any question about runs."""
    stems = {word[:_STEM] for word in phrase_key(category).split()}
    return " ".join(word for word in phrase_key(label).split() if word[:_STEM] not in stems)
