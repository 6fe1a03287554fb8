"""What a search for what should be gone sees, in whatever it is written; and what says too little to be looked for."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from data.privacy.searching import Needle, blank, needles, search_file, search_files

SAID = "we moor at Pier 7, could it arrive there"
CHINESE = "请送到码头七号的船上好吗"
BOTH = [Needle(SAID, False), Needle(CHINESE, False)]


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-16-le"),
        lambda text: json.dumps(text).encode(),
        lambda text: quote(text).encode(),
        lambda text: gzip.compress(b"." * 10_000_000 + text.encode()),
    ],
)
@pytest.mark.parametrize("text", [SAID, CHINESE])
def test_finds_a_text_however_it_is_written(tmp_path: Path, written: object, text: str) -> None:
    path = tmp_path / "any"
    path.write_bytes(b"before" + written(text) if not written(text).startswith(b"\x1f") else written(text))  # type: ignore[operator]

    assert {one.text for one in search_file(path, BOTH)} == {text}


def test_finds_a_text_in_a_zip_and_none_in_an_empty_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside", SAID)
    (tmp_path / "empty").touch()

    found = search_files(tmp_path, BOTH)

    assert (found.searched, found.found) == (2, {"a.npz": {BOTH[0]}})


def test_looks_for_ids_and_for_what_is_more_than_a_few_words() -> None:
    long = " ".join(f"word{number}" for number in range(40))
    found = needles(["id-1"], ["mouse", "red mouse please", SAID, CHINESE, "鼠标", f'{SAID}"\n{long}'], "42")

    texts = [one.text for one in found]
    assert (texts[0], [one for one in texts if "42" in one]) == ("id-1", [])
    assert needles([], [], "customer-42") == [Needle("customer-42", False)]
    assert len(needles(["id-1"], [SAID, long], most=1)) == 2
    assert {SAID, CHINESE} <= set(texts)
    assert not {"mouse", "red mouse please", "鼠标"} & set(texts)
    middle = (len(long) - 60) // 2
    assert {long[:60], long[middle : middle + 60], long[-60:]} <= set(texts)
    assert all(len(text) <= 60 for text in texts)


def test_a_sentence_is_not_theirs_in_a_file_of_before_but_an_id_is(tmp_path: Path) -> None:
    path = tmp_path / "pages.json"
    path.write_text(f"{SAID} id-1", encoding="utf-8")
    later = datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=1)

    found = search_files(tmp_path, [Needle("id-1", True), *BOTH], since=later)

    assert found.found == {"pages.json": {Needle("id-1", True)}}


def test_blanks_in_place_so_that_a_writer_can_go_on(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    with path.open("a", encoding="utf-8") as writer:
        writer.write(f"one {SAID} two {json.dumps(CHINESE)}\n")
        writer.flush()
        assert blank(path, BOTH) == 2
        writer.write("three\n")

    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"one {'x' * len(SAID)} two ")
    assert text.endswith("\nthree\n")
    assert search_file(path, BOTH) == set()
