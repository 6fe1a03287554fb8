"""Subwords as Hugging Face's library reads them, without it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from transformers import AutoTokenizer

from language.subwords import FILE, SETTINGS, Subwords
from retrieval.search.encoder import packaged_model

TEXTS = [
    "wireless mouse",
    "Geräuschlose MÄUSE, 49,90 €",
    "",
    "無線 鼠标 no. 7",
    "x" * 300,
    "mouse " * 200,
    "😀",
    "a\x00b",
]


@pytest.mark.parametrize("most", [8, 96])
def test_reads_as_the_library_does(most: int) -> None:
    library = AutoTokenizer.from_pretrained(str(packaged_model()), local_files_only=True)
    whole = library(TEXTS, truncation=True, max_length=most, padding=True, return_tensors="np")
    subwords = Subwords(packaged_model(), most)

    assert subwords.ids(TEXTS) == library(TEXTS, truncation=True, max_length=most)["input_ids"]
    ids, mask = subwords.padded(TEXTS)
    assert (ids == whole["input_ids"]).all()
    assert (mask == whole["attention_mask"]).all()


def test_cuts_and_fills_up_as_the_settings_say(tiny_model: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    settings = json.loads((folder / SETTINGS).read_text())
    (folder / SETTINGS).write_text(
        json.dumps(settings | {"truncation_side": "left", "pad_token": {"content": "[MASK]", "lstrip": False}})
    )
    subwords = Subwords(folder, 4)

    assert subwords.ids(["a b c d"])[0][1:3] == Subwords(tiny_model, 9).ids(["c d"])[0][1:3]
    assert subwords.padded(["a b", ""])[0][1].tolist() == [2, 3, 4, 4]


def test_says_what_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_text("{}")
    with pytest.raises(FileNotFoundError):
        Subwords(tmp_path, 8)
    (tmp_path / FILE).write_text("{}")
    with pytest.raises(ValueError, match=r"tokenizer\.json is no tokeniser"):
        Subwords(tmp_path, 8)
