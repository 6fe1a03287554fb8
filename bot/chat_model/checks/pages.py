"""Whether every sentence of an answer says what one sentence of a passage says.

The words decide: an embedding hardly tells 14 days from 30, or "free" from "not free" (docs/chat-model.md). A sentence
supports another that has no term of its own, denies and affirms alike, keeps numbers with what stands around them, and
loses no condition. Two sentences are never put together: that is how true words become a false claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from bot.chat_model.language import Language, Part, Term


@dataclass(frozen=True, slots=True)
class PageCheck:
    """Compares answers with one passage."""

    language: Language
    passage: str
    topic: str
    """Its title and heading: what "it" stands for in its sentences."""

    def __call__(self, answer: str) -> str | None:
        """Why the answer is not supported, or None."""
        language = self.language
        topic = frozenset(term.key for term in language.content(language.terms(self.topic)))
        sources = [Source.of(language, sentence, topic) for sentence in language.sentences(self.passage)]
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

    @classmethod
    def of(cls, language: Language, sentence: str, topic: frozenset[str]) -> Source:
        """The sentence; the topic may be named in its place only where a pronoun is among its first two terms."""
        parts = language.parts(sentence)
        subject = {term.key for term in parts[0].terms[:2]} if parts else set()
        return cls(language, parts, topic if subject & language.pronouns else frozenset())

    def supports(self, parts: Sequence[Part]) -> bool:
        """Whether a sentence with these parts says nothing that this one does not."""
        if list(parts) == list(self.parts):
            return True
        said = self._keys(parts)
        return (
            all(self._denies_alike(part) and self._counts_alike(part) for part in parts)
            and bool(said - self.topic)
            and self._keeps_conditions(parts)
            and self._continues_alike(parts)
            and self._keeps_speech(parts)
            and self._keeps_which(said)
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
        # One term may stand elsewhere in the sentence: the verb that several parts share.
        return bool(said & denied) and said <= affirmed | denied and len(said - denied - self.topic) <= 1

    def _counts_alike(self, part: Part) -> bool:
        """Whether each number counts the same thing: 30 days are no 30 EUR."""
        source = self.language.content(term for p in self.parts for term in p.terms)
        said = self.language.content(part.terms)
        for place, term in enumerate(said):
            if not term.is_number:
                continue
            behind = {after.key for at, after in zip(source, [*source[1:], term], strict=True) if at.key == term.key}
            if not behind or place + 1 < len(said) and said[place + 1].key not in behind:
                return False
        return True

    def _keeps_conditions(self, parts: Sequence[Part]) -> bool:
        """Whether conditions are said: for the whole sentence where one opens a part, else for the part it stands in,
        or that it follows without a mark.
        """
        words = {term.key for part in parts for term in part.terms}
        for place, part in enumerate(self.parts):
            held = [term.key for term in part.terms if term.key in self.language.conditions]
            if not held or set(held) <= words:
                continue
            follows = place > 0 and part.opening == part.terms[0].said
            governed = [part, self.parts[place - 1]] if follows else [part]
            if part.terms[0].key == held[0] and not follows or not all(self._is_left_out(p, parts) for p in governed):
                return False
        return True

    def _continues_alike(self, parts: Sequence[Part]) -> bool:
        """Whether the word of a condition is followed by what follows it here: no "after" gets another event."""
        return set(self._behind_conditions(parts)) <= set(self._behind_conditions(self.parts))

    def _behind_conditions(self, parts: Iterable[Part]) -> Iterable[tuple[str, str]]:
        for part in parts:
            keys = [*(term.key for term in self.language.content(part.terms)), ""]
            yield from (pair for pair in pairwise(keys) if pair[0] in self.language.conditions)

    def _keeps_speech(self, parts: Sequence[Part]) -> bool:
        """Whether what somebody says is said to be said: "answer: it is free" does not state that it is."""
        words = {term.key for part in parts for term in part.terms}
        for place, part in enumerate(self.parts):
            spoken = {term.key for term in part.terms} & self.language.speech
            if spoken and not spoken <= words:
                return all(self._is_left_out(later, parts) for later in self.parts[place:])
        return True

    def _keeps_which(self, said: set[str]) -> bool:
        """Whether a clause that says which is meant is said with its noun: "data that the law makes us keep"."""
        for before, part in pairwise(self.parts):
            nouns = self.language.content(before.terms)
            says_which = part.opening == part.terms[0].said and part.terms[0].key in self.language.relatives
            if says_which and nouns and nouns[-1].key in said and not self._keys([part]) <= said:
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
        numbers = {number for part in parts for number in part.numbers}
        if any(bound != source.get(number) for number, bound in said.items() if bound):
            return False
        return all(
            bool(said[number]) if number in numbers else self._may_be_left_out(place, parts, numbers)
            for place, part in enumerate(self.parts)
            for number in part.numbers
            if source[number]
        )

    def _may_be_left_out(self, place: int, parts: Sequence[Part], numbers: set[str]) -> bool:
        """Whether a part with a bound is not about what is said: another number is, or another of several things ("by
        card, or on invoice within 14 days"). One that begins with its bound is about the part before it.
        """
        part = self.parts[place]
        weighty = [term.key for term in part.terms if term.key in self.language.bounds or self.language.content([term])]
        if weighty[0] in self.language.bounds:
            return place > 0 and self._is_left_out(self.parts[place - 1], parts) and self._is_left_out(part, parts)
        is_beside = any(p.numbers and p.numbers <= numbers for p in self.parts if p is not part)
        return is_beside or self._is_left_out(part, parts)

    def _bounds(self, parts: Iterable[Part]) -> Iterable[tuple[str, str | None]]:
        """Each number with the nearest of five words before it that bounds it: "from an order value of 50"."""
        for part in parts:
            for place, term in enumerate(part.terms):
                if term.is_number:
                    before = takewhile(_is_word, reversed(part.terms[max(0, place - 5) : place]))
                    yield term.key, next((word.key for word in before if word.key in self.language.bounds), None)

    def _keeps_numbers_apart(self, parts: Sequence[Part]) -> bool:
        """Whether numbers stay with their own part, where the source has several: "2 to 4 days within the country and
        4 to 8 to others" gives no "4 to 8 within the country".
        """
        numbered = [part for part in self.parts if part.numbers]
        numbers = {number for part in parts for number in part.numbers}
        if len(numbered) < 2 or not numbers:
            return True
        used = [part for part in numbered if part.numbers <= numbers]
        if numbers != {number for part in used for number in part.numbers}:
            return False
        shared = self._shared()
        said = self._keys(parts)
        if not all(self._keys([part]) - shared <= said for part in used):
            return False
        free = self._keys(p for p in self.parts if not p.numbers) | self._keys(used) | self.topic
        free |= self._before_number(numbered[0])
        return said <= free

    def _is_left_out(self, part: Part, parts: Sequence[Part]) -> bool:
        """Whether nothing is said that only this part says, but for the verb that a denial shares with it."""
        own = self._keys([part]) - self._keys(p for p in self.parts if p is not part) - self._shared()
        return len(self.parts) > 1 and len(own & self._keys(parts)) <= any(p.negated for p in parts)

    def _shared(self) -> set[str]:
        """What stands before the first number, where a second number has nothing before it: "it takes 2 days here and
        4 there".
        """
        numbered = [part for part in self.parts if part.numbers]
        is_shared = any(not self._before_number(part) for part in numbered[1:])
        return self._before_number(numbered[0]) if is_shared else set()

    def _before_number(self, part: Part) -> set[str]:
        return {term.key for term in takewhile(_is_word, self.language.content(part.terms))}

    def _keys(self, parts: Iterable[Part]) -> set[str]:
        return {term.key for part in parts for term in self.language.content(part.terms)}


def _is_word(term: Term) -> bool:
    return not term.is_number


def _around_numbers(parts: Sequence[Part]) -> list[list[Part]]:
    """The parts in groups of one with numbers and those without around it."""
    groups: list[list[Part]] = [[]]
    for part in parts:
        if part.numbers and any(p.numbers for p in groups[-1]):
            groups.append([])
        groups[-1].append(part)
    return groups
