"""Models made worse, to see whether the gate lets them pass."""

from __future__ import annotations

from datetime import UTC, datetime

from benchmarks.experiments.stability import shuffled
from ranker.experience import Experience, Lesson


def test_a_wrong_experience_says_as_much_of_other_values() -> None:
    effects = {"Red": 0.5, "Black": -0.2, "White": 0.0, "Oak": 0.1}
    lesson = Lesson(category="Lamp", conversations=10, values={"colour": effects}, answerable={"colour": 0.7})
    taught = Experience(created_at=datetime(2026, 1, 1, tzinfo=UTC), lessons=[lesson])
    wrong = shuffled(taught, seed=3)

    (other,) = wrong.lessons
    assert other.values["colour"].keys() == effects.keys()
    assert sorted(map(abs, other.values["colour"].values())) == sorted(map(abs, effects.values()))
    assert other.values != lesson.values
    assert other.answerable == lesson.answerable
    assert wrong == shuffled(taught, seed=3)
