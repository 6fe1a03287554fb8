"""The pictures of a report, drawn without a screen. Measures nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ranker.evaluation.metrics import PRIMARY, Interval
from ranker.evaluation.report import HELD_OUT, SHOTS, Report

_OURS, _OTHER = "#1b7f5c", "#9aa5b1"


def draw(report: Report, folder: Path) -> list[tuple[str, str]]:
    """Draws what the report has; gives (title, file name) of each picture."""
    pictures = [("nDCG", "ndcg.png", _bars(report))]
    if report.few_shot:
        pictures.append(("few-shot curve", "few_shot.png", _curve(report)))
    if any(score.reliability for score in report.scores if score.system == report.ours):
        pictures.append(("reliability of the weights", "reliability.png", _reliability(report)))
    if report.robustness:
        pictures.append(("rank correlation when the query is altered", "robustness.png", _robustness(report)))
    for _, name, figure in pictures:
        FigureCanvasAgg(figure)
        figure.savefig(folder / name, dpi=110)
    return [(title, name) for title, name, _ in pictures]


def _bars(report: Report) -> Figure:
    figure = Figure(figsize=(5.2 * len(report.requests), 4.6), layout="constrained")
    panels = np.atleast_1d(figure.subplots(1, len(report.requests)))
    for panel, split in zip(panels, report.requests, strict=True):
        rows = sorted((s for s in report.scores if s.split == split), key=lambda s: s.metrics[PRIMARY].mean)
        intervals = [row.metrics[PRIMARY] for row in rows]
        colours = [_OURS if row.system == report.ours else _OTHER for row in rows]
        names, means = [row.system for row in rows], [interval.mean for interval in intervals]
        panel.barh(names, means, xerr=_errors(intervals), color=colours, error_kw={"linewidth": 1})
        panel.set_xlabel(PRIMARY)
        panel.tick_params(labelsize=8)
        panel.set_title(_title(split), fontsize=9)
    return figure


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


def _reliability(report: Report) -> Figure:
    scores = [score for score in report.scores if score.system == report.ours]
    figure = Figure(figsize=(4 * len(scores), 4.2), layout="constrained")
    for panel, score in zip(np.atleast_1d(figure.subplots(1, len(scores))), scores, strict=True):
        said, came = [b.said for b in score.reliability], [b.came for b in score.reliability]
        end = 1.05 * max(*said, *came, 1e-3)
        panel.plot([0, end], [0, end], color=_OTHER, linestyle="--", linewidth=1, label="perfect")
        panel.plot(said, came, color=_OURS, marker="o", markersize=4, label=score.system)
        panel.set_title(f"{_title(score.split)}\ncalibration error {score.calibration_error:.3f}", fontsize=9)
        panel.set_xlabel("weight (mean of a bin)")
        panel.set_ylabel("share of relevance")
        panel.legend(fontsize=8)
    return figure


def _robustness(report: Report) -> Figure:
    names = list(report.robustness)
    figure = Figure(figsize=(6.4, 1.2 + 0.55 * len(names)), layout="constrained")
    panel = figure.subplots()
    places = np.arange(len(names))
    kinds = ("Spearman", report.robustness, -0.19, _OURS), ("Kendall", report.robustness_kendall, 0.19, _OTHER)
    for label, found, shift, colour in kinds:
        at = [place + shift for place, name in enumerate(names) if name in found]
        if at:
            intervals = [found[name] for name in names if name in found]
            means = [interval.mean for interval in intervals]
            panel.barh(at, means, 0.36, xerr=_errors(intervals), color=colour, label=label, error_kw={"linewidth": 1})
    panel.set_yticks(places, names, fontsize=8)
    panel.invert_yaxis()
    panel.set_xlabel("rank correlation of the order before and after")
    panel.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
    return figure


def _errors(intervals: Sequence[Interval]) -> list[list[float]]:
    return [[i.mean - i.low for i in intervals], [i.high - i.mean for i in intervals]]


def _title(split: str) -> str:
    return HELD_OUT[split].replace(", their", ",\ntheir")
