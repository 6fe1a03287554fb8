"""Generates what the assistant learns of a catalog: example requests with its words, and lookup tables.

Hand-written examples that hold for any catalog are in `bot/data/nlu`. The sentences are in `bot/training/templates`,
a file a locale; the words that fill them are drawn with a fixed seed, so a catalog always gives the same files.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from data.catalog.vocabulary import Vocabulary
from language.segmentation import has_han

SEED = 7
MOST_TYPES, MOST_OTHERS, REQUESTS = 150, 60, 450
"""How many product types and other words examples are drawn from, and how many requests are made: more only slow
the training, since what generalises to words in no example is the vocabulary component's features."""
MOST_LOOKUPS = 4000

TEMPLATES = Path(__file__).resolve().parent / "templates"
HAN_LOCALE, OTHER_LOCALE = "zh", "en"
_SHARE_OF_OTHER = 0.2
"""Of the requests, how many are in the language that is not the catalog's: there are Chinese shoppers of any shop."""


def generate(vocabulary: Vocabulary, folder: Path, seed: int = SEED) -> None:
    """Writes `requests.yml` and `lookups.yml` into the folder, in place of what it held.

    Raises ValueError if the vocabulary has no product types: nothing could be asked for.
    """
    if not vocabulary.product_types:
        raise ValueError("the catalog has no product types; import one that states or implies them")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    examples = sorted(set(_requests(vocabulary, random.Random(seed))))
    write(folder / "requests.yml", "intent", {"search": examples})
    counts: Counter[str] = Counter()
    for found in vocabulary.values.values():
        counts.update(found)
    values = sorted(counts, key=lambda value: (-counts[value], value))
    tables = {"product_type": list(vocabulary.product_types), "brand": list(vocabulary.brands), "value": values}
    write(folder / "lookups.yml", "lookup", {name: words[:MOST_LOOKUPS] for name, words in tables.items()})


def sentences(locale: str) -> dict[str, Any]:
    """What is said in a language, as its file in the templates groups it."""
    read: dict[str, Any] = yaml.safe_load((TEMPLATES / f"{locale}.yml").read_text(encoding="utf-8"))
    return read


def write(path: Path, kind: str, examples: Mapping[str, Iterable[str]]) -> None:
    """Writes examples of intents or lookup tables as Rasa reads them, those of none left out."""
    listed = {
        name: "".join(f"- {line}\n" for said in found if (line := plain(said))) for name, found in examples.items()
    }
    nlu = [{kind: name, "examples": text} for name, text in listed.items() if text]
    content = yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, sort_keys=False)
    path.write_text(content, encoding="utf-8")


def plain(example: str) -> str:
    """An example on one line; brackets would mark entities."""
    return " ".join(example.translate({ord(mark): " " for mark in "[](){}"}).split())


def _requests(vocabulary: Vocabulary, choice: random.Random) -> Iterator[str]:
    words = _Words(vocabulary, choice)
    yield from (thing.lower() for thing in words.types)
    own = HAN_LOCALE if sum(map(has_han, words.types)) * 2 >= len(words.types) else OTHER_LOCALE
    other = OTHER_LOCALE if own == HAN_LOCALE else HAN_LOCALE
    for locale, count in ((own, REQUESTS), (other, int(REQUESTS * _SHARE_OF_OTHER))):
        said = sentences(locale)
        for _ in range(count):
            yield words.filled(choice.choice(said["ask"]) + choice.choice(said["detail"]), said)
        for _ in range(count // 2):
            yield words.filled(choice.choice(said["constraint"]), said)


class _Words:
    """Fills sentences with words of the vocabulary, drawn from the frequent ones."""

    def __init__(self, vocabulary: Vocabulary, choice: random.Random) -> None:
        self.types = list(vocabulary.product_types)[:MOST_TYPES]
        self._brands = list(vocabulary.brands)[:MOST_OTHERS]
        self._values = [
            (label, value)
            for label, found in list(vocabulary.values.items())[:MOST_OTHERS]
            for value in list(found)[:8]
        ] or [("colour", "black")]
        self._choice = choice

    def filled(self, sentence: str, said: Mapping[str, Any]) -> str:
        """The sentence with every gap filled."""
        thing = self._choice.choice(self.types).lower()
        label, value = self._choice.choice(self._values)
        number = self._choice.choice((5, 10, 15, 20, 30, 50, 80, 100, 150, 250, 400, 999))
        return sentence.format(
            thing=thing,
            a="an" if thing[:1] in "aeiou" else "a",
            label=label.lower(),
            value=value.lower(),
            other=self._choice.choice(self._values)[1].lower(),
            brand=self._choice.choice(self._brands or [said["any_brand"]]),
            number=number,
            more=number * 2,
            who=self._choice.choice(said["who"]),
            use=self._choice.choice(said["use"]),
        )
