"""Files in the database, in parts."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from data.steering import uploads
from data.steering.refusals import UnknownUpload, UploadBroken
from data.steering.tables import UploadPartRow, UploadRow
from data.steering.uploads import Receiving, Upload

AT = datetime(2026, 3, 1, 12)


def given(engine: Engine, *parts: bytes, at: datetime = AT) -> Upload:
    receiving = Receiving(engine, name="shop.csv", by="ada", at=at)
    for part in parts:
        receiving.add(part)
    return receiving.finish()


def stored(engine: Engine) -> tuple[int, int]:
    with engine.connect() as connection:
        return tuple(len(connection.execute(select(table.__table__)).all()) for table in (UploadRow, UploadPartRow))  # type: ignore[return-value]


def test_a_file_comes_out_as_it_went_in(engine: Engine, tmp_path: Path) -> None:
    upload = given(engine, b"id,title\n", b"\x00\xff\n")

    assert (upload.name, upload.size, upload.by) == ("shop.csv", 12, "ada")
    assert uploads.write(engine, upload.id, tmp_path / "file") == upload
    assert (tmp_path / "file").read_bytes() == b"id,title\n\x00\xff\n"
    assert uploads.remove(engine, upload.id) == upload
    assert stored(engine) == (0, 0)


def test_one_that_is_not_all_there_does_not_count(engine: Engine) -> None:
    receiving = Receiving(engine, name="shop.csv", by="ada", at=AT)
    receiving.add(b"id")

    assert uploads.listed(engine) == []
    receiving.drop()
    assert stored(engine) == (0, 0)


def test_one_that_was_damaged_is_told(engine: Engine, tmp_path: Path) -> None:
    upload = given(engine, b"one", b"two")
    with engine.begin() as connection:
        connection.execute(update(UploadPartRow).where(UploadPartRow.position == 1).values(content=b"2"))

    with pytest.raises(UploadBroken, match=r"shop.csv is not as it was given; choose it again"):
        uploads.write(engine, upload.id, tmp_path / "file")
    with pytest.raises(UnknownUpload):
        uploads.write(engine, "gone", tmp_path / "file")


def test_what_is_old_cut_off_or_too_many_goes(engine: Engine) -> None:
    Receiving(engine, name="cut off", by="ada", at=AT - uploads.UNFINISHED - timedelta(seconds=1))
    running = Receiving(engine, name="on its way", by="ada", at=AT)
    given(engine, b"old", at=AT - uploads.KEPT - timedelta(seconds=1))
    kept = [given(engine, b"x", at=AT - timedelta(minutes=number)) for number in range(uploads.MOST_KEPT + 1)]

    uploads.forget(engine, AT)

    assert uploads.listed(engine) == kept[: uploads.MOST_KEPT]
    assert running.finish().name == "on its way"
