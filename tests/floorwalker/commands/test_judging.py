"""`floorwalker models judge` on graded requests, on the demo catalog's first products."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from floorwalker.cli import app
from floorwalker.home import Home

RUN = CliRunner()


@pytest.mark.slow
def test_judges_by_graded_requests(home: Home, tmp_path: Path) -> None:
    cases = tmp_path / "cases.json"
    graded = [{"request": f"{kind} for travel", "type": kind, "grades": {"weight": 3}} for kind in ("mouse", "kettle")]
    cases.write_text(json.dumps(graded), encoding="utf-8")
    done = RUN.invoke(app, ["models", "judge", str(cases), "--out", str(tmp_path / "judged")])

    assert done.exit_code == 0, done.output
    assert "nDCG@5 of 2 requests" in done.output
    assert (tmp_path / "judged" / "report.md").is_file()
    assert home.indexes.is_dir()

    cases.write_text('[{"request": "mouse"}]', encoding="utf-8")
    refused = RUN.invoke(app, ["models", "judge", str(cases)])
    assert refused.exit_code == 1
    assert "case 0" in refused.output
