"""The file in which a model's folder keeps what conversations taught."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ranker.errors import ModelInvalid
from ranker.experience import EXPERIENCE, Experience, Lesson, read_experience, write_experience

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def experience(**fields: object) -> Experience:
    lesson = Lesson(category="Bag", conversations=12, values={"colour": {"Red": 0.2}}, answerable={"colour": 0.4})
    return Experience.model_validate({"created_at": NOW, "conversations": 12, "lessons": [lesson]} | fields)


def test_reads_what_it_wrote(tmp_path: Path) -> None:
    write_experience(tmp_path, experience())

    assert read_experience(tmp_path) == experience()


def test_a_folder_without_one_has_none(tmp_path: Path) -> None:
    assert read_experience(tmp_path) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("version", 2), ("lessons.0.values.colour.Red", 3.0), ("usually_answerable", 0), ("lessons.0.surprise", 1)],
)
def test_names_the_field_that_cannot_be_and_the_remedy(tmp_path: Path, field: str, value: object) -> None:
    written = json.loads(experience().model_dump_json())
    *path, last = [int(part) if part.isdigit() else part for part in field.split(".")]
    place = written
    for part in path:
        place = place[part]
    place[last] = value
    (tmp_path / EXPERIENCE).write_text(json.dumps(written))

    with pytest.raises(ModelInvalid, match=f"{field}.*rollback"):
        read_experience(tmp_path)


def test_half_a_file_is_an_error(tmp_path: Path) -> None:
    write_experience(tmp_path, experience())
    (tmp_path / EXPERIENCE).write_bytes((tmp_path / EXPERIENCE).read_bytes()[:40])

    with pytest.raises(ModelInvalid, match="learn again"):
        read_experience(tmp_path)
