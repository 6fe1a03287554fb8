"""What a text's reading in the catalog's terms says of what it does."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from bot.acts.scene import KINDS, STATES, Scene
from language.segmentation import HAN, has_han
from recommender.protocol.understand import UnderstandResponse

Floats = npt.NDArray[np.float32]

OF_SCENE = (*(f"state {state}" for state in STATES), *(f"asked {kind}" for kind in KINDS), "listed", "types in force")
OF_TEXT = (
    "words (logarithm)", "letters (logarithm)", "question mark", "exclamation mark", "digits", "han", "one word",
    "starts with a capital", "all capitals", "at sign", "long number",
)  # fmt: skip
OF_READING = (
    "there is a reading", "constraints equal", "constraints refused", "constraints bounded", "constraints yes or no",
    "constraints soft", "constraint on price", "preferences that compare", "preferences that sort",
    "preferences that lean", "attributes named without a value", "types named", "types named in force",
    "types named not in force", "corrections", "products told apart", "must fit something",
    "constraint on what was asked", "names what was asked", "share of words left", "nothing left", "anything read",
)  # fmt: skip
"""The names of the numbers, in their order; counts up to 3 stand as shares of 3."""
_WORD = re.compile(r"[^\W_]+")
_LONG_NUMBER = re.compile(r"\d{4,}")
_MOST = 3
_PRICE = "price"


def of_scene(scene: Scene) -> Floats:
    """(len(OF_SCENE),)."""
    values = [float(scene.state == state) for state in STATES]
    values += [float(scene.asked_kind == kind) for kind in KINDS]
    return np.asarray([*values, min(scene.listed, 5) / 5, float(bool(scene.types))], np.float32)


def of_text(text: str) -> Floats:
    """(len(OF_TEXT),)."""
    words = _words(text)
    bare = text.strip()
    return np.asarray(
        [
            math.log1p(words) / 4,
            math.log1p(len(bare)) / 6,
            float("?" in bare or "？" in bare),
            float("!" in bare or "！" in bare),
            float(any(map(str.isdigit, bare))),
            float(has_han(bare)),
            float(words == 1),
            float(bare[:1].isupper()),
            float(bare.isupper()),
            float("@" in bare),
            float(_LONG_NUMBER.search(bare) is not None),
        ],
        np.float32,
    )


def of_reading(text: str, reading: UnderstandResponse | None, scene: Scene) -> Floats:
    """(len(OF_READING),); zeros without a reading."""
    if reading is None:
        return np.zeros(len(OF_READING), np.float32)
    return np.asarray([1.0, *_constraints(reading), *_others(text, reading, scene)], np.float32)


def _constraints(reading: UnderstandResponse) -> Iterator[float]:
    asked = reading.constraints
    truths = [constraint for constraint in asked if isinstance(constraint.value, bool)]
    plain = [constraint for constraint in asked if not isinstance(constraint.value, bool)]
    yield _share(sum(constraint.op in ("eq", "in") for constraint in plain))
    yield _share(sum(constraint.op == "neq" for constraint in asked))
    yield _share(sum(constraint.op not in ("eq", "in", "neq") for constraint in asked))
    yield _share(len(truths))
    yield _share(sum(constraint.strength == "soft" for constraint in asked))
    yield float(any(constraint.attribute == _PRICE for constraint in asked))


def _others(text: str, reading: UnderstandResponse, scene: Scene) -> Iterator[float]:
    valued = {one.attribute for one in reading.constraints} | {one.attribute for one in reading.preferences}
    known = set(scene.types)
    yield _share(sum(preference.compares for preference in reading.preferences))
    yield _share(sum(preference.sorts for preference in reading.preferences))
    yield _share(sum(not preference.compares and not preference.sorts for preference in reading.preferences))
    yield _share(len(set(reading.attributes) - valued))
    yield _share(len(reading.product_types))
    yield float(bool(known & set(reading.product_types)))
    yield float(bool(set(reading.product_types) - known))
    yield _share(len(reading.corrections))
    yield _share(len(reading.picked))
    yield float(reading.compatible_with is not None)
    asked = _key(scene.asked)
    yield float(bool(asked) and any(_key(wish) == asked for wish in valued))
    yield float(bool(asked) and any(_key(name) == asked for name in reading.attributes))
    left = _words(reading.rest)
    yield min(1.0, left / max(1, _words(text)))
    yield float(left == 0)
    yield float(bool(valued or reading.product_types or reading.attributes))


def _key(name: str) -> str:
    """A label or a name of an attribute, comparable: "Screen size" is `screen_size`."""
    return "".join(_WORD.findall(name.casefold()))


def _share(count: int) -> float:
    return min(count, _MOST) / _MOST


def _words(text: str) -> int:
    """Words between spaces and marks; two Han characters are one."""
    han = len(HAN.findall(text))
    return len(_WORD.findall(HAN.sub(" ", text))) + (han + 1) // 2
