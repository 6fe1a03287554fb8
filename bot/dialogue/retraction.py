"""Which wishes a message takes back: "forget the colour", "all of them"; and which it only states otherwise."""

from __future__ import annotations

import re

from bot.dialogue import speech
from bot.dialogue.need import CATEGORY, Need
from recommender.protocol.recommend import USE
from recommender.protocol.understand import UnderstandResponse

_WORDS = re.compile(r"[^\W\d_]{3,}")


def constrains_newly(need: Need, understood: UnderstandResponse, text: str) -> bool:
    """Whether a value or a bound is asked for, or refused, that was not asked for before: "actually, blue", "not red",
    "my limit is 300"."""
    known = {(c.attribute, str(c.value)) for c in need.constraints}
    is_new = any((c.attribute, str(c.value)) not in known for c in understood.constraints)
    return is_new and not _stated(need, text)


def taken_back(need: Need, understood: UnderstandResponse, text: str) -> list[str]:
    """The attributes whose constraints are named, or that the text speaks of as open again."""
    constrained = need.wished
    if speech.says("everything", text):
        return constrained
    said = [] if understood.corrections else [constraint.attribute for constraint in understood.constraints]
    named = [*understood.attributes, *said, *(_stated(need, text) if not understood.attributes else [])]
    back = list(dict.fromkeys(meant for attribute in named for meant in _meant(attribute, constrained)))
    # What was never asked for may still be gone by: it follows from what the product is for.
    return back or [name for name in understood.attributes if name != CATEGORY and name not in need.declined]


def _stated(need: Need, text: str) -> list[str]:
    """The attributes whose value the text repeats: "forget organic"."""
    spelt = set(_WORDS.findall(text.casefold()))
    stated = [(c.attribute, str(c.value)) for c in need.constraints] + [(USE, need.use)]
    return [name for name, value in stated if spelt & set(_WORDS.findall(value.casefold()))]


def _meant(attribute: str, constrained: list[str]) -> list[str]:
    """The constraint that is named, exactly or by a word of its name: the size of shoes is their shoe size."""
    parts = set(attribute.split("_"))
    return [attribute] if attribute in constrained else [name for name in constrained if parts & set(name.split("_"))]
