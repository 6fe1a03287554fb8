#!/usr/bin/env python3
"""What share of the keywords of real product-search conversations reaches the search: its query or its constraints.

keywords.py --dialogues dialogues-dev.jsonl.gz [--url http://127.0.0.1:8001] [--missed]

The data are PSCon's: each message of a shopper has keywords, marked by people. A conversation is played through
`/v1/understand` and the assistant's own state (`bot.dialogue.need`), message by message; a keyword has reached the
search if each of its words stands in the query, in a constraint or in a product type, singular or plural.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from bot.dialogue.need import Need, told
from language.lexicon import LEXICON
from language.words import phrase_key
from recommender.client import RecommenderClient
from recommender.protocol.understand import UnderstandRequest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dialogues", type=Path, required=True)
    parser.add_argument("--url", default="http://127.0.0.1:8001")
    parser.add_argument("--missed", action="store_true", help="print the words that were missed most")
    options = parser.parse_args()
    with gzip.open(options.dialogues, "rt", encoding="utf-8") as file:
        dialogues = [json.loads(line)["conversation"] for line in file]
    asyncio.run(measure(dialogues, options.url, options.missed))


async def measure(dialogues: list[list[dict[str, Any]]], url: str, missed: bool) -> None:
    """Plays all conversations and prints the shares."""
    keywords = words = whole = reached = 0
    lost: Counter[str] = Counter()
    async with RecommenderClient(url) as client:
        for dialogue in dialogues:
            need = Need()
            for message in dialogue:
                if message["role"] != "user" or not message.get("content"):
                    continue
                need, said = await heard(client, need, message["content"])
                for keyword in message.get("keywords") or []:
                    wanted = [w for w in phrase_key(keyword).split() if w not in LEXICON.stop_words]
                    found = [word for word in wanted if word in said]
                    keywords, whole = keywords + 1, whole + (len(found) == len(wanted))
                    words, reached = words + len(wanted), reached + len(found)
                    lost.update(set(wanted) - set(found))
    sys.stdout.write(f"keywords {whole} of {keywords}: {whole / keywords:.3f}; their words {reached / words:.3f}\n")
    if missed:
        sys.stdout.write(f"  missed: {lost.most_common(40)}\n")


async def heard(client: RecommenderClient, need: Need, text: str) -> tuple[Need, set[str]]:
    """The need after a message, and all words that are in it."""
    request = UnderstandRequest(text=text[:1000], query=need.query, product_types=list(need.product_types)[:20])
    understood = await client.understand(request)
    need = told(need, understood)
    texts = [need.query, *need.product_types, *(c.text for c in understood.constraints)]
    texts += [p.text for p in understood.preferences]
    texts += [note.text for note in understood.notes]  # the shopper is told that it cannot be taken as it is
    texts += [f"{c.attribute} {c.value}" for c in need.constraints]
    return need, set(phrase_key(" ".join(texts).replace("_", " ")).split())


if __name__ == "__main__":
    main()
