from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from bot.acts.encoders import sentence_encoder
from bot.acts.examples import parse
from bot.acts.lessons import Lesson, table
from bot.acts.passages import passage
from bot.acts.scene import Scene
from bot.acts.transformer import Transformer
from bot.acts.trials import some
from bot.acts.tuning import Tuning, tuned, write
from language.acts import ACTS

SAID = {
    "greet": ("hi", "hello there", "good morning", "hey you"),
    "details": ("how heavy is it", "is it waterproof", "what about the colour", "does it have hdmi"),
    "search": ("a lamp for my desk", "something cheaper", "red please", "我想买一个鼠标"),
}


def test_a_transformer_learns_its_lessons_and_is_read_back(tmp_path: Path) -> None:
    lines = [f"list | {act} | {text}" for act, texts in SAID.items() for text in texts]
    lines.append("list | greet + search | hello || i need a lamp")
    examples = [example for line in lines for example in [parse(line, "en/writer")] * 2]
    lessons = [Lesson(example, Scene.of_tag("list"), [None] * len(example.judged())) for example in examples]
    taught = table(lessons, sentence_encoder())
    rows = np.arange(len(taught.targets))

    torch.set_num_threads(1)
    steps: list[tuple[int, int]] = []
    reader = tuned(lessons, taught, rows, replace(Tuning(), epochs=40), lambda *step: steps.append(step))
    write(tmp_path, reader)

    assert steps[-1] == (40, 40)
    transformer = Transformer(tmp_path)
    last = lessons[-1].example
    texts = [text for text, _ in last.judged()]
    found = passage(last.message, texts, Scene.of_tag("list"))
    logits = transformer.logits(found, some(taught.found, rows[-len(texts) :]).rows)
    place = {text: ACTS[int(row.argmax())] for text, row in zip(texts, logits, strict=True)}
    assert (place["hello"], place["i need a lamp"]) == ("greet", "search")
