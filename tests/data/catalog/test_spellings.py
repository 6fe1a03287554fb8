"""Spellings that others wrote down, who had not seen the readers: headers, prices, units, words of the stock, variants.

`spellings/dev` was mended by, `spellings/unseen` was sealed until its first run (benchmarks/README.md has the figures
of both). A case that is not read as wanted says why under `fails`, and is to fail until it says so no more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.data.catalog import spelled, spelled_headers

HERE = Path(__file__).parent / "spellings"
TABLES: dict[str, Callable[[spelled.Case, Path], str]] = {
    "headers": spelled_headers.header_fault,
    "prices": spelled.price_fault,
    "units": spelled.unit_fault,
    "availability": spelled.availability_fault,
}


def cases() -> Iterator[Any]:
    for path in sorted(HERE.glob("*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            yield pytest.param(path.stem, case, id=f"{path.parent.name}/{path.stem}: {case['id']}")


@pytest.mark.parametrize(("table", "case"), [*cases()])
def test_a_spelling_is_read_as_whoever_wrote_it_meant_it(table: str, case: spelled.Case, tmp_path: Path) -> None:
    fault = spelled.told(TABLES[table], case, tmp_path)

    assert bool(fault) == ("fails" in case), fault or "it is read as wanted now: take its `fails` away"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(p, id=f"{p.parent.parent.name}/variants: {p.name}")
        for p in sorted(HERE.glob("*/variants/*.want.json"))
    ],
)
def test_a_file_of_variants_is_read_as_whoever_wrote_it_meant_it(path: Path) -> None:
    want = json.loads(path.read_text(encoding="utf-8"))
    (file,) = (one for one in path.parent.glob(path.name.removesuffix("want.json") + "*") if one != path)

    fault = spelled.told(spelled.variants_fault, file, want)

    assert bool(fault) == ("fails" in want), fault or "it is read as wanted now: take its `fails` away"
