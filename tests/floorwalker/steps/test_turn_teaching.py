from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.acts.classifier import ActClassifier
from bot.acts.scene import Scene
from bot.acts.shop_model import current, serving
from data.database import connect
from floorwalker.steps import turn_teaching
from floorwalker.steps.turn_teaching import TurnTeaching, by_chance


def silent(_title: str) -> Callable[[int, int], None]:
    return lambda _done, _total: None


def test_a_difference_is_one_if_chance_would_hardly_make_it() -> None:
    assert by_chance(0, 0) == 1.0
    assert by_chance(5, 0) == 1 / 32
    assert by_chance(5, 5) > 0.5


@pytest.mark.slow
def test_what_a_shop_calls_things_is_learned_and_put_in_use(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn_teaching, "MOST_REPLAYED", 700)
    monkeypatch.setattr(turn_teaching, "MOST_OTHERS", 60)
    things = (
        "jacket",
        "tent",
        "lamp",
        "kettle",
        "rucksack",
        "mouse",
        "phone",
        "stove",
        "helmet",
        "map",
        "boots",
        "cup",
    )
    said = ("zonk me the {}", "could you zonk this {}", "i want that {} zonked", "zonk the {} please", "a zonked {}")
    lines = [f"list | newsletter | {words.format(thing)}" for thing in things for words in said]
    (tmp_path / "ours.txt").write_text("\n".join(lines), encoding="utf-8")
    engine = connect(sqlite_url)

    outcome = TurnTeaching(engine, tmp_path, silent).run()
    engine.dispose()

    assert outcome.version == current(tmp_path), outcome.said
    assert outcome.version, outcome.said
    words, scene = "zonk the bottle please", Scene("list", listed=5)
    newsletter = ActClassifier.load().acts.index("newsletter")
    before, after = (one.judge(words, [words], scene, [None])[0] for one in (ActClassifier.load(), serving(tmp_path)))
    assert after[newsletter] > 5 * before[newsletter]
