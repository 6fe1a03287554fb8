"""What a merchandiser reads of an experience."""

from __future__ import annotations

from datetime import UTC, datetime

from ranker.experience import Experience, Lesson
from ranker.experience_words import in_words

LESSONS = [
    Lesson(category="Cup", conversations=3, values={"colour": {"Red": 0.001}}),
    Lesson(
        category="Mouse",
        conversations=57,
        importance={"dpi": -0.5},
        values={
            "connection": {"Wired": 0.1, "Wireless": -0.08, "Bluetooth": 0.05},
            "weight": {"low": 0.06, "high": -0.06},
            "silent_clicks": {"yes": 0.03, "no": -0.03},
        },
        answerable={"sensor_type": 0.1, "weight": 0.8},
    ),
    Lesson(category="Mouse", purpose="gaming", conversations=9, values={"weight": {"low": -0.2, "high": 0.2}}),
]


def test_says_what_is_chosen_what_matters_and_what_is_hard_to_answer() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    lines = list(in_words(Experience(created_at=now, conversations=60, half_life=250.0, lessons=LESSONS)))

    assert lines == [
        "Learned from 60 conversations, of which one counts half after 250 more.",
        "Mouse (57 conversations): connection: Wired, Bluetooth chosen, Wireless passed over; low weight is chosen; "
        "silent clicks: yes is chosen; dpi matters less than was thought; few can answer about sensor type.",
        "Mouse for gaming (9 conversations): high weight is chosen.",
    ]
