"""A report as JSON and as a page of Markdown with its pictures (`ranker.evaluation.pictures`). Measures nothing."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ranker.evaluation.metrics import PRIMARY, Interval
from ranker.evaluation.pictures import draw
from ranker.evaluation.report import Report
from ranker.examples import DataCard

_NOTE = """\
Each request is somebody's who needs something. `ndcg@5` says how well the attributes that come first are those that
matter for it (1 is perfect), `decisive@3` how often one that decides is among the first three, `first` the grade of
the first from 0 to 3, `values` how often a value that serves the need is put above one that does not. Intervals are
95 %, by a bootstrap over needs."""
_WORST = 8
"""Product types of a set that the page lists; the others are in the JSON."""


def render(report: Report, card: DataCard, folder: Path, *, curves: bool = True) -> None:
    """Writes report.json, report.md and the pictures it shows into `folder`; `curves`: of the training, drawn there."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {"report": _without_nan(asdict(report)), "data": asdict(card)}
    (folder / "report.json").write_text(json.dumps(content, indent=1, allow_nan=False), encoding="utf-8")
    pictures = [f"![{title}]({name})" for title, name in draw(report, folder)]
    pictures += ["![training](curves.png)"] if curves else []
    text = "\n".join([page(report, card), *pictures, ""])
    (folder / "report.md").write_text(text, encoding="utf-8")


def page(report: Report, card: DataCard) -> str:
    """The report as Markdown, without pictures."""
    return "\n".join([*_page(report, card), ""])


def _without_nan(content: Any) -> Any:
    """JSON has no word for what is not a number."""
    if isinstance(content, dict):
        return {key: _without_nan(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_without_nan(value) for value in content]
    return None if isinstance(content, float) and math.isnan(content) else content


def _page(report: Report, card: DataCard) -> Iterator[str]:
    yield from (f"# {report.ours}", "", _NOTE, "")
    sources = ", ".join(f"{number} {source}" for source, number in card.by_source.items())
    yield f"Trained on {card.by_split.get('train', 0)} of {card.examples} examples ({sources}) of {card.needs} needs."
    if report.verdict:
        yield from ("", "## May it serve?", "", *(f"- {line}" for line in report.verdict))
    for name in report.requests:
        yield from _set_section(report, name)
    if report.ablations:
        yield from ("", f"## What each part earns ({PRIMARY})", "", *_ablations(report))
    if report.robustness:
        rows = ([name, _cell(interval)] for name, interval in report.robustness.items())
        yield from ("", "## When the request is put otherwise", "", *_table(["what", "value"], rows))
    if report.fairness:
        rows = ([name, f"{value:.3g}"] for name, value in report.fairness.items())
        yield from ("", "## Fairness", "", *_table(["what", "value"], rows))


def _set_section(report: Report, name: str) -> Iterator[str]:
    yield from ("", f"## {name[0].upper()}{name[1:]} ({report.requests[name]} requests)", "")
    scores = sorted((s for s in report.scores if s.name == name), key=lambda s: -s.metrics[PRIMARY].mean)
    names = list(scores[0].metrics)
    heads = ["system", *names, "values", "largest affinity", "weights off by", "affinities off by"]
    rows = []
    for score in scores:
        system = f"**{score.system}**" if score.system == report.ours else score.system
        cells = [_cell(score.metrics[PRIMARY]), *(f"{score.metrics[other].mean:.3f}" for other in names[1:])]
        values = "" if score.values is None else f"{score.values.mean:.3f}"
        off = [f"{number:.3f}" for number in (score.invented, score.weights_off, score.affinities_off)]
        rows.append([system, *cells, values, *(off if score.affinities else ["", off[1], ""])])
    yield from _table(heads, rows)
    for each in report.comparisons:
        if each.name == name:
            yield from ("", f"Against the best other, {each.other}: {_signed(each.difference)} {PRIMARY}.")
    types = [each for each in report.types if each.name == name]
    if len(types) > 1:
        yield from ("", f"Of {len(types)} product types, those where it is worst:", "")
        yield from _table(
            ["product type", "requests", PRIMARY],
            ([each.category, str(each.requests), _cell(each.primary)] for each in types[:_WORST]),
        )


def _ablations(report: Report) -> Iterator[str]:
    sets = list(report.requests)
    rows = [[name, *(_cell(found[each]) if each in found else "" for each in sets)] for name, found in _all(report)]
    return _table(["model", *sets], rows)


def _all(report: Report) -> Iterator[tuple[str, dict[str, Interval]]]:
    yield f"**{report.ours}**", report.primary(report.ours)
    yield from report.ablations.items()


def _table(heads: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _cell(interval: Interval) -> str:
    return f"{interval.mean:.3f} ({interval.low:.3f}–{interval.high:.3f})"


def _signed(interval: Interval) -> str:
    return f"{interval.mean:+.3f} ({interval.low:+.3f} to {interval.high:+.3f})"
