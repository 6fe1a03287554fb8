"""Generates what the assistant learns of a catalog: example requests with its words, and lookup tables.

Hand-written examples that hold for any catalog are in `bot/data/nlu`. The sentences here were collected from how
people ask shops; the words that fill them are drawn with a fixed seed, so a catalog always gives the same files.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from data.vocabulary import Vocabulary

SEED = 7
MOST_TYPES, MOST_OTHERS, REQUESTS = 150, 60, 450
"""How many product types and other words examples are drawn from, and how many requests are made: more only slow
the training, since what generalises to words in no example is the vocabulary component's features."""
MOST_LOOKUPS = 4000

_ASK = (
    "{thing}", "{thing} please", "i need {a} {thing}", "I'm looking for {a} {thing}",
    "i am looking for {thing}s", "do you have {thing}s", "show me {thing}s", "i want {a} {thing}",
    "i want to buy {a} {thing}", "find me {a} {thing}", "looking for {thing}",
    "can you find {a} {thing} for me", "what {thing}s do you have", "i'd like {a} new {thing}",
    "could you recommend {a} {thing}", "search for {thing}s", "which {thing} would you recommend",
    "buy {thing}", "my old {thing} broke and i need a new one", "hello, i am searching for {a} {thing}",
    "any good {thing}s", "help me find {a} {thing}", "i am interested in {thing}s",
    "please suggest some {thing}s", "got any {thing}s?", "i need to replace my {thing}",
    "hi, I need {a} {thing}", "get me {a} {thing}", "best {thing}", "cheap {thing}s",
    "i would like to find {a} {thing}", "i'm in the market for {a} {thing}", "need {thing} asap",
    "where are the {thing}s",
)  # fmt: skip
_DETAIL = (
    "", "", "", " for my {who}", " under {number}", " for less than {number} euros", " that is {value}",
    " with {value}", " in {value}", " by {brand}", " from {brand}", ", price lower than {number} dollars",
    " for {use}", " between {number} and {more}", ", preferably {value}", " and it should be {value}",
    " at most {number}", " that is easy to use", " with good reviews",
)  # fmt: skip
_WISH = (
    "{value}", "{value} please", "in {value}", "with {value}", "i prefer {value}", "it should be {value}",
    "not {value}", "i'd like {value}", "only {value}", "{brand}", "something from {brand}", "by {brand}",
    "do you have it in {value}", "{value} or {other}", "no {brand}", "the {value} one", "make it {value}",
    "{value} would be nice", "must be {value}", "i want the {label} to be {value}", "{label} {value}",
    "under {number}", "less than {number}", "at least {number}", "between {number} and {more}",
    "around {number} euros", "not more than {number}", "for {use}", "for my {who}", "from {number} to {more}",
    "i want {value}", "rather {value}", "{brand} please", "actually {value}", "what about {value}",
)  # fmt: skip
_WHO = ("son", "daughter", "wife", "husband", "mother", "dad", "kids", "office", "boss", "friend", "grandma", "dog")
_USE = (
    "work",
    "home",
    "travel",
    "school",
    "everyday use",
    "gaming",
    "a small room",
    "outdoors",
    "the kitchen",
    "winter",
)


def generate(vocabulary: Vocabulary, folder: Path, seed: int = SEED) -> None:
    """Writes `requests.yml` and `lookups.yml` into the folder, in place of what it held.

    Raises ValueError if the vocabulary has no product types: nothing could be asked for.
    """
    if not vocabulary.product_types:
        raise ValueError("the catalog has no product types; import one that states or implies them")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    examples = sorted(set(_requests(vocabulary, random.Random(seed))))
    _write(folder / "requests.yml", [{"intent": "search", "examples": _listed(examples)}])
    tables = {
        "product_type": list(vocabulary.product_types),
        "brand": list(vocabulary.brands),
        "value": _most_frequent(vocabulary),
    }
    _write(
        folder / "lookups.yml",
        [{"lookup": name, "examples": _listed(words[:MOST_LOOKUPS])} for name, words in tables.items() if words],
    )


def _requests(vocabulary: Vocabulary, choice: random.Random) -> Iterator[str]:
    words = _Words(vocabulary, choice)
    yield from (thing.lower() for thing in words.types)
    for _ in range(REQUESTS):
        yield words.filled(choice.choice(_ASK) + choice.choice(_DETAIL))
    for _ in range(REQUESTS // 2):
        yield words.filled(choice.choice(_WISH))


class _Words:
    """Fills sentences with words of the vocabulary, drawn from the frequent ones."""

    def __init__(self, vocabulary: Vocabulary, choice: random.Random) -> None:
        self.types = list(vocabulary.product_types)[:MOST_TYPES]
        self._brands = list(vocabulary.brands)[:MOST_OTHERS] or ["any brand"]
        self._values = [
            (label, value)
            for label, found in list(vocabulary.values.items())[:MOST_OTHERS]
            for value in list(found)[:8]
        ] or [("colour", "black")]
        self._choice = choice

    def filled(self, sentence: str) -> str:
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
            brand=self._choice.choice(self._brands),
            number=number,
            more=number * 2,
            who=self._choice.choice(_WHO),
            use=self._choice.choice(_USE),
        )


def _most_frequent(vocabulary: Vocabulary) -> list[str]:
    counts: Counter[str] = Counter()
    for found in vocabulary.values.values():
        counts.update(found)
    return sorted(counts, key=lambda value: (-counts[value], value))


def _listed(examples: list[str]) -> str:
    """Rasa's way to write examples: one block of text, a dash before each. Brackets would mark entities."""
    plain = (" ".join(example.translate({ord(c): " " for c in "[](){}"}).split()) for example in examples)
    return "".join(f"- {example}\n" for example in plain if example)


def _write(path: Path, entries: list[dict[str, Any]]) -> None:
    class Block(str):
        pass

    def block(dumper: yaml.SafeDumper, data: Block) -> yaml.Node:
        return dumper.represent_scalar("tag:yaml.org,2002:str", data, style="|")

    class Dumper(yaml.SafeDumper):
        pass

    Dumper.add_representer(Block, block)
    blocks = [{name: Block(value) if name == "examples" else value for name, value in e.items()} for e in entries]
    with path.open("w", encoding="utf-8") as file:
        yaml.dump({"version": "3.1", "nlu": blocks}, file, Dumper=Dumper, allow_unicode=True, sort_keys=False)
