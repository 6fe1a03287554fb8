#!/usr/bin/env python3
"""Counts how often the recommender is asked in each turn of the scripted conversations: at most twice for each act.

A message of several parts is read as a whole and part by part, and each part that is an act of its own is answered.

recommender_calls.py [--url http://127.0.0.1:8000] [--recommender http://127.0.0.1:8001] [--site-key demo]

Reads the recommender's own count of requests before and after each turn, so nobody else may talk meanwhile.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.conversations import SCRIPTS, Conversation, read_scripts
from bot.acts.parts import parts

MOST = 2
"""For a message that says one thing."""
_SAMPLE = "floorwalker_recommender_request_seconds_count"


def requests(recommender: httpx.Client) -> Counter[str]:
    """How many requests the recommender answered so far, by route."""
    exposition = recommender.get("/metrics").raise_for_status().text
    samples = [sample for family in text_string_to_metric_families(exposition) for sample in family.samples]
    counted: Counter[str] = Counter()
    for sample in samples:
        if sample.name == _SAMPLE and sample.labels["route"].startswith("/v1/"):
            counted[sample.labels["route"]] += int(sample.value)
    return counted


def calls(talk: Conversation, script: dict[str, Any], recommender: httpx.Client) -> list[tuple[Counter[str], str, int]]:
    """The calls of each turn, the turn, and how many it may take; ends where a script that failed cannot go on."""
    found = []
    talk.start(script.get("locale", "en"))
    for turn in script["turns"]:
        before = requests(recommender)
        try:
            messages = talk.send(turn)
        except (httpx.HTTPError, StopIteration, IndexError, KeyError):
            break
        if any(message["type"] == "products" for message in messages):
            talk.before = messages
        heard = len(parts(turn.get("say", "")))
        most = MOST if heard < 2 else 1 + MOST * heard
        found.append((requests(recommender) - before, f"{script['name']}: {turn.get('say', turn)}", most))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--recommender", default="http://127.0.0.1:8001")
    parser.add_argument("--site-key", default="demo")
    options = parser.parse_args()
    counted: list[tuple[Counter[str], str, int]] = []
    with httpx.Client(base_url=options.url, timeout=30) as http, httpx.Client(base_url=options.recommender) as asked:
        for script in read_scripts(SCRIPTS):
            counted += calls(Conversation(http, options.site_key), script, asked)
    spread = Counter(asked.total() for asked, _, _ in counted)
    for number, turns in sorted(spread.items()):
        print(f"{number} calls: {turns} turns ({turns / len(counted):.3f})")
    print(f"mean {sum(number * turns for number, turns in spread.items()) / len(counted):.2f} of {len(counted)} turns")
    worst = [(counter, turn) for counter, turn, most in counted if counter.total() > most]
    for counter, turn in sorted(worst, key=lambda found: -found[0].total()):
        print(f"  {counter.total()} {dict(counter)} {turn}")
    if worst:
        sys.exit(f"{len(worst)} turns asked more often than may be")


if __name__ == "__main__":
    main()
