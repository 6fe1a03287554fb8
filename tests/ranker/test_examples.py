"""Examples on disk and in counts; what is wrong with a file is said with line, field and remedy."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ranker.errors import ExamplesInvalid
from ranker.examples import data_card, read_examples, write_examples
from tests.ranker.requests import examples


def test_reads_what_it_wrote(tmp_path: Path) -> None:
    written = examples(5)
    write_examples(tmp_path / "folder" / "examples.jsonl.gz", written)

    assert read_examples(tmp_path / "folder" / "examples.jsonl.gz") == written


def test_the_data_card_counts() -> None:
    card = data_card([*examples(4), *examples(2, "held out")])

    assert card.by_split == {"train": 4, "held out": 2}
    assert card.groups == {"train": 3, "dev": 0, "held out": 2}
    assert (card.relevant_mean, card.candidates_mean, card.serving_mean) == (1.0, 6.0, 1.0)
    assert card.data_hash == data_card([*examples(4), *examples(2, "held out")]).data_hash
    assert card.data_hash != data_card(examples(4)).data_hash


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("relevance", [0.5], "1 grades for 6 candidates"),
        ("relevance", [2, 0, 0, 0, 0, 0], r"must lie in \[0, 1\]"),
        ("affinities", [[0, 0]] * 5, "one number for each value of each candidate"),
        ("affinities", [[0, 2]] * 6, r"must lie in \[-1, 1\]"),
        ("split", "test", "line 2, split"),
        ("colour", 1, "line 2, colour"),
    ],
)
def test_a_wrong_column_is_named_with_its_line(field: str, value: object, words: str, tmp_path: Path) -> None:
    path = tmp_path / "examples.jsonl.gz"
    write_examples(path, examples(2))
    lines = gzip.decompress(path.read_bytes()).splitlines()
    path.write_bytes(gzip.compress(lines[0] + b"\n" + json.dumps(json.loads(lines[1]) | {field: value}).encode()))

    with pytest.raises(ExamplesInvalid, match=words):
        read_examples(path)


def test_a_file_that_is_cut_off_or_empty_is_to_be_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "examples.jsonl.gz"
    write_examples(path, examples(20))
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ExamplesInvalid, match="make it again"):
        read_examples(path)

    path.write_bytes(gzip.compress(b""))
    with pytest.raises(ExamplesInvalid, match="has no examples"):
        read_examples(path)
