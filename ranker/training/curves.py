"""Pictures of how a training went: loss, learning rate and dev nDCG@5 by epoch."""

from __future__ import annotations

from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ranker.evaluation.metrics import PRIMARY
from ranker.training.loop import Curve

_PANELS = {"loss": "Training loss", "learning_rate": "Learning rate", f"eval_{PRIMARY}": "nDCG@5 on the dev split"}


def draw_curve(curve: Curve, path: Path) -> None:
    """One PNG with a panel a quantity."""
    figure = Figure(figsize=(12, 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    for panel, (key, title) in zip(figure.subplots(1, len(_PANELS)), _PANELS.items(), strict=True):
        points = [(entry["epoch"], entry[key]) for entry in curve if key in entry]
        panel.plot([x for x, _ in points], [y for _, y in points], marker=".", linewidth=1)
        panel.set_title(title, fontsize=10)
        panel.set_xlabel("epoch")
        panel.grid(alpha=0.3)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
