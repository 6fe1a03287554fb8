from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.acts import training
from bot.acts.classifier import ActClassifier
from bot.acts.scene import Scene
from bot.acts.shop_model import Record, current, digest, fits, put_in_use, record, serving, write_record
from data.database import connect
from data.privacy.erased import restamp
from floorwalker.steps import turn_teaching
from floorwalker.steps.turn_teaching import TurnTeaching, by_chance


def silent(_title: str) -> Callable[[int, int], None]:
    return lambda _done, _total: None


def test_a_difference_is_one_if_chance_would_hardly_make_it() -> None:
    assert by_chance(0, 0) == 1.0
    assert by_chance(5, 0) == 1 / 32
    assert by_chance(5, 5) > 0.5


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a shop's models, with one in use that learned when nothing had been erased."""
    home, ships = tmp_path / "turns", ActClassifier.load()
    training.write(home / "v1", ships.members, ships.of_han, ships.temperatures)
    write_record(home, "v1", Record(digest(), "", ""))
    put_in_use(home, "v1")
    return home


def test_what_learned_from_erased_words_is_removed_though_nothing_better_comes(home: Path, sqlite_url: str) -> None:
    engine = connect(sqlite_url)
    stayed = TurnTeaching(engine, home, silent).run()
    assert "what is in use stays" in stayed.said[0]
    assert current(home) == "v1"

    restamp(home.parent)
    done = TurnTeaching(engine, home, silent).run()
    engine.dispose()

    assert current(home) == ""
    assert not (home / "v1").exists()
    assert "stays" not in done.said[0]
    assert "v1 was taught before shoppers were erased" in done.said[1]


def test_a_record_of_before_erasures_were_noted_counts_as_of_before_the_first(home: Path) -> None:
    (home / "v1" / "record.json").write_text(f'{{"base": "{digest()}", "before": "", "lines": 50}}', encoding="utf-8")

    assert fits(home, "v1")
    assert record(home, "v1").erasures == ""


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
    again = TurnTeaching(engine, tmp_path, silent).run()
    engine.dispose()

    assert outcome.version == current(tmp_path), outcome.said
    assert outcome.version, outcome.said
    words, scene = "zonk the bottle please", Scene("list", listed=5)
    newsletter = ActClassifier.load().acts.index("newsletter")
    before, after = (one.judge(words, [words], scene, [None])[0] for one in (ActClassifier.load(), serving(tmp_path)))
    assert after[newsletter] > 5 * before[newsletter]
    assert again.version == "", again.said  # it is no better than what is in use by now
    assert not any(sentence.startswith(outcome.version) for sentence in again.said)
