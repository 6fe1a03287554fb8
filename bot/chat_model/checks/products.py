"""Whether advice says of each product only what its facts say.

The model never sees a title or a description, where sellers write what they like: it names products by number, and the
facts are short values of the catalog's attributes. What an answer compares, the facts have compared already.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.chat_model import outside
from bot.chat_model.language import Language, Part, Term

REFERENCE = re.compile(r"\[(\d+)\]")
_LONGEST_VALUE, _MOST_WORDS, _NEAR = 40, 5, 3
_ODD = re.compile(r"[@!?;\n]|https?:|www\.|\.\s|\d{6,}")
"""What no value of an attribute needs: sentences, links, addresses, telephone numbers."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a product states, as a shopper reads it, and whether it is the lowest or highest of those compared."""

    label: str
    value: str
    end: Literal["", "low", "high"] = ""

    @property
    def is_plain(self) -> bool:
        """Whether it is short enough to be a fact, and nothing else."""
        return all(
            text and len(text) <= _LONGEST_VALUE and len(text.split()) <= _MOST_WORDS and not _ODD.search(text)
            for text in (self.label, self.value)
        ) and self.label + self.value == outside.plain(self.label + self.value, 2 * _LONGEST_VALUE)


@dataclass(frozen=True, slots=True)
class ProductCheck:
    """Compares advice with the facts of the products shown, in their order. `asked` is what the shopper said."""

    language: Language
    facts: Sequence[Sequence[Fact]]
    asked: str

    def __call__(self, answer: str) -> str | None:
        """Why the advice is not supported, or None."""
        sentences = self.language.sentences(answer)
        for place, sentence in enumerate(sentences, 1):
            named = {int(number) for number in REFERENCE.findall(sentence)}
            if len(named) != 1 or not named <= set(range(1, len(self.facts) + 1)):
                return f"sentence {place} names no product that is shown, or several"
            parts = self.language.parts(REFERENCE.sub(" ", sentence))
            facts = self.facts[named.pop() - 1]
            if any(part.negated for part in parts) or not all(self._supports(facts, part) for part in parts):
                return f"sentence {place} is in no fact of its product"
        return None if sentences else "says nothing"

    def _supports(self, facts: Sequence[Fact], part: Part) -> bool:
        purpose = self.language.purpose(self.asked)
        said = self.language.content(self.language.without_purpose(part.terms, purpose))
        stated = {term.key for fact in facts for term in self.language.terms(f"{fact.label} {fact.value}")}
        for place, term in enumerate(said):
            if term.key in self.language.promises:
                return False
            if term.said in self.language.ends:
                if not self._is_end(facts, term, said):
                    return False
            elif term.is_number:
                if not any(self._counts_alike(facts, fact, said, place) for fact in facts):
                    return False
            elif term.key not in stated and term.key not in self.language.advice:
                return False
        return True

    def _is_end(self, facts: Sequence[Fact], term: Term, said: Sequence[Term]) -> bool:
        """Whether a superlative is one that a fact has, about its attribute."""
        end, label = self.language.ends[term.said]
        names = {label} if label else {other.key for other in said}
        return any(fact.end == end and names & self._keys(fact.label) for fact in facts)

    def _counts_alike(self, facts: Sequence[Fact], fact: Fact, said: Sequence[Term], place: int) -> bool:
        """Whether a number is a fact's, with its unit, and with its label where the unit alone does not tell."""
        value = self.language.content(self.language.terms(fact.value))
        at = next((n for n, term in enumerate(value) if term.is_number and term.key == said[place].key), None)
        if at is None:
            return False
        units = {term.key for term in value[at + 1 : at + 1 + _NEAR] if not term.is_number}
        behind = {term.key for term in said[place + 1 : place + 1 + _NEAR]}
        if units and not units & behind:
            return False
        alike = [other for other in facts if other is not fact and units & self._keys(other.value)]
        around = {term.key for term in said}
        return bool(around & self._keys(fact.label)) or bool(units) and not alike

    def _keys(self, text: str) -> set[str]:
        return {term.key for term in self.language.content(self.language.terms(text))}
