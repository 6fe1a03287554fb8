"""A report as JSON, as a page of Markdown, and as pictures. Measures nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ranker.evaluation.metrics import NDCG_AT, PRIMARY, Interval
from ranker.evaluation.report import HELD_OUT, SHOTS, Report, Score
from ranker.examples import DataCard

_NOTE = """\
Each request is a simulated shopper's who wants one product of the catalog; an attribute's grade is the share of the
way to the first screen that its answer saves. The wanted product's own text never counts in a statistic. Intervals
are 95 %, by a bootstrap over wanted products."""


def render(report: Report, card: DataCard, folder: Path) -> None:
    """Writes report.json, report.md and the pictures it shows into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {"report": asdict(report), "data": asdict(card)}
    (folder / "report.json").write_text(json.dumps(content, indent=1), encoding="utf-8")
    _save(_bars(report), folder / "ndcg.png")
    pictures = ["![nDCG](ndcg.png)"]
    if report.few_shot:
        _save(_curve(report), folder / "few_shot.png")
        pictures.append("![few-shot curve](few_shot.png)")
    page = "\n".join([*_page(report, card), "", *pictures, "", "![training](curves.png)", ""])
    (folder / "report.md").write_text(page, encoding="utf-8")


def _page(report: Report, card: DataCard) -> Iterator[str]:
    yield from (f"# {report.ours}", "", _NOTE, "")
    yield f"Trained on {card.by_split.get('train', 0)} of {card.examples} examples from {card.targets} products."
    for split in report.requests:
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
                gain = comparison.gain
                yield ""
                yield (
                    f"nDCG@{NDCG_AT} against the best baseline, {comparison.best_other}: {gain.mean:+.1%} "
                    f"({gain.low:+.1%} to {gain.high:+.1%})."
                )
    if report.few_shot:
        yield from ("", f"## After few labelled queries (nDCG@{NDCG_AT}, least and most of three seeds)", "")
        yield f"| held out | {' | '.join(map(str, SHOTS))} |"
        yield "|---" * (len(SHOTS) + 1) + "|"
        for split, points in report.few_shot.items():
            yield f"| {split} | {' | '.join(_cell(point, full=True) for point in points)} |"
    if report.robustness:
        yield from ("", "## Rank correlation when the query is altered (Spearman)", "", "| alteration | correlation |")
        yield "|---|---|"
        yield from (f"| {name} | {_cell(found, full=True)} |" for name, found in report.robustness.items())
    if report.fairness:
        yield from ("", "## Fairness", "", "| what | value |", "|---|---|")
        yield from (f"| {name} | {value:.3g} |" for name, value in report.fairness.items())


def _cell(interval: Interval, *, full: bool) -> str:
    return f"{interval.mean:.3f} ({interval.low:.3f}–{interval.high:.3f})" if full else f"{interval.mean:.3f}"


def _bars(report: Report) -> Figure:
    figure = Figure(figsize=(5.2 * len(report.requests), 4.6), layout="constrained")
    panels = np.atleast_1d(figure.subplots(1, len(report.requests)))
    for panel, split in zip(panels, report.requests, strict=True):
        rows = sorted((s for s in report.scores if s.split == split), key=lambda s: s.metrics[PRIMARY].mean)
        _bar(panel, rows, report.ours)
        panel.set_title(HELD_OUT[split].replace(", their", ",\ntheir"), fontsize=9)
    return figure


def _bar(panel: object, rows: Sequence[Score], ours: str) -> None:
    means = np.asarray([row.metrics[PRIMARY].mean for row in rows])
    errors = np.asarray([[m.mean - m.low, m.high - m.mean] for m in (row.metrics[PRIMARY] for row in rows)]).T
    colours = ["#1b7f5c" if row.system == ours else "#9aa5b1" for row in rows]
    panel.barh([row.system for row in rows], means, xerr=errors, color=colours, error_kw={"linewidth": 1})  # type: ignore[attr-defined]
    panel.set_xlabel(PRIMARY)  # type: ignore[attr-defined]
    panel.tick_params(labelsize=8)  # type: ignore[attr-defined]


def _curve(report: Report) -> Figure:
    figure = Figure(figsize=(6, 3.6), layout="constrained")
    panel = figure.subplots()
    places = np.arange(len(SHOTS))
    for split, points in report.few_shot.items():
        panel.plot(places, [point.mean for point in points], marker="o", label=split)
        panel.fill_between(places, [p.low for p in points], [p.high for p in points], alpha=0.15)
    panel.set_xticks(places, [str(shots) for shots in SHOTS])
    panel.set_xlabel("labelled queries")
    panel.set_ylabel(PRIMARY)
    panel.grid(alpha=0.3)
    panel.legend(fontsize=8)
    return figure


def _save(figure: Figure, path: Path) -> None:
    FigureCanvasAgg(figure)
    figure.savefig(path, dpi=110)
