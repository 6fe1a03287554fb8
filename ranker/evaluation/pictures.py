"""The pictures of a report, drawn without a screen. Measures nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ranker.evaluation.metrics import PRIMARY, Bin, Interval
from ranker.evaluation.report import Report, Score

_OURS, _OTHER = "#1b7f5c", "#9aa5b1"


def draw(report: Report, folder: Path) -> list[tuple[str, str]]:
    """Draws what the report has; gives (title, file name) of each picture."""
    own = [score for score in report.scores if score.system == report.ours]
    pictures = [("nDCG", "ndcg.png", _bars(report))]
    if own:
        pictures.append(("reliability of weights and affinities", "reliability.png", _reliability(own)))
    if report.robustness:
        pictures.append(("requests put otherwise", "robustness.png", _robustness(report)))
    for _, name, figure in pictures:
        FigureCanvasAgg(figure)
        figure.savefig(folder / name, dpi=110)
    return [(title, name) for title, name, _ in pictures]


def _bars(report: Report) -> Figure:
    figure = Figure(figsize=(5.2 * max(1, len(report.requests)), 4.6), layout="constrained")
    panels = np.atleast_1d(figure.subplots(1, max(1, len(report.requests))))
    for panel, name in zip(panels, report.requests, strict=False):
        rows = sorted((s for s in report.scores if s.name == name), key=lambda s: s.metrics[PRIMARY].mean)
        intervals = [row.metrics[PRIMARY] for row in rows]
        colours = [_OURS if row.system == report.ours else _OTHER for row in rows]
        systems, means = [row.system for row in rows], [interval.mean for interval in intervals]
        panel.barh(systems, means, xerr=_errors(intervals), color=colours, error_kw={"linewidth": 1})
        panel.set_xlabel(PRIMARY)
        panel.tick_params(labelsize=8)
        panel.set_title(name, fontsize=9)
    return figure


def _reliability(scores: Sequence[Score]) -> Figure:
    figure = Figure(figsize=(4 * len(scores), 7.6), layout="constrained")
    panels = np.asarray(figure.subplots(2, len(scores))).reshape(2, len(scores))
    for place, score in enumerate(scores):
        weights, affinities = panels[:, place]
        _diagonal(weights, score.weights, "weight", "share of what matters")
        weights.set_title(f"{score.name}\nweights off by {score.weights_off:.3f}", fontsize=9)
        _diagonal(affinities, score.affinities, "affinity", "how well it serves")
        affinities.set_title(f"affinities off by {score.affinities_off:.3f}", fontsize=9)
    return figure


def _diagonal(panel: Any, bins: Sequence[Bin], said: str, came: str) -> None:
    ends = [each.said for each in bins] + [each.came for each in bins]
    low, high = min([0.0, *ends]), 1.05 * max([1e-3, *ends])
    panel.plot([low, high], [low, high], color=_OTHER, linestyle="--", linewidth=1)
    panel.plot([each.said for each in bins], [each.came for each in bins], color=_OURS, marker="o", markersize=4)
    panel.set_xlabel(f"{said} (mean of a bin)")
    panel.set_ylabel(came)


def _robustness(report: Report) -> Figure:
    names, intervals = list(report.robustness), list(report.robustness.values())
    figure = Figure(figsize=(7.4, 1.2 + 0.5 * len(names)), layout="constrained")
    panel = figure.subplots()
    means = [interval.mean for interval in intervals]
    panel.barh(names, means, xerr=_errors(intervals), color=_OURS, error_kw={"linewidth": 1})
    panel.tick_params(labelsize=8)
    panel.invert_yaxis()
    return figure


def _errors(intervals: Sequence[Interval]) -> list[list[float]]:
    return [[i.mean - i.low for i in intervals], [i.high - i.mean for i in intervals]]
