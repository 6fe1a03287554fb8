#!/usr/bin/env python3
"""What share of people's requests a trained assistant takes for what they are. Runs in Rasa's environment.

understanding.py --model assistant.tar.gz [--bitext dev.csv] [--out-of-scope out_of_scope.json]
                 [--requests FILE.jsonl.gz] [--held-out zh.yaml] [--most N] [--wrong]

`--bitext`: customer-service requests with Bitext's intents, compared through bitext_intents.yaml. `--out-of-scope`: a
JSON object of lists of sentences; recognised are those taken for `out_of_scope` or for nothing (`nlu_fallback`).
`--requests`: shopping requests, `text` in each line; refused are those taken for out of scope or nothing.
`--held-out`: sentences by intent, YAML, such as tests/bot/held_out/zh.yaml; out of scope counts as above.
`--wrong` prints what went wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import gzip
import json
import logging
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
REFUSED = ("out_of_scope", "nlu_fallback")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--bitext", type=Path)
    parser.add_argument("--out-of-scope", type=Path)
    parser.add_argument("--requests", type=Path)
    parser.add_argument("--held-out", type=Path)
    parser.add_argument("--most", type=int, default=0, help="only so many of each, drawn with a fixed seed")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    from bot import rasa_environment

    rasa_environment.prepare()
    asyncio.run(measure(options))


async def measure(options: argparse.Namespace) -> None:
    """Parses each set and prints its shares."""
    import rasa.core.agent
    import yaml
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    agent = rasa.core.agent.Agent.load(options.model)

    async def intents(texts: list[str]) -> list[str]:
        return [(await agent.parse_message(text))["intent"]["name"] or "" for text in texts]

    if options.bitext:
        mapping: dict[str, str] = yaml.safe_load((HERE / "bitext_intents.yaml").read_text(encoding="utf-8"))
        with options.bitext.open(encoding="utf-8", newline="") as file:
            rows = sample([(row["utterance"], mapping[row["intent"]]) for row in csv.DictReader(file)], options.most)
        taken = await intents([text for text, _ in rows])
        wrong = [(text, want, got) for (text, want), got in zip(rows, taken, strict=True) if want != got]
        report("customer service: understood", len(rows), len(rows) - len(wrong), wrong, options.wrong)
    if options.out_of_scope:
        listed = json.loads(options.out_of_scope.read_text(encoding="utf-8"))
        texts = sample([text for texts in listed.values() for text in texts], options.most)
        taken = await intents(texts)
        missed = [(text, "out_of_scope", got) for text, got in zip(texts, taken, strict=True) if got not in REFUSED]
        report("out of scope: recognised", len(texts), len(texts) - len(missed), missed, options.wrong)
    if options.requests:
        with gzip.open(options.requests, "rt", encoding="utf-8") as file:
            texts = sample([json.loads(line)["text"] for line in file], options.most)
        taken = await intents(texts)
        refused = [(text, "search", got) for text, got in zip(texts, taken, strict=True) if got in REFUSED]
        report("shopping requests: refused", len(texts), len(refused), refused, options.wrong)
        sys.stdout.write(f"  taken for: {dict(Counter(taken).most_common(6))}\n")
    if options.held_out:
        by_intent: dict[str, list[str]] = yaml.safe_load(options.held_out.read_text(encoding="utf-8"))
        pairs = [(text, intent) for intent, texts in by_intent.items() for text in texts]
        taken = await intents([text for text, _ in pairs])
        wrong = [
            (text, want, got)
            for (text, want), got in zip(pairs, taken, strict=True)
            if want != got and not (want == "out_of_scope" and got in REFUSED)
        ]
        report("held out: understood", len(pairs), len(pairs) - len(wrong), wrong, options.wrong)


def sample(items: list[Any], most: int) -> list[Any]:
    """At most so many of the items; all, if `most` is 0."""
    return random.Random(7).sample(items, most) if most and most < len(items) else items


def report(title: str, of: int, count: int, wrong: list[tuple[str, str, str]], show: bool) -> None:
    """One line, and below it what went wrong."""
    sys.stdout.write(f"{title} {count} of {of}: {count / of:.3f}\n")
    for text, want, got in wrong if show else ():
        sys.stdout.write(f"  {want} <- {got}: {text}\n")


if __name__ == "__main__":
    main()
