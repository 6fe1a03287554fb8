#!/usr/bin/env python3
"""How often messages are taken to do what they do: read, judged and weighed as in a conversation, without one.

acts.py LINES.txt … [--url http://127.0.0.1:8001] [--wrong]

Lines are those of `bot/data/acts` (`state | act + act | text || text`), of writers of whom nothing was learned. Each is
read by a running recommender. F1 is over the acts of all messages; talk beside another act is not counted, as it is not
answered.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.acts.classifier import ActClassifier
from bot.acts.examples import Example, of_file
from bot.acts.scene import Scene
from bot.acts.scores import Scores
from bot.dialogue.deciding import chosen, judgements
from recommender.client import RecommenderClient
from recommender.protocol.understand import UnderstandRequest

TALK = frozenset({"greet", "thank", "like", "wait"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines", type=Path, nargs="+")
    parser.add_argument("--url", default="http://127.0.0.1:8001")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    asyncio.run(measure(options.lines, options.url, wrong=options.wrong))


async def measure(files: list[Path], url: str, *, wrong: bool) -> None:
    """Prints the scores of each file."""
    classifier = ActClassifier.load()
    async with RecommenderClient(url) as client:
        for file in files:
            scores = Scores()
            for example in of_file(file):
                got = await taken(example, classifier, client)
                wanted = [act for act in example.acts if act not in TALK] or list(example.acts)
                scores.add(wanted, got)
                if wrong and set(wanted) != set(got):
                    sys.stdout.write(f"  {example.tag}: {wanted} <- {got}: {example.message}\n")
            sys.stdout.write(f"{file.name}: {scores.line()}\n")


async def taken(example: Example, classifier: ActClassifier, client: RecommenderClient) -> list[str]:
    """The acts that a message is taken for."""
    said, scene = [example.message, *example.proposed], Scene.of_tag(example.tag)
    readings = [await client.understand(UnderstandRequest(text=text[:1000])) for text in said]
    judged = judgements(classifier, said, scene, readings)
    return [act.name for act in chosen(classifier.acts, said, judged, readings, scene)]


if __name__ == "__main__":
    main()
