"""Yes/no attributes that a wish means in other words: "do you have some with light" of a keyboard is its backlight.

What words link to, the linker has read; here the language model is asked what is left to mean. It is a guess, so what
it finds orders products and leaves none out.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.catalog.constraints import Constraint
from language.lexicon import LEXICON
from language.segmentation import has_han
from language.words import words
from recommender.engine.question_reading import QuestionReader
from recommender.engine.recommender import Recommender

_MEANT = 0.42
"""Cosine of a wish with a wording of an attribute from which it means it: a little more than of a question
(`question_reading.MEANT`), as a false one costs the order of all products."""


def implied(recommender: Recommender, text: str, types: Sequence[str]) -> list[Constraint]:
    """Soft constraints, surest first; none without product types, nor of a text that refuses something: meaning does
    not tell "with" from "without"."""
    if not types or has_han(text) or not LEXICON.negations.isdisjoint(words(text.casefold())):
        return []
    table = recommender.snapshot.table
    stated = {attribute for category in types for attribute in recommender.readings.stated(category)}
    flags = {table.attributes[a].name for a in stated if table.attributes[a].kind == "boolean"}
    thing = words(recommender.snapshot.linker.link(text, None, types).thing.casefold())
    besides = " ".join(word for word in text.split() if not set(words(word.casefold())) & set(thing))
    question = QuestionReader(recommender, types, flags, frozenset()).read(besides)
    meant = [one for one in question.meant if one.found_by == "meaning" and one.score >= _MEANT]
    surest = sorted(meant, key=lambda one: -one.score)
    return [Constraint(attribute=one.name, op="eq", value=True, strength="soft") for one in surest]
