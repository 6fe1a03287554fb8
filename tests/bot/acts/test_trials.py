from __future__ import annotations

import numpy as np

from bot.acts.encoders import sentence_encoder
from bot.acts.examples import parse
from bot.acts.lessons import Lesson, table
from bot.acts.scene import Scene
from bot.acts.trials import messages, read_of, some

LINES = ("list | like + details | nice. || how heavy is it", "start | greet | 你好")


def test_a_message_has_its_rows_and_what_is_read_of_it() -> None:
    examples = [parse(line, "en/writer") for line in LINES]
    lessons = [Lesson(one, Scene.of_tag(one.tag), [None] * len(one.judged())) for one in examples]
    taught = table(lessons, sentence_encoder())

    first, second = messages(taught, np.arange(len(taught.targets)))

    assert (len(first), len(second)) == (len(examples[0].judged()), 1)
    read = read_of(lessons[0])
    assert read is not None
    assert len(read.spans) == len(first)
    assert read_of(lessons[1]) is None
    assert not some(taught.found, first, scene=False, readings=False).rows[:, :3].any()
