"""Which attributes a question about products means: those it names, those whose values it says, those that it means in
other words, and those that matter for a use that it speaks of.

Words come first; meaning is asked about what they leave open. What products state, `recommender.engine.answers` says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from data.catalog.constraints import Constraint
from data.catalog.products import BRAND, CATEGORY, PRICE
from language.lexicon import LEXICON, Direction
from language.quantities import quantities
from language.segmentation import has_han
from language.words import fold, phrase_key, words
from ranker.candidates import Vectors
from ranker.knowledge.families import Decision
from recommender.engine.recommender import Recommender
from recommender.engine.wordings import Nearness, Wordings
from recommender.protocol.questions import FoundBy
from retrieval.understanding.message import Understood
from retrieval.understanding.numeric_attributes import as_constraint
from retrieval.understanding.value_phrases import says_fit

MEANT = 0.38
"""Cosine of a question with a wording of an attribute from which it is about it; calibrated on
tests/recommender/engine/questions.yaml."""
SURELY_MEANT = 0.5
"""From which it is about it whatever an adjective says besides."""
CLOSE = 0.3
"""From which it comes near to it."""
_LEAST_CORRECTED = 6  # letters
_BESIDE = 0.06
"""How far below the best another attribute's cosine may be to be meant too."""
_FARTHER = 0.25
"""How far below for words of its own label to mean it: how "long" it lasts is about no length."""
_NEARER = 0.08
"""How much nearer than what words name another attribute must be to be meant too."""
_MEANT_BESIDES = 0.42
"""Cosine from which an attribute is meant besides a use: charging a laptop is about one cable, and about charging."""
USE = 0.55
"""Cosine with what people say of a need from which a question speaks of it."""
_USE_AHEAD = 0.1
"""By how much the need must be nearer than any attribute."""
DECIDES = 2.0
"""Grade from which an attribute matters for the need."""
_NO_USE = frozenset({PRICE, BRAND})
"""What serves no use, whatever may be spent on it."""
MOST_ATTRIBUTES = 4
_MOST_MEANT, _MOST_OF_USE, _MOST_PARTS = 2, 3, 4
_BETWEEN_PARTS = re.compile(r"[,;?!。，；？！]+(?:\s+|$)|\.\s+")


@dataclass(frozen=True, slots=True)
class Meant:
    """An attribute that a question is about, with what it asks of it."""

    name: str
    found_by: FoundBy
    score: float
    claim: Constraint | None = None
    towards: Direction | None = None
    decision: Decision | None = None
    """What buying knowledge wants of it, for the use asked about."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was read; `nearest` is only looked for where it is about nothing that is known."""

    meant: tuple[Meant, ...]
    understood: Understood
    nearest: Meant | None = None
    purpose: str | None = None


class QuestionReader:
    """Reads questions about products of some types; `stated` are the attributes that these products may state, and
    `always` those that all of them do."""

    def __init__(
        self, recommender: Recommender, types: Sequence[str], stated: Collection[str], always: Collection[str]
    ) -> None:
        self._recommender = recommender
        self._types = list(types) or [""]
        self._stated = frozenset(stated) - {CATEGORY}
        self._always = frozenset(always)
        self._attributes = recommender.snapshot.catalog.attributes

    def read(self, text: str) -> Question:
        """The attributes that a text asks about, at most `MOST_ATTRIBUTES`, in the order of certainty."""
        understood = self._linked(text)
        if not (self._names(understood) or self._claims(understood)):
            corrected = self._corrected(text)
            again = self._linked(corrected) if corrected != text else understood
            if self._names(again) or self._claims(again):
                text, understood = corrected, again
        claims = [claim for claim in self._claims(understood) if self._is_said(claim, text)]
        found = dict(self._of_claims(text, claims))
        found |= {
            end.attribute: Meant(end.attribute, "words", 1.0, towards=end.direction)
            for end in understood.preferences
            if end.attribute in self._stated and end.attribute not in found
        }
        nearest: Meant | None = None
        use: tuple[str, list[Meant]] | None = None
        for part in self._parts(text):
            said = understood if part == text else self._linked(part)
            named, close = self._of_part(part, said, found)
            found |= {meant.name: meant for meant in named if meant.name not in found}
            nearest = close if nearest is None or (close and close.score > nearest.score) else nearest
        if all(meant.found_by == "meaning" for meant in found.values()):
            use = self._use(text, nearest.score if nearest else 0.0)
            if use:
                meant = [one for one in found.values() if one.score >= _MEANT_BESIDES]
                found = {one.name: one for one in (*meant, *use[1])}
        asked = [self._completed(text, meant) for meant in found.values()]
        purpose = use[0] if use else None
        if nearest is None or nearest.score < CLOSE:
            nearest = self._suiting(text)
        return Question(tuple(asked[:MOST_ATTRIBUTES]), understood, nearest, purpose)

    def _suiting(self, text: str) -> Meant | None:
        """The attribute that says what products are suited for, where a question asks about any purpose."""
        said = f" {' '.join(words(text))} "
        if not any(f" {phrase} " in said for phrase in LEXICON.purposes):
            return None
        labels = {name: phrase_key(self._attributes[name].label) for name in sorted(self._stated)}
        suiting = next((name for name, label in labels.items() if label in LEXICON.label_openings), None)
        return Meant(suiting, "meaning", CLOSE) if suiting else None

    def _corrected(self, text: str) -> str:
        """The text with long words spelled as the shop does; a short one is a typo away from too many."""
        said, better = text.split(), self._recommender.lookups.corrected(text).split()
        if len(said) != len(better):
            return text
        return " ".join(new if len(old) >= _LEAST_CORRECTED else old for old, new in zip(said, better, strict=True))

    def _linked(self, text: str) -> Understood:
        return self._recommender.snapshot.linker.link(text, None, [one for one in self._types if one])

    def _names(self, understood: Understood) -> list[str]:
        return [name for name in understood.attributes if name in self._stated]

    def _claims(self, understood: Understood) -> list[Constraint]:
        """What is said of attributes; a word that was only taken for a misspelled value says nothing for sure."""
        return [
            claim
            for claim in understood.constraints
            if claim.attribute in self._stated and understood.corrections.keys().isdisjoint(words(claim.text))
        ]

    def _of_claims(self, text: str, claims: Sequence[Constraint]) -> Iterator[tuple[str, Meant]]:
        """What values ask, by key: of several, "or" asks which, and "and" about each."""
        either = not LEXICON.joining.isdisjoint(words(text))
        for claim in claims:
            name = claim.attribute
            if claim.op != "in" or not isinstance(claim.value, tuple):
                yield name, Meant(name, "value", 1.0, claim)
            elif either:
                yield name, Meant(name, "value", 1.0)
            else:
                for place, value in enumerate(claim.value):
                    single = Constraint(attribute=name, value=value, text=claim.text)
                    yield (name if place == 0 else f"{name} {place}"), Meant(name, "value", 1.0, single)

    def _is_said(self, claim: Constraint, text: str) -> bool:
        """Whether a value is said in full, or else meant: "hard to repair" is about no hard floor."""
        if not isinstance(claim.value, str) or has_han(text):
            return True
        said, value = phrase_key(claim.text), phrase_key(claim.value)
        whole = set(value.split()) <= set(said.split()) or value in LEXICON.same_values(said)
        near = None if whole else self._near(text).get(claim.attribute)
        return whole or (near is not None and near.score >= CLOSE)

    def _parts(self, text: str) -> Iterator[str]:
        """The parts of a text that may each ask something of their own."""
        parted = [part.split() for part in _BETWEEN_PARTS.split(text) if part.split()]
        parts: list[str] = []
        for said in parted:
            cuts = [n for n, word in enumerate(said) if fold(word) in LEXICON.and_words and 0 < n < len(said) - 1]
            for first, end in pairwise([-1, *cuts, len(said)]):
                parts.append(" ".join(said[first + 1 : end]))
        yield from parts[:_MOST_PARTS] if len(parts) > 1 else [text]

    def _of_part(self, part: str, said: Understood, known: Collection[str]) -> tuple[list[Meant], Meant | None]:
        """What a part of the question asks about, and what it comes nearest to."""
        near = {} if has_han(part) else self._near(part)
        order = sorted(near, key=lambda name: -near[name].score)
        best = near[order[0]].score if order else 0.0
        named = self._without_passing(part, [n for n in self._names(said) if self._is_named(n, part, near, best)])
        claimed = [claim.attribute for claim in self._claims(said) if claim.attribute in known]
        close = [Meant(name, "meaning", round(near[name].score, 4), near[name].claim(name)) for name in order]
        beside = _BESIDE if not order or order[0] in self._always else best
        meant = [m for m in close if m.score >= max(MEANT, best - beside)][:_MOST_MEANT]
        if named or claimed:
            said_of = max(near[name].score if name in near else best for name in (*named, *claimed))
            is_labelled = any(self._is_labelled(name, part) for name in named)
            least = said_of + _NEARER if is_labelled else max(said_of, SURELY_MEANT)
            nearer = meant[:1] if best > least and not claimed else []
            return [*(Meant(name, "words", 1.0) for name in named), *nearer], None
        return meant, next(iter(close), None)

    def _near(self, text: str) -> dict[str, Nearness]:
        """By attribute, how near its wordings come to a text; of several types, the nearest."""
        question = self._vector(text)
        found: dict[str, Nearness] = {}
        for of_type in self._wordings():
            for name, near in of_type.nearest(question).items():
                if name in self._stated and (name not in found or near.score > found[name].score):
                    found[name] = near
        return found

    def _vector(self, text: str) -> Vectors:
        return self._recommender.wordbook.texts.question(text)

    def _wordings(self) -> list[Wordings]:
        return [self._recommender.wordbook.of(category, self._recommender.families) for category in self._types]

    def _without_passing(self, text: str, names: list[str]) -> list[str]:
        """Without what only an adjective names, where other words name something: how long a battery lasts."""
        plain = [word for word in text.split() if fold(word) not in LEXICON.adjectives]
        if len(names) < 2 or has_han(text) or len(plain) == len(text.split()):
            return names
        said = self._names(self._linked(" ".join(plain)))
        return [name for name in names if name in said] or names

    def _is_named(self, name: str, text: str, near: Mapping[str, Nearness], best: float) -> bool:
        """Whether words of a text mean the attribute, and are not said in passing while it means another."""
        if name == BRAND and best >= MEANT:  # what makes noise is about no maker
            return self._is_labelled(name, text)
        own = near[name].score if name in near else best
        if best < MEANT or own >= best - _BESIDE:
            return True
        return self._is_labelled(name, text) and own >= best - _FARTHER

    def _is_labelled(self, name: str, text: str) -> bool:
        """Whether a word of the attribute's label stands in the text."""
        said = set(phrase_key(text).split())
        always = LEXICON.price_words if name == PRICE else ()
        label = set(phrase_key(self._attributes[name].label).split())
        return bool(label & said) or has_han(text) or any(phrase in fold(text) for phrase in always)

    def _use(self, text: str, least: float) -> tuple[str, list[Meant]] | None:
        """The use that a question speaks of, with the attributes that decide for it."""
        if has_han(text):
            return None
        question, families = self._vector(text), self._recommender.families
        for category, of_type in zip(self._types, self._wordings(), strict=True):
            near, linked = of_type.need(question), families.of(category)
            if near is None or linked is None or near[0] < max(USE, least + _USE_AHEAD):
                continue
            score, need = near
            decided = [
                Meant(name, "purpose", round(score, 4), decision=decision)
                for name in linked.attributes
                if name in self._stated - _NO_USE
                and (decision := linked.decision(need, name))
                and decision.grade >= DECIDES
            ]
            decided.sort(key=lambda meant: -meant.decision.grade if meant.decision else 0.0)
            if decided:
                return need.need, decided[:_MOST_OF_USE]
        return None

    def _completed(self, text: str, meant: Meant) -> Meant:
        """With the amount that is said of a number, or the end that an adjective says."""
        attribute = self._attributes[meant.name]
        if attribute.kind != "numeric" or meant.claim or meant.towards or meant.decision:
            return meant
        label = phrase_key(attribute.label)
        for quantity in quantities(text, [attribute.unit] if attribute.unit else []):
            fitted = quantity.within(attribute.unit) if quantity.unit else None
            if fitted is None or fitted.low is None:
                continue
            if not fitted.compared and (LEXICON.largest & set(label.split()) or says_fit(attribute.label)):
                claim = Constraint(attribute=meant.name, op="gte", value=fitted.low)
            else:
                op, value = as_constraint(fitted)
                claim = Constraint(attribute=meant.name, op=op, value=value)
            return replace(meant, claim=claim)
        return replace(meant, towards=self._end(text, meant.name))

    def _end(self, text: str, name: str) -> Direction | None:
        """The end of a number that an adjective of the text says."""
        label = phrase_key(self._attributes[name].label)
        for word in words(text):
            adjective = LEXICON.adjectives.get(word)
            if adjective and any(own == name or f" {own} " in f" {label} " for own in adjective.labels):
                return adjective.direction
        return None
