"""What is written beside the general ranker: its model card, its data card, and its figures as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ranker.evaluation.metrics import PRIMARY
from ranker.evaluation.rendering import page
from ranker.evaluation.report import Report
from ranker.examples import DataCard

FIGURES = "figures.md"
_CARD = """\
# The general ranker

Knows what people need products for: given a request in plain words and the attributes and values of a product type, it
says how much each attribute matters to who asks, and which values serve. It is a language model (all-MiniLM-L6-v2, 22
million parameters, six layers) whose layers were tuned, with a head of four turned cosines on top
(`ranker/network.py`). A shop's import fits the head to its own attributes; without that it serves as it is.

## What it is for

Ordering attributes, questions and products in a shopping assistant, in English. It never hides a product: what it
prefers comes first, and the shop's rules stand above it.

## What it was made of

Buying knowledge written for this project (`ranker/knowledge`), nothing else: no shopper's data, no clicks, no text of
any shop.
The counts are in [data.md](data.md). Made again by one command, `floorwalker teach`, with these settings:

{settings}

## How good it is

[figures.md](figures.md) has the figures on families of products that the model measured did not see, against the
language model as it comes, what usually matters, and the same head over words alone: {primary}
The model that ships was then trained on all families with the same settings.

## Limits

- English. Other languages are read as far as the packaged model reads them, which is little.
- It knows needs of a kind that our files hold. Asked for something else it falls back on what words have in common.
- Its grades are the judgement of who wrote the files, not choices that were observed; a shop's own file
  (docs/knowledge.md) and its rules say otherwise where they know better.
- An affinity is no promise: "low weight serves" says nothing about how light a product has to be.

## Fairness

It reads attributes and values, no clicks, and brands only as values of an attribute among others; no file of ours
prefers a brand. What it does to brands on a shop's own catalog is in the report of each training.
"""
_DATA = """\
# What the general ranker was made of

Families of products with the needs that people have (`ranker/knowledge/families`), each drawn as several shops might
list it: another name, other labels, another order of values. Requests are altered as people alter them: typos,
capitals, two needs in one, "the weight does not matter", "the weight matters most". A family is trained on, or decides
when to stop, or is held out, by a hash of its name; narrower families go with their parent.

{counts}
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures on held-out families, as they stand beside the model."""

    text: str
    primary: str

    @classmethod
    def of(cls, report: Report, card: DataCard) -> Figures:
        """The figures of a report."""
        found = [f"{name} {interval.mean:.3f}" for name, interval in report.primary(report.ours).items()]
        return cls(page(report, card), f"{PRIMARY} {', '.join(found)}.")

    def write(self, folder: Path) -> None:
        """Writes them; the first line is for the card."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FIGURES).write_text(f"<!-- {self.primary} -->\n{self.text}", encoding="utf-8")


def write_cards(folder: Path, settings: Mapping[str, Any], card: DataCard) -> None:
    """Writes card.md and data.md; the card cites the figures that stand there."""
    figures = folder / FIGURES
    first = figures.read_text(encoding="utf-8").splitlines()[0] if figures.exists() else ""
    primary = first.removeprefix("<!-- ").removesuffix(" -->") or "not measured yet."
    shown = "```json\n" + json.dumps(settings, indent=1) + "\n```"
    (folder / "card.md").write_text(_CARD.format(settings=shown, primary=primary), encoding="utf-8")
    counts = "\n".join(f"- {name.replace('_', ' ')}: {value}" for name, value in asdict(card).items())
    (folder / "data.md").write_text(_DATA.format(counts=counts), encoding="utf-8")
