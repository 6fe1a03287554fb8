"""Titles that products share, or that differ in one word: what forms of one product look like that stand alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from data.catalog.products import Product
from data.catalog.report_shape import Point
from data.catalog.reviewing.points import place, point
from language.words import spelled

_LEAST_WORDS, _MOST_WORDS = 4, 25
_LEAST_ALIKE = 3
_SHARE = 0.02
"""Of the products; fewer alike are nothing to tell of."""
_Words = tuple[str, ...]


def points(products: Sequence[Product], places: Mapping[str, int | None]) -> Iterator[Point]:
    """How many products are concerned, with examples."""
    words: dict[str, _Words] = {one.id: tuple(spelled(one.title).split()) for one in products}
    same: defaultdict[_Words, list[Product]] = defaultdict(list)
    for one in products:
        same[words[one.id]].append(one)
    shared = [group for group in same.values() if len(group) > 1]
    count = sum(map(len, shared))
    if count > _SHARE * len(products):
        examples = [place(group[1].id, places[group[1].id], group[1].title[:80]) for group in shared[:3]]
        yield point("same_titles", "hint", count, len(products), examples=examples)
    alike = _alike([group[0] for group in same.values()], words)
    if len(alike) > _SHARE * len(products):
        examples = [place(one.id, places[one.id], one.title[:80]) for one in alike[:3]]
        yield point("near_titles", "hint", len(alike), len(products), examples=examples)


def _alike(products: Sequence[Product], words: Mapping[str, _Words]) -> list[Product]:
    """Products whose title differs from two others of their type and brand at one place, in words without digits."""
    groups: defaultdict[tuple[str | None, str | None, int], list[Product]] = defaultdict(list)
    for one in products:
        if _LEAST_WORDS <= len(words[one.id]) <= _MOST_WORDS and not one.variants:
            groups[one.category, one.brand, len(words[one.id])].append(one)
    found: dict[str, Product] = {}
    for (*_, length), members in groups.items():
        if len(members) < _LEAST_ALIKE:
            continue
        for left_out in range(length):
            for group in _but_for(left_out, members, words):
                found |= {one.id: one for one in group}
    return list(found.values())


def _but_for(left_out: int, members: Sequence[Product], words: Mapping[str, _Words]) -> Iterator[list[Product]]:
    """Those that are the same but for the word at one place."""
    by_rest: defaultdict[_Words, list[Product]] = defaultdict(list)
    for one in members:
        own = words[one.id]
        if not any(map(str.isdigit, own[left_out])):
            by_rest[own[:left_out] + own[left_out + 1 :]].append(one)
    yield from (group for group in by_rest.values() if len(group) >= _LEAST_ALIKE)
