"""The report as a page: what comes from a file is text in it, and nothing but its own style and script may run."""

from __future__ import annotations

import base64
import hashlib
import re

from data.catalog.report_shape import OUTCOMES, Report
from data.catalog.reports import OUTCOMES as NOTED
from data.catalog.reviewing.page import HEADINGS, page

HOSTILE = "<img src=x onerror=alert(1)>"


def test_what_comes_from_the_file_is_text() -> None:
    report = Report.model_validate(
        {
            "source": HOSTILE,
            "problem": HOSTILE,
            "points": [{"code": "x", "level": "ask", "text": HOSTILE, "do": HOSTILE, "examples": [HOSTILE]}],
            "bad": {HOSTILE: {"count": 1, "examples": [HOSTILE]}},
            "taken_as": {"sheet": HOSTILE},
        }
    )

    made = page(report)

    assert "<img" not in made
    assert made.count("&lt;img") >= 8


def test_only_its_own_style_and_script_may_run() -> None:
    made = page(Report(source="shop.csv"))

    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', made)
    assert policy is not None
    for tag in ("style", "script"):
        own = re.search(rf"<{tag}>(.*?)</{tag}>", made, re.DOTALL)
        assert own is not None
        digest = base64.b64encode(hashlib.sha256(own[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1]


def test_every_outcome_is_shown() -> None:
    assert set(OUTCOMES) == set(NOTED) == HEADINGS.keys()
