"""A report as JSON and as a page of Markdown with its pictures (`ranker.evaluation.pictures`). Measures nothing."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ranker.evaluation.metrics import NDCG_AT, PRIMARY, Interval
from ranker.evaluation.pictures import draw
from ranker.evaluation.report import HELD_OUT, SHOTS, Comparison, Report
from ranker.examples import DataCard

_NOTE = """\
Each request is a simulated shopper's who wants one product of the catalog; an attribute's grade is the share of the
way to the first screen that its answer saves. The wanted product's own text never counts in a statistic. Intervals
are 95 %, by a bootstrap over wanted products."""


def render(report: Report, card: DataCard, folder: Path) -> None:
    """Writes report.json, report.md and the pictures it shows into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {"report": _without_nan(asdict(report)), "data": asdict(card)}
    (folder / "report.json").write_text(json.dumps(content, indent=1, allow_nan=False), encoding="utf-8")
    pictures = [f"![{title}]({name})" for title, name in draw(report, folder)]
    page = "\n".join([*_page(report, card), "", *pictures, "", "![training](curves.png)", ""])
    (folder / "report.md").write_text(page, encoding="utf-8")


def _without_nan(content: Any) -> Any:
    """JSON has no word for what is not a number."""
    if isinstance(content, dict):
        return {key: _without_nan(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_without_nan(value) for value in content]
    return None if isinstance(content, float) and math.isnan(content) else content


def _page(report: Report, card: DataCard) -> Iterator[str]:
    yield from (f"# {report.ours}", "", _NOTE, "")
    yield f"Trained on {card.by_split.get('train', 0)} of {card.examples} examples from {card.targets} products."
    for split in report.requests:
        yield from _split_section(report, split)
        yield from _slice_table(report, split)
    if report.few_shot:
        yield from ("", f"## After few labelled queries (nDCG@{NDCG_AT}, least and most of three seeds)", "")
        yield f"| held out | {' | '.join(map(str, SHOTS))} |"
        yield "|---" * (len(SHOTS) + 1) + "|"
        for split, points in report.few_shot.items():
            yield f"| {split} | {' | '.join(_cell(point, full=True) for point in points)} |"
    if report.robustness:
        yield from ("", "## Rank correlation when the query is altered", "")
        yield from _robustness_table(report)
    if report.fairness:
        yield from ("", "## Fairness", "", "| what | value |", "|---|---|")
        yield from (f"| {name} | {value:.3g} |" for name, value in report.fairness.items())


def _split_section(report: Report, split: str) -> Iterator[str]:
    yield from ("", f"## {HELD_OUT[split]} ({report.requests[split]} requests)", "")
    rows = sorted((s for s in report.scores if s.split == split), key=lambda s: -s.metrics[PRIMARY].mean)
    names = list(rows[0].metrics)
    yield f"| system | {' | '.join(names)} | calibration error |"
    yield "|---" * (len(names) + 2) + "|"
    for row in rows:
        cells = [_cell(row.metrics[name], full=name == PRIMARY) for name in names]
        name = f"**{row.system}**" if row.system == report.ours else row.system
        yield f"| {name} | {' | '.join(cells)} | {row.calibration_error:.3f} |"
    for comparison in report.comparisons:
        if comparison.split == split:
            yield from ("", _sentence(comparison))


def _sentence(comparison: Comparison) -> str:
    gain = comparison.gain
    against = f"nDCG@{NDCG_AT} against the best baseline, {comparison.best_other}"
    if math.isnan(gain.mean):
        return f"{against}: it scores 0, so there is no relative gain."
    if math.isnan(gain.low):
        return f"{against}: {gain.mean:+.1%} (too few requests for an interval)."
    return f"{against}: {gain.mean:+.1%} ({gain.low:+.1%} to {gain.high:+.1%})."


def _slice_table(report: Report, split: str) -> Iterator[str]:
    """Ours beside the best baseline of the whole set; the other systems' slices are in the JSON."""
    best = [comparison.best_other for comparison in report.comparisons if comparison.split == split]
    shown = [report.ours, *best]
    cells = {(s.name, s.system): _cell(s.primary, full=True) for s in report.slices if s.split == split}
    sizes = {s.name: s.requests for s in report.slices if s.split == split}
    if not sizes:
        return
    yield from ("", f"| requests | number | {' | '.join(shown)} |", "|---" * (len(shown) + 2) + "|")
    for name, size in sizes.items():
        yield f"| {name} | {size} | {' | '.join(cells[name, system] for system in shown)} |"


def _robustness_table(report: Report) -> Iterator[str]:
    coefficients = {"Spearman": report.robustness}
    if report.robustness_kendall:
        coefficients["Kendall"] = report.robustness_kendall
    yield from (f"| alteration | {' | '.join(coefficients)} |", "|---" * (len(coefficients) + 1) + "|")
    for name in report.robustness:
        cells = [_cell(found[name], full=True) if name in found else "" for found in coefficients.values()]
        yield f"| {name} | {' | '.join(cells)} |"


def _cell(interval: Interval, *, full: bool) -> str:
    return f"{interval.mean:.3f} ({interval.low:.3f}–{interval.high:.3f})" if full else f"{interval.mean:.3f}"
