"""Rows of files of changes: what is said, in whatever words, and what cannot be understood."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from data.catalog.importers.rows import BadRow
from data.catalog.patch_files import PatchReader, read_patches
from recommender.protocol.changes import PatchBody

HERE = Path(__file__).parent / "importers"


def cases(name: str) -> list[Any]:
    return [
        pytest.param(case, id=f"{name}-{number}")
        for number, case in enumerate(yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8")))
    ]


@pytest.mark.parametrize("case", [*cases("patch_rows_seen"), *cases("patch_rows_unseen")])
def test_a_row_says_what_it_should(case: dict[str, Any]) -> None:
    read = PatchReader([case["row"]], "EUR").read(1, case["row"])

    if "error" in case:
        assert isinstance(read, BadRow)
        assert case["error"] in read.reason
    else:
        assert not isinstance(read, BadRow), read
        assert read[1] == case["expect"]
        PatchBody.model_validate(read[1])


def test_a_file_is_read_row_by_row_with_lines(tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    file.write_text("SKU;Preis;Bestand\nA1;1.299,00;3\nA2;;\nA3;12,50;0\n", encoding="utf-8")

    rows = list(read_patches(file, "EUR"))

    assert rows[0] == (2, {"id": "A1", "price": 1299.0, "stock": 3})
    assert isinstance(rows[1], BadRow)
    assert (rows[1].line, rows[2]) == (3, (4, {"id": "A3", "price": 12.5, "stock": 0}))


def test_lines_of_json_may_leave_out_what_they_like(tmp_path: Path) -> None:
    file = tmp_path / "prices.jsonl"
    lines = [{"id": "A1", "price": 3}, {"id": "A2", "available": False}, {"id": "A3", "variant": "red", "stock": 2}]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    said = [row[1] for row in read_patches(file, "EUR") if not isinstance(row, BadRow)]

    assert said == [
        {"id": "A1", "price": 3.0},
        {"id": "A2", "available": False},
        {"id": "A3", "variants": [{"id": "red", "stock": 2}]},
    ]
