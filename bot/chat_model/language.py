"""Reads a text into sentences, parts and terms, so that two ways to say the same can be compared.

Knows the words of one locale (`words/<locale>.yml`); what has to agree with what is left to the checks.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import Stemmer
import yaml

from language.numbers import Number, numbers

PURPOSE = 3
"""Words behind "for" that say what for."""
FOLDER = Path(__file__).resolve().parent / "words"
_TOKEN = re.compile(
    r"(?P<address>https?://\S+|www\.\S+|[^\s@<>()]+@[^\s@<>()]+\.\w+)"
    r"|(?P<number>\d+(?:[.,:]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:['\u2019][^\W\d_]+)*)"
    r"|(?P<sign>[%€$£¥°])"
    r"|(?P<mark>[,;:()\u2013\u2014])"
)
_SENTENCE = re.compile(r"(?<=[.!?])[\"\u201d)]?\s+(?=[\"\u201c(\[]?[^\Wa-z_]|\[)|\n+")
_MONEY_BEFORE = re.compile(r"([€$£¥])\s?(\d+(?:[.,]\d+)*)")
_NOT = re.compile(r"(?i)\b(?:(can)(?=not\b)|(can)['\u2019]t\b|(wo|\w+?)n['\u2019]t\b)")


@dataclass(frozen=True, slots=True)
class Term:
    """A word by its stem, a number by its value, or an address as it stands. `said` is the word itself."""

    key: str
    said: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two marks or joining words of a sentence. `negated`: what it says is denied."""

    terms: tuple[Term, ...]
    negated: bool
    opening: str = ""
    """What cut it off from the part before: a mark, or its own first word."""

    @property
    def numbers(self) -> frozenset[str]:
        """Its numbers by value."""
        return frozenset(term.key for term in self.terms if term.is_number)


class Language:
    """What is known of one language."""

    def __init__(self, code: str, words: dict[str, Any]) -> None:
        self._code = code
        self._stemmer = Stemmer.Stemmer(words["stemmer"])
        self._same: dict[str, str] = {}
        for line in words["same"]:
            first, *others = (self._stem(word) for word in line.split())
            self._same |= {other: self._same.get(first, first) for other in [first, *others]}
        self.neutral, self.negations = self._keys(words["neutral"]), self._keys(words["negations"])
        self.conditions, self.bounds = self._keys(words["conditions"]), self._keys(words["bounds"])
        self.clauses, self.relatives = self._keys(words["clauses"]), self._keys(words["relatives"])
        self.wholes, self.pronouns = self._keys(words["wholes"]), self._keys(words["pronouns"])
        self.speech, self._machines = self._keys(words["speech"]), self._keys(words["machines"])
        self._joining = self._keys(words["joining"])
        self.promises, self.polite = self._keys(words["promises"]), self._keys(words["polite"])
        self.advice, self._contrasts = self._keys(words["advice"]), self._keys(words["contrasts"])
        self._purposes, self._places = self._keys(words["purposes"]), self._keys(words["places"])
        self._liked_low, self._liked_neither = self._keys(words["liked_low"]), self._keys(words["liked_neither"])
        self.openers = tuple(words["openers"])
        self.ends: dict[str, tuple[str, str]] = {}
        """By the word as it is said: which end, and of which attribute (any, if empty)."""
        for word, end in words["ends"].items():
            which, _, label = end.partition(" ")
            self.ends[word] = (which, self._key(label) if label else "")

    def sentences(self, text: str) -> list[str]:
        """The sentences of a text."""
        return [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip(" .!?")]

    def terms(self, text: str) -> list[Term]:
        """All its terms in their order, without marks."""
        return [term for part in self.parts(text) for term in part.terms]

    def content(self, terms: Iterable[Term]) -> list[Term]:
        """The terms that say something by themselves."""
        return [t for t in terms if t.is_number or t.key not in self.neutral and t.key not in self.negations]

    def purpose(self, text: str) -> list[Term]:
        """The words in which a shopper says what something is for; no numbers, and nothing that a shop promises."""
        found = []
        for part in self.parts(text):
            left = 0
            for term in part.terms:
                if term.key in self._purposes:
                    left = PURPOSE
                elif left and term.key not in self.neutral:
                    left -= 1
                    found.append(term)
        return [term for term in found if not term.is_number and term.key not in self.promises | self._places]

    def without_purpose(self, terms: Iterable[Term], purpose: Iterable[Term]) -> list[Term]:
        """The terms without those of a purpose where they stand as one."""
        keys, left, kept = {term.key for term in purpose}, 0, []
        for term in terms:
            if term.key in self._purposes:
                left = PURPOSE
            elif left and term.key in keys:
                left -= 1
                continue
            elif term.key not in self.neutral:
                left = 0
            kept.append(term)
        return kept

    def speaks_to_machine(self, text: str) -> bool:
        """Whether a text has words with which one orders a machine about."""
        return any(term.key in self._machines for term in self.terms(text))

    def better_end(self, label: str) -> str:
        """Which end of what a label names most people like better: low for a price; none for a width."""
        keys = {term.key for term in self.terms(label)}
        return "" if keys & self._liked_neither else "low" if keys & self._liked_low else "high"

    def parts(self, sentence: str) -> list[Part]:
        """The sentence cut at its marks and its "and"; a negation holds from its part on, until a contrast."""
        found: list[Part] = []
        for opening, terms in self._cut(sentence):
            keys = {term.key for term in terms}
            ends = opening in (";", ":") or terms[0].key in self._contrasts | self.clauses
            inherited = bool(found) and found[-1].negated and not ends
            found.append(Part(tuple(terms), inherited or bool(keys & self.negations), opening))
        return found

    def _cut(self, sentence: str) -> list[tuple[str, list[Term]]]:
        """The terms between marks, each with the mark before it."""
        pieces: list[tuple[str, list[Term]]] = [("", [])]
        text = _spelled_out(sentence)
        read = [number for number in numbers(text) if number.language in ("", self._code)]
        matches = [match for match in _TOKEN.finditer(text) if not any(n.start < match.start() < n.end for n in read)]
        values = {number.start: number for number in read}
        for place, match in enumerate(matches):
            kind, said = match.lastgroup, match[0]
            if kind == "mark":
                pieces.append((said, []))
            elif kind == "word" and self._joins(said, matches, place):
                pieces.append((said.lower(), [self._term(match, values)]))
            else:
                pieces[-1][1].append(self._term(match, values))
        return [(mark, terms) for mark, terms in pieces if terms]

    def _joins(self, said: str, matches: list[re.Match[str]], place: int) -> bool:
        """Whether a word begins another part: a contrast, a clause, or an "and" that is not between two numbers."""
        key, before = self._key(said), matches[place - 1].lastgroup if place else "mark"
        if key in self._contrasts or key in self.clauses | self.relatives and before != "mark":
            return True
        between = before == "number" and place + 1 < len(matches) and matches[place + 1].lastgroup == "number"
        return key in self._joining and not between

    def _term(self, match: re.Match[str], values: Mapping[int, Number]) -> Term:
        said, number = match[0].lower(), values.get(match.start())
        if match.lastgroup == "address":
            return Term(match[0].rstrip(".,;:!?"), said)
        if match.lastgroup == "number" and (number is None or ":" in said):
            return Term(said, said, is_number=True)  # a time, or part of a code
        return Term(self._key(said), said) if number is None else Term(f"{number.value:.10g}", said, is_number=True)

    def _stem(self, word: str) -> str:
        return str(self._stemmer.stemWord(word.lower()))

    def _key(self, word: str) -> str:
        stem = self._stem(word)
        return self._same.get(stem, stem)

    def _keys(self, words: str) -> frozenset[str]:
        return frozenset(self._key(word) for word in words.split())


@functools.cache
def language(locale: str) -> Language | None:
    """The language of a locale; None if the checks know no words of it, so that nothing can be checked."""
    path = FOLDER / f"{locale}.yml"
    return Language(locale, yaml.safe_load(path.read_text(encoding="utf-8"))) if path.is_file() else None


def _spelled_out(text: str) -> str:
    """Money with its currency behind it, and "n't" as a word of its own."""
    return _NOT.sub(lambda m: "can " if m[1] else f"{m[2] or m[3]} not", _MONEY_BEFORE.sub(r"\2 \1", text))
