#!/usr/bin/env python3
"""What share of people's requests the classifier of acts takes for what they are.

understanding.py [--model FOLDER] [--bitext dev.csv] [--out-of-scope out_of_scope.json --requests FILE.jsonl.gz]
                 [--held-out zh.yaml] [--lines FILE.txt] [--most N] [--wrong]

Messages are judged alone, without a catalog's reading, in the scene `start`; shopping requests in `list` too.
`--bitext`: customer-service requests with Bitext's intents, compared through bitext_intents.yaml. `--out-of-scope`: a
JSON object of lists of sentences; recognised are those whose likelihood of being out of scope reaches a threshold.
`--requests`: shopping requests, `text` in each line; refused are those that reach it. The threshold is chosen on one
half of the requests, so that at most 3 % are refused, and measured on the other; then the other way round.
`--held-out`: sentences by intent, YAML, such as tests/bot/held_out/zh.yaml. `--lines`: lines like those of
bot/data/acts, in their scenes. `--wrong` prints what went wrong.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bot.acts.classifier import FOLDER, ActClassifier  # noqa: E402
from bot.acts.decision import decided  # noqa: E402
from bot.acts.examples import of_file  # noqa: E402
from bot.acts.scene import Scene  # noqa: E402
from bot.acts.scores import Scores  # noqa: E402

Floats = npt.NDArray[np.float32]
REFUSED = 0.03
AS_NOW = {"undo": ("undo", "release"), "no_preference": ("release",)}
"""Intents of old sentences, and the acts that they are now."""
LIST = Scene("list", listed=5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=FOLDER)
    parser.add_argument("--bitext", type=Path)
    parser.add_argument("--out-of-scope", type=Path)
    parser.add_argument("--requests", type=Path)
    parser.add_argument("--held-out", type=Path)
    parser.add_argument("--lines", type=Path)
    parser.add_argument("--most", type=int, default=0, help="only so many of each, drawn with a fixed seed")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    classifier = ActClassifier.load(options.model)
    if options.bitext:
        customer_service(classifier, options)
    if options.requests:
        scope(classifier, options)
    if options.held_out:
        held_out(classifier, options)
    if options.lines:
        lines(classifier, options)


def customer_service(classifier: ActClassifier, options: argparse.Namespace) -> None:
    """Prints the share of Bitext's requests that are taken for what they are."""
    mapping: dict[str, str] = yaml.safe_load((HERE / "bitext_intents.yaml").read_text(encoding="utf-8"))
    with options.bitext.open(encoding="utf-8", newline="") as file:
        rows = sample([(row["utterance"], mapping[row["intent"]]) for row in csv.DictReader(file)], options.most)
    taken = likeliest(classifier, judged(classifier, [text for text, _ in rows], Scene()))
    wrong = [(text, want, got) for (text, want), got in zip(rows, taken, strict=True) if want != got]
    report("customer service: understood", len(rows), len(rows) - len(wrong), wrong, options.wrong)


def scope(classifier: ActClassifier, options: argparse.Namespace) -> None:
    """Prints what is refused of shopping requests, and what is recognised of what no shop can do."""
    with gzip.open(options.requests, "rt", encoding="utf-8") as file:
        texts = sample([json.loads(line)["text"] for line in file], options.most)
    outside: list[str] = []
    if options.out_of_scope:
        listed = json.loads(options.out_of_scope.read_text(encoding="utf-8"))
        outside = sample([text for texts in listed.values() for text in texts], options.most)
    place = classifier.acts.index("out_of_scope")
    strange = judged(classifier, outside, Scene())
    for name, scene in (("start", Scene()), ("list", LIST)):
        ours = judged(classifier, texts, scene)
        taken = Counter(likeliest(classifier, ours)).most_common(6)
        sys.stdout.write(f"shopping requests in the scene {name}: taken for {dict(taken)}\n")
        scores = ours[:, place]
        for half in (0, 1):
            threshold = float(np.quantile(scores[half::2], 1 - REFUSED))
            refused, found = (
                float((scores[1 - half :: 2] > threshold).mean()),
                float((strange[:, place] > threshold).mean() if len(strange) else 0.0),
            )
            sys.stdout.write(
                f"  threshold {threshold:.3f}: refused {refused:.3f}, out of scope recognised {found:.3f}\n"
            )


def held_out(classifier: ActClassifier, options: argparse.Namespace) -> None:
    """Prints the share of sentences that are taken for what they are; most of them need no scene to be."""
    by_intent: dict[str, list[str]] = yaml.safe_load(options.held_out.read_text(encoding="utf-8"))
    pairs = [(text, intent) for intent, texts in by_intent.items() for text in texts]
    scenes = {"no_preference": Scene("question"), "why_asked": Scene("question"), "undo": LIST, "search": Scene()}
    after_list = ("show_more", "details", "compare", "alternatives", "accessories", "add_to_cart", "why", "thread_back")
    scenes |= dict.fromkeys(after_list, LIST)
    wrong = []
    for text, intent in pairs:
        got = likeliest(classifier, judged(classifier, [str(text)], scenes.get(intent, Scene())))[0]
        if got not in AS_NOW.get(intent, (intent,)):
            wrong.append((str(text), intent, got))
    report("held out: understood", len(pairs), len(pairs) - len(wrong), wrong, options.wrong)


def lines(classifier: ActClassifier, options: argparse.Namespace) -> None:
    """Prints F1 of labelled lines, in their scenes and without one."""
    examples = list(of_file(options.lines))
    for known in (True, False):
        scores = Scores()
        for example in examples:
            scene = Scene.of_tag(example.tag) if known else Scene()
            texts = [example.message, *example.proposed]
            found = classifier.judge(example.message, texts, scene, [None] * len(texts))
            scores.add(example.acts, [act.name for act in decided(classifier.acts, found[0], found[1:])])
        sys.stdout.write(f"{options.lines.name}, {'in its scenes' if known else 'no scene'}: {scores.line()}\n")
        for (want, got), count in scores.confusions.most_common(15) if options.wrong else ():
            sys.stdout.write(f"  {count} {want} <- {got}\n")


def judged(classifier: ActClassifier, texts: Sequence[str], scene: Scene) -> Floats:
    """(texts, acts), each text a message of its own."""
    rows = [classifier.judge(text, [text], scene, [None])[0] for text in texts]
    return np.stack(rows) if rows else np.zeros((0, len(classifier.acts)), np.float32)


def likeliest(classifier: ActClassifier, found: Floats) -> list[str]:
    """The likeliest act of each row."""
    return [classifier.acts[int(row.argmax())] for row in found]


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
