"""Files as shops and their systems write them: what they are taken for, and what the readers give."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
from contextlib import nullcontext, suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook

from data.catalog.importers.rows import BadRow, RawProduct, Row
from data.catalog.importing import read_rows
from data.catalog.recognising import recognise
from data.catalog.reports import ImportReport
from data.errors import SourceUnreadable

CASES = Path(__file__).parent / "importers"


def cases(name: str) -> list[Any]:
    read = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in read]


@pytest.mark.parametrize("case", [*cases("cases.yaml"), *cases("cases_unseen.yaml")])
def test_reads_what_shops_write(tmp_path: Path, case: dict[str, Any]) -> None:
    path = tmp_path / case["file"]
    path.write_bytes(content(case))
    either = case.get("either", {})

    refused = case.get("error") or either.get("error")
    if refused and "products" not in either:
        with pytest.raises(SourceUnreadable, match=refused):
            read(path)
        return
    with suppress(SourceUnreadable) if refused else nullcontext():
        rows, report, format = read(path)
        compare(case, rows, report, format)


def compare(case: dict[str, Any], rows: list[Row], report: ImportReport, format: str) -> None:
    assert case.get("as", format) == format
    good = sorted((row for row in rows if isinstance(row, RawProduct)), key=lambda row: row.line)
    expected = case.get("products", case.get("either", {}).get("products"))
    if expected is not None:
        assert [shown(one, wanted) for one, wanted in zip(good, expected, strict=True)] == expected
    if "last" in case:
        assert shown(good[-1], case["last"]) == case["last"]
    bad = [row for row in rows if isinstance(row, BadRow)]
    allowed = case.get("bad", 0)
    assert len(bad) in (allowed if isinstance(allowed, list) else [allowed]), bad
    for outcome in ("repaired", "dropped"):
        if outcome in case:
            assert report.count(outcome) == case[outcome]  # type: ignore[arg-type]
    assert not [text for text in case.get("absent", []) if text in repr(rows)]


def read(path: Path) -> tuple[list[Row], ImportReport, str]:
    report = ImportReport(source=path.name)
    format = recognise(path)
    rows = list(read_rows(path, format, None, report))
    if not rows:
        raise SourceUnreadable(f"{path}: no rows; that is what an import says of it")
    return rows, report, format


def content(case: dict[str, Any]) -> bytes:
    if case.get("pack") == "xlsx":
        return workbook(case.get("sheets") or {"Sheet1": case["rows"]})
    text: str = case.get("text", "")
    if "repeat" in case:
        text += "".join(case["repeat"]["line"].format(n=n) + "\n" for n in range(case["repeat"]["times"]))
    encoding = case.get("encoding", "utf-8")
    data = (text + case.get("tail", "")).encode(encoding)
    for written, raw in case.get("patch", {}).items():
        data = data.replace(written.encode(encoding), bytes.fromhex(raw))
    return packed(data, case)


def packed(data: bytes, case: dict[str, Any]) -> bytes:
    pack = case.get("pack")
    if pack == "zip":
        inner = case["inner"] if isinstance(case["inner"], list) else [case["inner"]]
        with BytesIO() as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name in inner:
                    archive.writestr(name, data)
            return file.getvalue()
    compress = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}
    return compress[pack](data) if pack else data


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    with BytesIO() as file:
        book.save(file)
        return file.getvalue()


def shown(given: Any, wanted: Any) -> Any:
    """Of what was read, what the case states; a number as text and as number is one."""
    if isinstance(wanted, dict):
        return {key: shown(field(given, key), value) for key, value in wanted.items()}
    if isinstance(wanted, list) and isinstance(given, list):
        return [shown(one, other) for one, other in zip(given, wanted, strict=False)] + given[len(wanted) :]
    if isinstance(wanted, bool):
        return buyable(given)
    return wanted if same(given, wanted) else given


def field(given: Any, key: str) -> Any:
    return given.get(key) if isinstance(given, dict) else getattr(given, key)


def buyable(given: Any) -> Any:
    """What the readers pass on of a stock, as the normalisation would read it; here only of the words in the cases."""
    words = {"0": False, "0.0": False, "out of stock": False, "out_of_stock": False, "ausverkauft": False}
    text = str(given).rpartition("/")[2].casefold()
    return given if isinstance(given, bool) else words.get(text, text not in ("outofstock", "soldout"))


def same(given: Any, wanted: Any) -> bool:
    if isinstance(given, str) and isinstance(wanted, str):
        return " ".join(given.split(" ")) == wanted.replace("\u00a0", " ")
    try:
        return given == wanted or float(given) == float(wanted)
    except (TypeError, ValueError):
        return False
