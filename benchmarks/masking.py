#!/usr/bin/env python3
"""How much personal data is masked, how much else is masked by mistake, and how long a message takes.

masking.py [--messages FILE…] [--texts FILE…] [--home FOLDER] [--show] [--json]

Messages have their personal data in square brackets, `[kind:value]`, as in tests/data/privacy/messages: a value counts
as masked if each of its letters and digits is. Texts are lines of products and of what shoppers search with, in which
nothing is personal; without any, they are 300 products of the catalog in the home.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from data.privacy.masking import find, prepare

MESSAGES = Path(__file__).resolve().parent.parent / "tests" / "data" / "privacy" / "messages"
_PLANTED = re.compile(r"\[([a-z]+):([^\[\]]+)\]")
_PRODUCTS, _SEED = 300, 14


class Message(NamedTuple):
    """A message, and its personal data as (kind, start, end)."""

    text: str
    planted: list[tuple[str, int, int]]


def read_message(line: str) -> Message:
    """The message of a line."""
    text, planted, at = "", [], 0
    line = line.replace("\\n", "\n")
    for found in _PLANTED.finditer(line):
        text += line[at : found.start()]
        planted.append((found[1], len(text), len(text) + len(found[2])))
        text, at = text + found[2], found.end()
    return Message(text + line[at:], planted)


def missed(message: Message) -> list[tuple[str, str]]:
    """The kind and value of what is not masked of a message."""
    masked = {place for one in find(message.text) for place in range(one.start, one.end)}
    return [
        (kind, message.text[start:end])
        for kind, start, end in message.planted
        if any(message.text[n].isalnum() and n not in masked for n in range(start, end))
    ]


def recall(path: Path, *, show: bool = False) -> dict[str, object]:
    """What is masked of the messages of a file."""
    messages = [read_message(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    planted = Counter(kind for message in messages for kind, _, _ in message.planted)
    lost: Counter[str] = Counter()
    for message in messages:
        for kind, value in missed(message):
            lost[kind] += 1
            if show:
                print(f"  missed {kind} {value!r} in {message.text!r}")
    total = sum(planted.values())
    return {
        "messages": len(messages),
        "planted": total,
        "masked": total - sum(lost.values()),
        "recall": round(1 - sum(lost.values()) / total, 4),
        "missed": dict(lost),
    }


def by_mistake(texts: Sequence[str], *, show: bool = False) -> dict[str, object]:
    """In how many texts something is masked though nothing is personal."""
    wrong = 0
    for text in texts:
        if found := find(text):
            wrong += 1
            if show:
                print(f"  masked {[(one.kind, text[one.start : one.end]) for one in found]} in {text[:100]!r}")
    return {"texts": len(texts), "masked": wrong, "share": round(wrong / len(texts), 4)}


def products(home: Path) -> list[str]:
    """Titles and descriptions of some products of the catalog in a home."""
    with sqlite3.connect(f"file:{home / 'floorwalker.db'}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT title, description FROM products ORDER BY id").fetchall()
    chosen = random.Random(_SEED).sample(rows, min(_PRODUCTS, len(rows)))
    return [f"{title}. {description}" for title, description in chosen]


def milliseconds(texts: Sequence[str]) -> dict[str, float]:
    """What a message takes of the processor: the median, and what 95 of 100 stay below."""
    took = []
    for text in texts:
        start = time.process_time()
        find(text)
        took.append((time.process_time() - start) * 1000)
    took.sort()
    return {"p50": round(took[len(took) // 2], 2), "p95": round(took[int(len(took) * 0.95)], 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=Path, nargs="*", default=sorted(MESSAGES.glob("*.txt")))
    parser.add_argument("--texts", type=Path, nargs="*", default=[])
    parser.add_argument("--home", type=Path, default=Path("var"))
    parser.add_argument("--show", action="store_true", help="each value missed, and each text masked by mistake")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    prepare()
    found: dict[str, object] = {path.stem: recall(path, show=options.show) for path in options.messages}
    if (options.home / "floorwalker.db").is_file():
        found["products"] = by_mistake(products(options.home), show=options.show)
    for path in options.texts:
        found[path.stem] = by_mistake(path.read_text(encoding="utf-8").splitlines(), show=options.show)
    lines = [line for path in options.messages for line in path.read_text(encoding="utf-8").splitlines()]
    found["milliseconds"] = milliseconds([read_message(line).text for line in lines])
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for name, figures in found.items():
        print(f"{name:22} {figures}")


if __name__ == "__main__":
    main()
