"""The report as one page that needs nothing else: no script, no picture, no network."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from data.catalog.products import Attribute
from learning import drift
from learning.report import charts
from learning.report.figures import wording
from learning.report.findings import amount, between
from learning.report.shape import FEWEST, LEAST, Report
from learning.report.wishes import label

_FOLDER = Path(__file__).parent
_WIDEST = 0.2
"""Difference between the arms at the edge of the picture."""
_TYPE_KEYS = ("succeeded", "clicked", "bought", "not_met", "misunderstood")


def page(report: Report, definitions: Mapping[str, Attribute] | None = None) -> str:
    """The report as HTML; `definitions` are the catalog's attributes by name. Text from the log goes in as text."""
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    said = wording()
    return _template().render(
        report=report,
        style=Markup(style),  # noqa: S704  # our own file; quotes in it must stay as they are
        style_hash=Markup(f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"),  # noqa: S704
        span=_span(report),
        lines=charts.lines(report),
        width=charts.WIDTH,
        height=charts.HEIGHT,
        labels=said["figures"],
        type_keys=_TYPE_KEYS,
        least=LEAST,
        fewest=FEWEST,
        least_drift=drift.LEAST,
        named=_named(definitions or {}),
        **{name: said[name] for name in ("meanings", "signals", "kinds", "sorts", "verdicts", "levels", "measures")},
    )


@functools.cache
def _template() -> Template:
    pages = Environment(loader=FileSystemLoader(_FOLDER), undefined=StrictUndefined, autoescape=True)
    pages.globals.update(amount=amount, between=between, day=day, place=_place)
    return pages.get_template("page.html.jinja")


def day(at: datetime) -> str:
    """A date for people."""
    return f"{at.day} {at:%B %Y}"


def _span(report: Report) -> str:
    first = report.since or (report.periods[0].start if report.periods else None)
    return f"from {day(first)} to {day(report.until)}" if first else f"to {day(report.until)}"


def _place(difference: float) -> float:
    return round(50 + 50 * min(1.0, max(-1.0, difference / _WIDEST)), 1)


def _named(definitions: Mapping[str, Attribute]) -> Callable[[str, str], str]:
    """What a group of a drift signal is called: attributes as in the catalog, acts without underscores."""

    def named(signal: str, group: str) -> str:
        if signal == "attributes asked for":
            return label(group, definitions)
        return group.replace("_", " ") if signal == "acts" else group

    return named
