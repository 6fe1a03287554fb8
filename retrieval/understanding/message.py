"""One message while it is read: its words, what became of each, and what was found so far.

Knows grammar of a kind (negations, which noun is the subject), no catalog; `retrieval.understanding.linker` links
the words.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from data.catalog.constraints import Constraint, ConstraintValue, Note, Preference, Range, ScalarValue
from language import negation
from language.lexicon import LEXICON
from language.operators import Op
from language.quantities import Quantity, is_unit, quantities
from language.segmentation import Segmenter, has_han
from language.words import joined, phrase_key, spelled
from retrieval.attribute_table import Bools
from retrieval.understanding.value_phrases import MOST_WORDS

_OWNED_WITHIN = 3
"""Words between "my" and what is the shopper's already: "a bag to carry my laptop"."""
_MARKED = "|".join(map(re.escape, sorted(w for w in LEXICON.negations if not w.replace("'", "").isalnum())))
"""Words that are written with marks: "w/o", "excl."."""
_WORD = re.compile(rf"(?<![^\W_])(?:{_MARKED})(?![^\W_])|[^\W_]+(?:[.'’][^\W_]+)*", re.IGNORECASE)
_MOST_CHARACTERS = 2000
_WANTING = LEXICON.function_words | LEXICON.small_talk | LEXICON.being_good | LEXICON.shopping
"""Words of who wants a thing, whatever for."""


@dataclass(frozen=True, slots=True)
class NamedProducts:
    """Products that a number or a model name of the message names, and what they are found by: `code`, and `label`,
    whose number it is; both empty where only titles have it (`retrieval.search.codes`); `visible` if the title
    shows it."""

    said: str
    ids: tuple[str, ...]
    code: str
    label: str
    exact: bool
    visible: bool


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text says.

    `product_types` are the categories named, most specific first. `rest` is what to search for: the words
    that became no constraint and carry meaning, those that name a product type included, in their order.
    """

    product_types: list[str]
    constraints: list[Constraint]
    rest: str
    preferences: list[Preference] = field(default_factory=list)
    compatible_with: str | None = None
    """What the product must fit: "Canon MG5250" of "ink for a Canon MG5250"; its words stay in `rest`."""
    corrections: dict[str, str] = field(default_factory=dict)
    """Misspelled words, and what they were read as."""
    notes: list[Note] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    """Attributes named, with a value or without."""
    thing: str = ""
    """The words that name the product types, with those right beside them: "light laptop" of "she starts school and
    needs a light laptop"."""
    about: list[str] = field(default_factory=list)
    """Those of `attributes` that are numbers, have no value here, and only some of the products in question state: who
    speaks of battery life wants one with a battery."""
    more: int = 0
    """How many words of `rest` say more than a product type and that it is wanted: what it is for, perhaps."""
    named: list[NamedProducts] = field(default_factory=list)
    """Products named by a number; its words stay in `rest`."""
    unwanted: list[str] = field(default_factory=list)
    """Words for what the product must not be or have, that no attribute tells; they stay in `rest`, with what negates
    them."""


@dataclass(slots=True)
class Word:
    """A word of the message, and what became of it."""

    text: str
    key: str
    span: tuple[int, int]
    separate: bool
    """Whether a mark parts it from the word before."""
    used: bool = False
    typed: bool = False
    named: bool = False
    """Whether it is part of a number that names products."""

    @property
    def said(self) -> str:
        """As it is spelled."""
        return spelled(self.text)

    @property
    def free(self) -> bool:
        return not (self.used or self.typed or self.named)


@dataclass(slots=True)
class Reading:
    """One message while it is read."""

    text: str
    words: list[Word]
    asked: int | None
    quantities: list[Quantity]
    """The text's numbers, in its order; read once, since several steps look at them."""
    types: list[str] = field(default_factory=list)
    rows: Bools | None = None
    """Marks the products that the words are about, if that is known."""
    found: list[Constraint] = field(default_factory=list)
    preferences: list[Preference] = field(default_factory=list)
    fits: tuple[int, int] | None = None
    """The characters that say what the product must fit."""
    corrections: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    named: list[NamedProducts] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    slips: int = 0
    """How often a number was looked for with one wrong character."""

    @classmethod
    def of(cls, text: str, asked: int | None, segmenter: Segmenter, known_units: Iterable[str]) -> Reading:
        """The unread text, cut after 2,000 characters; `segmenter` finds the words of Chinese, `known_units` are those
        of the catalog."""
        cut, words, end = unicodedata.normalize("NFKC", text[:_MOST_CHARACTERS]), [], 0
        for first, last in _spans(cut, segmenter):
            parted = any(mark in cut[end:first] for mark in ",;.!?、。")
            words.append(Word(cut[first:last], phrase_key(cut[first:last]), (first, last), parted))
            end = last
        return cls(cut, words, asked, quantities(cut, known_units))

    def understood(self) -> Understood:
        """What was read."""
        constraints = merged(self.found)
        self.notes.extend(contradictions(constraints))
        rest = _said([word for word in self.words if not word.used and (word.typed or carries_meaning(word))])
        types = list(dict.fromkeys(self.types))
        fits = self.text[slice(*self.fits)].strip() if self.fits else None
        said = Understood(types, constraints, rest, self.preferences, fits, self.corrections, self.notes)
        more = sum(_says_more(word) for word in self.words)
        return replace(said, more=more, thing=_thing(self.words, types), named=self.named, unwanted=self.unwanted)

    def free_phrases(self) -> Iterator[tuple[int, int, str]]:
        """(first, end, key) of every run of words not yet linked, longest first, then in order; without those whose
        words one of those before has taken."""
        for length in range(min(MOST_WORDS, len(self.words)), 0, -1):
            for first in range(len(self.words) - length + 1):
                if self.all_free(first, first + length):
                    run = self.words[first : first + length]
                    yield first, first + length, joined(word.key for word in run)

    def all_free(self, first: int, end: int) -> bool:
        return all(word.free for word in self.words[first:end])

    def span(self, first: int, end: int) -> tuple[int, int]:
        """The characters of these words."""
        return self.words[first].span[0], self.words[end - 1].span[1]

    def ends_phrase(self, end: int) -> bool:
        """Whether no other noun follows: "no box" does, "no box spring" speaks of a spring."""
        return end >= len(self.words) or self.words[end].separate or not carries_meaning(self.words[end])

    def write_out(self, is_known: Callable[[str], bool]) -> None:
        """Replaces short words for things by more words, unless the catalog knows the short ones."""
        for length in (3, 2, 1):
            for first in range(len(self.words) - length, -1, -1):
                run = self.words[first : first + length]
                key = " ".join(word.key for word in run)
                longer = LEXICON.written_out.get(key)
                if longer and not is_known(key):
                    span = (run[0].span[0], run[-1].span[1])
                    words = [Word(w, phrase_key(w), span, False) for w in longer.split()]
                    words[0].separate = run[0].separate
                    self.words[first : first + length] = words

    def before(self, first: int, least: int) -> list[str]:
        """The keys of the words from `least` up to here that no mark parts from what follows."""
        start = first
        while start > least and not self.words[start].separate:
            start -= 1
        return [word.key for word in self.words[start:first]]

    def after(self, end: int, most: int) -> list[str]:
        """The keys of the next words that no mark parts from what came before."""
        return [word.key for word in takewhile(lambda word: not word.separate, self.words[end : end + most])]

    def is_fitting(self, span: tuple[int, int]) -> bool:
        """Whether the characters belong to what the product must fit."""
        return self.fits is not None and overlap(span, self.fits)

    def set_aside(self, span: tuple[int, int], reason: str) -> None:
        """Notes what cannot be taken as it is, and takes its words."""
        self.notes.append(Note(text=self.text[slice(*span)].strip(), reason=reason))
        for word in self.words:
            if overlap(word.span, span):
                word.used = True

    def add(self, first: int, end: int, attribute: str, op: Op, value: ConstraintValue) -> None:
        """Keeps a constraint read from these words, and takes the words, with the negation before them."""
        before = negation.before(self.words, first)
        start = first if before is None else before
        end = negation.behind(self.words, end) or end
        for word in self.words[start:end]:
            word.used = True
        span = self.span(start, end)
        self.found.append(Constraint(attribute=attribute, op=op, value=value, text=self.text[slice(*span)], span=span))


def _thing(words: Sequence[Word], types: Sequence[str]) -> str:
    """The words that name types, each with the run of words around it that carry meaning; for other names of a thing
    the type's own, which is what its products are called."""
    own = {key for label in types for key in phrase_key(label).split()}
    runs: list[list[Word]] = [[]]
    for word in words:
        if word.separate or not (word.typed or carries_meaning(word)):
            runs.append([])
        if word.typed or carries_meaning(word):
            runs[-1].append(word)
    named = [word for run in runs if any(word.typed for word in run) for word in run]
    called = [word.text if not word.typed or word.key in own else types[0] for word in named] if types else []
    return " ".join(dict.fromkeys(called))


def merged(found: Sequence[Constraint]) -> list[Constraint]:
    """In the order of the text; several values asked of one attribute ("black or white") are one `in`."""
    merged: dict[tuple[str, Op], Constraint] = {}
    extra = 0
    for constraint in sorted(found, key=lambda constraint: constraint.span or (0, 0)):
        key = (constraint.attribute, constraint.op)
        known = merged.get(key)
        if known is None:
            merged[key] = constraint
        elif constraint.op == "eq" and not isinstance(constraint.value, bool):
            values = (*_several(known.value), *_several(constraint.value))
            merged[key] = known.model_copy(update={"value": values, "text": f"{known.text}, {constraint.text}"})
        elif constraint.value != known.value:
            extra += 1
            merged[(f"{constraint.attribute} {extra}", constraint.op)] = constraint
    return [c.model_copy(update={"op": "in"}) if isinstance(c.value, tuple) else c for c in merged.values()]


def _spans(text: str, segmenter: Segmenter) -> Iterator[tuple[int, int]]:
    for match in _WORD.finditer(text):
        if not has_han(match.group()):
            yield match.span()
            continue
        for first, end in segmenter.spans(match.group()):
            for word in _WORD.finditer(text, match.start() + first, match.start() + end):
                yield word.span()


def _said(words: list[Word]) -> str:
    """The words as one text: Chinese ones that stood together still do."""
    said, end = "", -1
    for word in words:
        together = end == word.span[0] and has_han(said[-1:]) and has_han(word.text[:1])
        said += word.text if together or not said else f" {word.text}"
        end = word.span[1]
    return said


def contradictions(constraints: Sequence[Constraint]) -> list[Note]:
    """Notes on pairs of constraints that no product can fulfil: "under 500, over 900", "red, not red"."""
    return [
        Note(text=f"{one.text}, {other.text}", reason="no product can be both")
        for place, one in enumerate(constraints)
        for other in constraints[place + 1 :]
        if one.attribute == other.attribute and _exclude(one, other)
    ]


def _exclude(one: Constraint, other: Constraint) -> bool:
    if {one.op, other.op} == {"eq", "neq"}:
        return one.value == other.value
    ends = [found for found in (_ends(one), _ends(other)) if found]
    return len(ends) == 2 and max(low for low, _ in ends) > min(high for _, high in ends)


def _ends(constraint: Constraint) -> tuple[float, float] | None:
    """The numbers between which the constraint lies."""
    value = constraint.value
    if isinstance(value, Range):
        return -math.inf if value.min is None else value.min, math.inf if value.max is None else value.max
    if not isinstance(value, float) or constraint.op in ("neq", "in"):
        return None
    low, high = -math.inf if constraint.op in ("lt", "lte") else value, math.inf
    return low, high if constraint.op in ("gt", "gte") else value


def _several(value: ConstraintValue) -> tuple[ScalarValue, ...]:
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, (str, int, float)) else ()


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def is_measured(words: list[Word], first: int) -> bool:
    """Whether the word is what an amount is of: "16 GB of memory" speaks of no memory module."""
    before = [word.said for word in words[max(0, first - 2) : first]]
    return len(before) == 2 and before[1] == "of" and (is_unit(before[0]) or before[0][0].isdigit())


_HOLDING = LEXICON.introducing & LEXICON.holding - LEXICON.for_whom
"""Said of what the thing must hold: "it should fit a 15 inch laptop"."""


def is_subject(words: list[Word], first: int, end: int, *, within: bool = False) -> bool:
    """Whether a type is what is looked for: not the first noun of two ("monitor stand"), nor after "with" or "for";
    `within` a conversation about another thing, neither what that must fit."""
    for place, word in enumerate(words[end:], end):
        if word.said in LEXICON.binding:  # what stands before it describes the noun behind
            continue
        if word.separate or word.said in LEXICON.stop_words or _is_amount(words, place):
            break  # what follows an amount is what it measures: "camera lens 55 mm filter"
        if word.typed:
            return False
    if any(word.said in LEXICON.owned for word in words[max(0, first - _OWNED_WITHIN) : first]):
        return not within and not any(word.typed for word in (*words[:first], *words[end:]))
    for place in range(first - 1, -1, -1):
        if within and words[place].said in _HOLDING:
            return False
        if words[place].said in LEXICON.introducing:
            return not any(word.typed for word in words[:place])
    return True


def _is_amount(words: list[Word], place: int) -> bool:
    """Whether a number with its unit stands here: "55 mm", "16GB", but not the 1400 of a model."""
    text = words[place].said
    following = words[place + 1].said if place + 1 < len(words) else ""
    return text[0].isdigit() and (is_unit(following) or is_unit(text.lstrip("0123456789.,")))


def _says_more(word: Word) -> bool:
    return not (
        word.used or word.typed or word.named or word.said in _WANTING or word.key in _WANTING
    ) and carries_meaning(word)


def carries_meaning(word: Word) -> bool:
    return word.said not in LEXICON.stop_words and word.said not in LEXICON.fillers


def may_precede_size(before: Word) -> bool:
    """Whether a bare number after the word may be a size: "for men, 39", "in 43", "in a 43"."""
    return not before.free or before.said in LEXICON.before_size
