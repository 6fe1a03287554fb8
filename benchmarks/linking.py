"""How long the vocabulary component takes for a message, with so many phrases.

    python -m benchmarks.linking vocabulary.json ... --requests requests.jsonl.gz [--phrases 20000]

The vocabularies (`vocabulary.json` in the homes of imported catalogs) are taken together; what is missing of the
phrases is made of their brands and product types, two and two. Each request (`text` in a line) is read once as it
stands and once with a slip in every word of five letters or more, which is the slowest there is: every word is looked
for. Times are of the processor, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from bot.components.phrases import PhraseBook
from language.spelling import LEAST_LETTERS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vocabularies", nargs="+", type=Path)
    parser.add_argument("--requests", type=Path, required=True)
    parser.add_argument("--phrases", type=int, default=20_000)
    parser.add_argument("--most", type=int, default=3_000, help="requests")
    options = parser.parse_args()
    vocabulary = together(options.vocabularies, options.phrases)
    start = time.thread_time()
    book = PhraseBook(vocabulary)
    print(f"{len(book)} phrases, made ready in {(time.thread_time() - start) * 1000:.0f} ms")
    with gzip.open(options.requests, "rt", encoding="utf-8") as file:
        texts = [str(json.loads(line)["text"]) for line in file][: options.most]
    choice = random.Random(7)
    print(f"{len(texts)} requests, {statistics.mean(len(t.split()) for t in texts):.0f} words on average")
    report("as they stand", book.links, texts)
    report("with slips", book.links, [slipped(text, choice) for text in texts])


def together(files: Sequence[Path], phrases: int) -> dict[str, Any]:
    """One vocabulary of several, of at least so many phrases."""
    whole: dict[str, Any] = {"product_types": [], "brands": [], "attributes": [], "words": []}
    for file in files:
        vocabulary = json.loads(file.read_text(encoding="utf-8"))
        for name, content in whole.items():
            content += vocabulary[name]
    missing = max(0, phrases - len(PhraseBook(whole)))
    pairs = list(product(whole["brands"], whole["product_types"]))
    for brand, thing in random.Random(7).sample(pairs, min(missing, len(pairs))):
        whole["product_types"].append(thing | {"said": f"{brand['said']} {thing['said']}"})
    return whole


def slipped(text: str, choice: random.Random) -> str:
    """The text with two letters changed for each other in every longer word."""
    words = []
    for word in text.split():
        place = choice.randrange(1, len(word) - 1) if len(word) >= LEAST_LETTERS else 0
        words.append(f"{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}" if place else word)
    return " ".join(words)


def report(title: str, read: Callable[[str], Any], texts: Sequence[str]) -> None:
    """One line of times."""
    times = []
    for text in texts:
        start = time.thread_time()
        read(text)
        times.append((time.thread_time() - start) * 1000)
    centiles = statistics.quantiles(times, n=100)
    print(f"{title:14} p50 {centiles[49]:.3f} ms, p95 {centiles[94]:.3f} ms, p99 {centiles[98]:.3f} ms")


if __name__ == "__main__":
    main()
