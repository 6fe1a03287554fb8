"""The documentation names every setting and every command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from floorwalker.settings import ROOT, Settings


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    assert f"`FLOORWALKER_{name.upper()}`" in text


def test_every_file_that_the_documentation_links_exists() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "benchmarks").glob("*.md")]
    missing = [
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / Path(link)).exists()
    ]

    assert missing == []


def test_every_test_that_the_security_table_names_exists() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", text))
    rows = [line for line in text.splitlines() if re.match(r"\| V\d", line)]

    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []
    assert len(rows) > 30
    assert {re.match(r"\| V(\d+)", row)[1] for row in rows} == {str(chapter) for chapter in range(1, 15)}  # type: ignore[index]
    assert all(row.count("|") == 5 and ("`tests/" in row or row.endswith("| — |")) for row in rows)
