"""The report as one page that needs nothing else: its style and its script are in it, and no other may run."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from data.catalog.report_shape import Report

_FOLDER = Path(__file__).parent
HEADINGS = {
    "bad": "Rows that could not be read",
    "unread": "Columns and fields that were not read",
    "missing": "Products that lack something",
    "dropped": "Rows left out",
    "withheld": "Products that the shop does not offer",
    "assumed": "What was decided that the file leaves open",
    "repaired": "Repairs",
}
"""What the findings of each outcome are."""
LEVELS = {"ask": "Asked before it replaces", "warning": "Warning", "hint": "Hint"}


def page(report: Report) -> str:
    """The report as HTML; what comes from the file goes in as text."""
    style, script = _own("page.css"), _own("page.js")
    return _template().render(
        report=report,
        style=Markup(style),  # noqa: S704  # our own file; quotes in it must stay as they are
        script=Markup(script),  # noqa: S704
        style_hash=_hash(style),
        script_hash=_hash(script),
        headings=HEADINGS,
        levels=LEVELS,
    )


def _own(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _hash(text: str) -> Markup:
    return Markup(f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}")  # noqa: S704


@functools.cache
def _template() -> Template:
    return Environment(loader=FileSystemLoader(_FOLDER), undefined=StrictUndefined, autoescape=True).get_template(
        "page.html.jinja"
    )
