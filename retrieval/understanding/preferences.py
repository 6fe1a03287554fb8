"""More or less of an attribute: "cheapest", "a light laptop", "longest battery life", "sort by price".

Finds which attribute of the products in question is meant; words come from `language.lexicon`, and how an order
follows a preference is the recommender's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from data.catalog.constraints import Preference
from data.catalog.products import PRICE
from language import degrees
from language.lexicon import LEXICON, Direction
from language.segmentation import Segmenter, has_han
from language.spelling import LEAST_LETTERS
from language.stems import stem
from language.words import phrase_key
from retrieval.attribute_table import AttributeTable, Bools
from retrieval.understanding.evidence import Evidence
from retrieval.understanding.scales import scales


@dataclass(frozen=True, slots=True)
class Found:
    """A preference and the words that it was read from."""

    first: int
    end: int
    preference: Preference


_NEGATING = LEXICON.negations
_DEGREES = {"most": (True, False), "least": (False, False), "more": (True, True), "less": (False, True)}
"""Before an adjective: whether more is wanted, and whether it is measured against something seen ("more premium")."""
_CASE_REACH = 5
"""Words from an "if" to what is supposed."""
_LABEL_WORDS = 3
_LABELS_KEPT = 5000
_BEFORE_THING = 3
"""Words between an adjective and the thing it describes: "a light red laptop"."""
_SORTING_REACH = 5  # words between "sort" and "by": "sort office chairs by price"
_ORDERING = (LEXICON.sorting | LEXICON.sorted_by).union(*(p.split() for p in (*LEXICON.rising, *LEXICON.falling)))
"""Without one of these, nobody asks for an order."""
_LEAST_STATING = 0.1
"""Share of the products in question that must state an attribute to be ordered by it."""


class Preferences:
    """The numeric attributes of one catalog and those whose values are a scale, by the words of their labels.

    Immutable, so threads may share it.
    """

    def __init__(self, table: AttributeTable, evidence: Evidence, segmenter: Segmenter) -> None:
        self._table = table
        self._evidence = evidence
        self._scales = scales(table)
        self._labels: dict[int, str] = {}
        for number, attribute in enumerate(table.attributes):
            if attribute.kind == "numeric" or number in self._scales:
                label = attribute.label
                self._labels[number] = f" {' '.join(segmenter.cut(label)) if has_han(label) else phrase_key(label)} "
        labels = (phrase_key(a.label) for a in table.attributes if a.kind == "boolean" or a.kind == "numeric")
        self._done = frozenset(stem(word) for label in labels for word in label.split() if stem(word) != word)
        """What things do, by the stems of their labels: charging."""
        # Of a function, since a method of ours would keep a catalog that was replaced.
        words = _by_word(self._labels)
        self._stems = {stem(word): word for word in words if word not in LEXICON.stop_words}
        self._named = lru_cache(_LABELS_KEPT)(partial(_all_named, self._labels, words, table.ids.get(PRICE)))

    def read(
        self, words: Sequence[str], typed: Sequence[bool], rows: Bools | None, alone: Sequence[bool] = ()
    ) -> list[Found]:
        """The preferences in words in lower case; `typed` marks those that name the thing, `rows` its products, and
        `alone` the words that stand between marks or behind the thing: "a laptop, light"."""
        found: list[Found] = []
        taken = -1
        orders = not _ORDERING.isdisjoint(words)
        for place in range(len(words)):
            if place <= taken or typed[place]:
                continue
            reading = (
                self._chinese(words, typed, place, rows)
                if has_han(words[place])
                else (self._sorting(words, place, rows) if orders else None)
                or self._too_much(words, typed, place, rows)
                or self._of_attribute(words, typed, place, rows)
                or self._adjective(words, typed, place, rows, bool(alone) and alone[place])
            )
            if reading:
                found = _with(found, reading, words)
                taken = reading.end - 1
        return found

    def _sorting(self, words: Sequence[str], place: int, rows: Bools | None) -> Found | None:
        by = place + 1
        if words[place] in LEXICON.sorting:
            reach = words[place + 1 : place + 1 + _SORTING_REACH]
            by = next((place + 2 + n for n, word in enumerate(reach) if word in LEXICON.sorted_by), len(words))
        elif words[place] not in LEXICON.sorted_by:
            by = place
        labelled = self._labelled(words, by, rows)
        if labelled is None:
            return None
        attribute, end = labelled
        direction, used = _directed(words[end:])
        if words[place] not in LEXICON.sorting and direction is None:
            return None
        return self._found(words, place, end + used, attribute, direction or "low", sorts=True)

    def _too_much(self, words: Sequence[str], typed: Sequence[bool], place: int, rows: Bools | None) -> Found | None:
        """ "that is too much" speaks of the price, "too much memory" does not."""
        end = place + 2
        if tuple(words[place:end]) != ("too", "much") or (end < len(words) and (typed[end] or not words[end])):
            return None
        price = None if self._labelled(words, end, rows) else self._of_labels((PRICE,), rows)
        return self._found(words, place, end, price, "low", sorts=False, compares=True)

    def _of_attribute(
        self, words: Sequence[str], typed: Sequence[bool], place: int, rows: Bools | None
    ) -> Found | None:
        """ "longest battery life", "most memory"; "most powerful" is the adjective's superlative."""
        direction = (
            LEXICON.of_attribute.get(words[place]) or LEXICON.plainly.get(words[place]) or _of_size(words[place])
        )
        if direction is None or place + 1 >= len(words):
            return None
        if words[place] in _DEGREES and words[place + 1] in LEXICON.adjectives:
            adjective = LEXICON.adjectives[words[place + 1]]
            attribute, (is_more, compares) = self._of_labels(adjective.labels, rows), _DEGREES[words[place]]
            end = adjective.direction if is_more else opposite(adjective.direction)
            return self._found(words, place, place + 2, attribute, end, sorts=not compares, compares=compares)
        labelled = None if typed[place + 1] else self._labelled(words, place + 1, rows)
        if labelled is None:
            return None
        attribute, last = labelled
        said = words[place]
        if said in LEXICON.comparing and _than_number(words, last):
            return None
        if said in LEXICON.being_good and any(word in self._labels[attribute] for word in LEXICON.less_is_better):
            direction = "low"
        compares = said in LEXICON.comparing or said in LEXICON.comparatives
        sorts = not compares and said not in LEXICON.plainly
        return self._found(words, place, last, attribute, direction, sorts=sorts, compares=compares)

    def _adjective(
        self, words: Sequence[str], typed: Sequence[bool], place: int, rows: Bools | None, alone: bool
    ) -> Found | None:
        word = words[place]
        sorts, compared = word in LEXICON.superlatives, word in LEXICON.comparatives
        adjective = LEXICON.adjectives.get(LEXICON.superlatives.get(word) or LEXICON.comparatives.get(word) or word)
        if adjective is None or _than_number(words, place + 1):
            return None
        describes = any(typed[place + 1 : place + 1 + _BEFORE_THING])
        too_much = words[place - 1 : place] == ["too"]
        describes = describes or alone or (bool(place) and words[place - 1] in LEXICON.stating)
        describes = describes or (place > 1 and words[place - 1] in LEXICON.that_much and words[place - 2] in _NEGATING)
        if not (sorts or too_much or compared or describes or word in LEXICON.plain_adjectives):
            return None
        direction = opposite(adjective.direction) if too_much else adjective.direction  # "too expensive": less
        attribute = self._of_labels(adjective.labels, rows)
        if compared and attribute is not None and self._is_of_another(words[place - 1 : place], attribute):
            return None  # "charges faster" speaks of no refresh rate
        first = place - 1 if place and words[place - 1] in LEXICON.intensifying else place
        compares = too_much or compared
        return self._found(words, first, place + 1, attribute, direction, sorts=sorts, compares=compares)

    def _is_of_another(self, before: Sequence[str], attribute: int) -> bool:
        """Whether the word before a comparative is of the labels of other attributes than the one it mostly means."""
        forms = {stem(phrase_key(word)) for word in before if word not in LEXICON.function_words}
        own = {stem(word) for word in self._labels[attribute].split()}
        return bool(forms & self._done - own)

    def _chinese(self, words: Sequence[str], typed: Sequence[bool], place: int, rows: Bools | None) -> Found | None:
        """ "最便宜的", "再轻一点", "太贵了", "内存大一点", "按价格从低到高"."""
        order = degrees.order(words, place)
        if order is not None:
            attribute = self._of_labels(_labels_of(order.label), rows)
            return self._found(words, place, order.end, attribute, order.direction, sorts=True)
        said = degrees.degree(words, place)
        if said is None or any(typed[said.first : said.end]):
            return None
        adjective = LEXICON.adjectives[said.adjective]
        before = words[place - 1] if place and not typed[place - 1] else ""
        labelled = self._of_labels(_labels_of(before), rows) if before else None
        attribute = labelled if labelled is not None else self._of_labels(adjective.labels, rows)
        describes = any(typed[said.end : said.end + _BEFORE_THING])
        plain = not (said.sorts or said.compares or said.reverse)
        if plain and labelled is None and not describes and said.adjective not in LEXICON.plain_adjectives:
            return None
        direction = opposite(adjective.direction) if said.reverse else adjective.direction
        first = said.first - (labelled is not None)
        return self._found(words, first, said.end, attribute, direction, sorts=said.sorts, compares=said.compares)

    def _found(
        self,
        words: Sequence[str],
        first: int,
        end: int,
        attribute: int | None,
        direction: Direction,
        *,
        sorts: bool,
        compares: bool = False,
    ) -> Found | None:
        """The preference that these words say; None if no attribute is meant."""
        scale = self._scales.get(attribute, ()) if attribute is not None else ()
        if attribute is None or (scale and not (sorts or compares)):
            return None  # "high cushioning" is a value
        text = " ".join(words[first:end])
        name = self._table.attributes[attribute].name
        preference = Preference(
            attribute=name, direction=direction, sorts=sorts, text=text, compares=compares, scale=scale
        )
        return Found(first, end, preference)

    def _labelled(self, words: Sequence[str], first: int, rows: Bools | None) -> tuple[int, int] | None:
        """The attribute whose label has the next words, as many as possible, and where these end."""
        for end in range(min(len(words), first + _LABEL_WORDS), first, -1):
            key = " ".join(phrase_key(word) for word in words[first:end])
            labels = (key, self._stems.get(stem(key), key)) if len(key) >= LEAST_LETTERS else (key,)
            attribute = self._of_labels(labels, rows) if key else None
            if attribute is not None:
                return attribute, end
        return None

    def _of_labels(self, labels: Sequence[str], rows: Bools | None) -> int | None:
        """The attribute that most of the products in question state, of the first label that any states."""
        for label in labels:
            named = self._named(label)
            stating = {number: self._evidence.covering(number, rows) for number in named}
            best = max(stating, key=lambda number: (stating[number], -len(self._labels.get(number, ""))), default=None)
            least = _LEAST_STATING * (rows.sum() if rows is not None else 0)
            if best is not None and stating[best] > least:
                return best
        return None


_TO_NUMBER = 4  # words from "than" to its number: "than about 50"


def _than_number(words: Sequence[str], place: int) -> bool:
    """Whether a number follows, which bounds: "cheaper than 50"; "than this one" measures against what was seen."""
    behind = words[place : place + _TO_NUMBER]
    return behind[:1] == ["than"] and any(not word or word[0].isdigit() for word in behind[1:])


def _of_size(word: str) -> Direction | None:
    """The end that a comparative of size says of the attribute named after it: "a bigger travel size"."""
    adjective = LEXICON.adjectives.get(LEXICON.comparatives.get(word, ""))
    return adjective.direction if adjective and "size" in adjective.labels else None


def _with(found: list[Found], reading: Found, words: Sequence[str]) -> list[Found]:
    """What was found with one reading more. Of two about one attribute the later says more ("sorted by weight, heaviest
    first"), unless it says the contrary of a mere case: "something light; if this is heavy, show me another"."""
    said = reading.preference
    same = [other for other in found if other.preference.attribute == said.attribute]
    before = words[max(0, reading.first - _CASE_REACH) : reading.first]
    if not LEXICON.conditions.isdisjoint(before) and any(
        other.preference.direction != said.direction for other in same
    ):
        return found
    return [*(other for other in found if other not in same), reading]


def opposite(direction: Direction) -> Direction:
    """The other end."""
    return "low" if direction == "high" else "high"


def _by_word(labels: Mapping[int, str]) -> dict[str, list[int]]:
    """The attributes whose label has a word, by that word."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, label in labels.items():
        for word in dict.fromkeys(label.split()):
            found[word].append(number)
    return dict(found)


def _all_named(labels: Mapping[int, str], words: Mapping[str, list[int]], price: int | None, label: str) -> list[int]:
    """The attributes that a label names; `price` is that of the price, `words` are of `_by_word`."""
    if label == PRICE and price is not None:
        return [price]
    first = label.split(maxsplit=1)[:1]
    return [number for number in words.get(first[0] if first else "", ()) if _names(labels[number], label)]


_LONGEST_DIRECTION = 3


def _directed(rest: Sequence[str]) -> tuple[Direction | None, int]:
    """The direction that words after an attribute's name give an order, and how many words that takes."""
    for length in range(min(_LONGEST_DIRECTION, len(rest)), 0, -1):
        said = " ".join(rest[:length])
        if said in LEXICON.falling or said in LEXICON.rising:
            return "high" if said in LEXICON.falling else "low", length
    return None, 0


def _labels_of(word: str) -> tuple[str, ...]:
    """Labels that a Chinese word may mean, its own first."""
    return (word, *LEXICON.label_words.get(word, ()))


def _names(label: str, wanted: str) -> bool:
    """Whether a label (between spaces) speaks of what is wanted of the product itself, not of a part's: a small
    keyboard has no short cable."""
    before, found, after = label.partition(f" {wanted}")
    return bool(found) and LEXICON.of_the_whole.issuperset([*before.split(), *after.split()[1:]])


def compared_labels(word: str) -> list[str]:
    """The words of labels that a comparative speaks of, and itself: "longer" than 100 mm is a length."""
    base = LEXICON.comparatives.get(word)
    labels = LEXICON.adjectives[base].labels if base else ()
    return [word, *(label for label in labels if " " not in label)] if base else []
