"""Whether every sentence of an answer says what one sentence of a passage says.

The words decide: an embedding hardly tells 14 days from 30, or "free" from "not free" (docs/chat-model.md). A sentence
supports another that has no term of its own, denies and affirms alike, keeps numbers with what stands around them, and
loses no condition. Two sentences are never put together: that is how true words become a false claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.chat_model.language import Language, Part

_NEAR = 3
"""Terms behind a number among which what it counts must stand."""
_BACK = 5
"""Terms before a number among which the word stands that makes it a bound: "from an order value of 50"."""
_SHARED = 1
"""Terms of a denied part that may stand elsewhere in the sentence: the verb that several parts share."""


@dataclass(frozen=True, slots=True)
class PageCheck:
    """Compares answers with one passage. `topic` is its title and heading, which any sentence may name."""

    language: Language
    passage: str
    topic: str

    def __call__(self, answer: str) -> str | None:
        """Why the answer is not supported, or None."""
        language = self.language
        topic = frozenset(term.key for term in language.content(language.terms(self.topic)))
        sources = [Source(language, language.parts(s), topic) for s in language.sentences(self.passage)]
        sentences = language.sentences(answer)
        for place, sentence in enumerate(sentences, 1):
            parts = language.parts(sentence)
            if sentence.endswith("?") or not any(language.content(part.terms) for part in parts):
                return f"sentence {place} states nothing"
            if not any(source.supports(parts) for source in sources):
                return f"sentence {place} is in no sentence of the page"
        return None if sentences else "states nothing"


@dataclass(frozen=True, slots=True)
class Source:
    """One sentence of a passage, and what it supports."""

    language: Language
    parts: Sequence[Part]
    topic: frozenset[str]

    def supports(self, parts: Sequence[Part]) -> bool:
        """Whether a sentence with these parts says nothing that this one does not."""
        said = self._keys(parts)
        return (
            all(self._denies_alike(part) and self._counts_alike(part) for part in parts)
            and self._keeps_conditions(said, parts)
            and self._keeps_wholes(said)
            and self._keeps_ranges(said)
            and self._keeps_bounds(parts)
            and all(self._keeps_numbers_apart(group) for group in _around_numbers(parts))
        )

    def _denies_alike(self, part: Part) -> bool:
        affirmed = self._keys(p for p in self.parts if not p.negated) | self.topic
        denied = self._keys(p for p in self.parts if p.negated)
        said = self._keys([part])
        if not part.negated:
            return said <= affirmed
        return bool(said & denied) and said <= affirmed | denied and len(said - denied - self.topic) <= _SHARED

    def _counts_alike(self, part: Part) -> bool:
        """Whether each number counts the same thing: 30 days are no 30 EUR."""
        source = self.language.content(term for p in self.parts for term in p.terms)
        said = self.language.content(part.terms)
        for place, term in enumerate(said):
            if not term.is_number:
                continue
            behind = [
                {t.key for t in source[at + 1 : at + 1 + _NEAR]} for at, t in enumerate(source) if t.key == term.key
            ]
            counted = said[place + 1].key if place + 1 < len(said) else None
            if not behind or counted is not None and not any(counted in keys for keys in behind):
                return False
        return True

    def _keeps_conditions(self, said: set[str], parts: Sequence[Part]) -> bool:
        """Whether a condition is said where one holds: for the whole sentence if it opens a part, else for its part."""
        if self.language.conditions & {term.key for part in parts for term in part.terms}:
            return True
        for part in self.parts:
            at = next((n for n, term in enumerate(part.terms) if term.key in self.language.conditions), None)
            if at == 0 or at is not None and said & (self._keys([part]) - self._beside(part)):
                return False
        return True

    def _keeps_wholes(self, said: set[str]) -> bool:
        """Whether "all" is said with what it is all of: all countries of the European Union are not all countries."""
        wholes = said & self.language.wholes
        held = [self._keys([part]) for part in self.parts]
        return not wholes or any(wholes & keys and keys <= said for keys in held)

    def _keeps_ranges(self, said: set[str]) -> bool:
        """Whether both ends of a range are said: 5 to 10 days are no 5 days."""
        ranges: dict[str, list[set[str]]] = {}
        for part in self.parts:
            terms = self.language.content(part.terms)
            for place, term in enumerate(terms):
                beside = terms[max(0, place - 1) : place] + terms[place + 1 : place + 2]
                if term.is_number:
                    ranges.setdefault(term.key, []).append({t.key for t in beside if t.is_number})
        return all(any(ends <= said for ends in found) for number, found in ranges.items() if number in said)

    def _keeps_bounds(self, parts: Sequence[Part]) -> bool:
        """Whether a number that is a bound is said with the word that makes it one, and no other number gets one."""
        said, source = dict(self._bounds(parts)), dict(self._bounds(self.parts))
        numbers = {term.key for part in parts for term in part.terms if term.is_number}
        if any(bound != source.get(number) for number, bound in said.items() if bound):
            return False
        return all(
            bool(said[number]) if number in numbers else self._is_beside(part, numbers)
            for part in self.parts
            for number in part.numbers
            if source[number]
        )

    def _bounds(self, parts: Iterable[Part]) -> Iterable[tuple[str, str | None]]:
        """Each number with the nearest word before it that bounds it."""
        for part in parts:
            for place, term in enumerate(part.terms):
                if not term.is_number:
                    continue
                before = []
                for earlier in reversed(part.terms[max(0, place - _BACK) : place]):
                    if earlier.is_number:
                        break
                    before.append(earlier.key)
                yield term.key, next((key for key in before if key in self.language.bounds), None)

    def _is_beside(self, part: Part, numbers: set[str]) -> bool:
        """Whether what is said is about another numbered part, so that this one may be left out."""
        return any(p.numbers and p.numbers <= numbers for p in self.parts if p is not part)

    def _keeps_numbers_apart(self, parts: Sequence[Part]) -> bool:
        """Whether numbers stay with their own part, where the source has several: "2 to 4 days within the country and
        4 to 8 to others" gives no "4 to 8 within the country".
        """
        numbered = [part for part in self.parts if part.numbers]
        numbers = {term.key for part in parts for term in part.terms if term.is_number}
        if len(numbered) < 2 or not numbers:
            return True
        used = [part for part in numbered if part.numbers <= numbers]
        if numbers != {number for part in used for number in part.numbers}:
            return False
        # The second of "it takes 2 days here and 4 there" has no words before its number: it shares those of the first.
        is_shared = any(not self._before_number(part) for part in numbered[1:])
        shared = self._before_number(numbered[0]) if is_shared else set()
        said = self._keys(parts)
        if not all(self._keys([part]) - shared <= said for part in used):
            return False
        free = self._keys(p for p in self.parts if not p.numbers) | self._keys(used) | shared | self.topic
        return said <= free

    def _beside(self, part: Part) -> set[str]:
        return self._keys(p for p in self.parts if p is not part) | self.topic

    def _before_number(self, part: Part) -> set[str]:
        found: set[str] = set()
        for term in self.language.content(part.terms):
            if term.is_number:
                break
            found.add(term.key)
        return found

    def _keys(self, parts: Iterable[Part]) -> set[str]:
        return {term.key for part in parts for term in self.language.content(part.terms)}


def _around_numbers(parts: Sequence[Part]) -> list[list[Part]]:
    """The parts in groups of one with numbers and those without around it."""
    groups: list[list[Part]] = [[]]
    for part in parts:
        if part.numbers and any(p.numbers for p in groups[-1]):
            groups.append([])
        groups[-1].append(part)
    return groups
