"""An experience in words, for who sells: what shoppers of each product type go by, and what they cannot answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ranker.candidates import ANSWERS, DIRECTIONS
from ranker.experience import Experience, Lesson

_TELLING = 0.02
"""Effect below which nothing is said."""
_MOST_SAID = 6
"""Attributes of a lesson that are said, the strongest first."""
_HARD = 0.35
"""Chance of an answer below which a question is called hard."""


def in_words(experience: Experience) -> Iterator[str]:
    """One line a lesson that says anything, the types with most conversations first."""
    forgets = f", of which one counts half after {experience.half_life:g} more" if experience.half_life else ""
    yield f"Learned from {experience.conversations} conversations{forgets}."
    sizes = {one.category: one.conversations for one in experience.lessons if one.purpose is None}
    order = sorted(experience.lessons, key=lambda one: (-sizes.get(one.category, 0), one.category, one.purpose or ""))
    for lesson in order:
        said = list(_said(lesson))
        if said:
            purpose = f" for {lesson.purpose}" if lesson.purpose else ""
            yield f"{lesson.category}{purpose} ({lesson.conversations} conversations): {'; '.join(said)}."


def _said(lesson: Lesson) -> Iterator[str]:
    sizes = {name: max(map(abs, values.values()), default=0.0) for name, values in lesson.values.items()}
    for name in sorted(sizes, key=lambda name: -sizes[name])[:_MOST_SAID]:
        if sizes[name] >= _TELLING:
            yield _values(name, lesson.values[name])
    for name, move in sorted(lesson.importance.items(), key=lambda pair: -abs(pair[1])):
        if abs(move) >= _TELLING:
            yield f"{_plain(name)} matters {'more' if move > 0 else 'less'} than was thought"
    hard = [_plain(name) for name, chance in lesson.answerable.items() if chance < _HARD]
    if hard:
        yield f"few can answer about {', '.join(hard)}"


def _values(name: str, values: Mapping[str, float]) -> str:
    liked = sorted((v for v in values if values[v] >= _TELLING), key=lambda v: -values[v])
    disliked = sorted((v for v in values if values[v] <= -_TELLING), key=lambda v: values[v])
    if set(values) <= set(DIRECTIONS):
        return f"{liked[0]} {_plain(name)} is chosen" if liked else _plain(name)
    if set(values) <= set(ANSWERS):
        return f"{_plain(name)}: {liked[0] if liked else f'not {disliked[0]}'} is chosen"
    parts = [f"{', '.join(liked[:3])} chosen"] if liked else []
    parts += [f"{', '.join(disliked[:2])} passed over"] if disliked else []
    return f"{_plain(name)}: {', '.join(parts)}"


def _plain(name: str) -> str:
    return name.replace("_", " ")
