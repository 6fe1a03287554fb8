"""What raw clicks say."""

from __future__ import annotations

from learning.counting import counted
from learning.shelves import Shelves
from learning.signals import signals
from learning.taste import Scales
from recommender.engine.recommender import Recommender
from tests.learning.shoppers import World, conversations


def test_counts_what_is_clicked_oftener_than_it_is_shown(recommender: Recommender, world: World) -> None:
    shelf = Shelves(recommender, recommender.ranker).of("Mouse")
    assert shelf is not None
    found = counted(shelf, signals(conversations(world, 200)).choices, Scales())
    effects = dict(zip(((f.attribute, f.value) for f in shelf.features), found.plain, strict=True))

    assert effects["connectivity", "Wired"] > 0 > effects["connectivity", "Wireless"]
    assert effects["weight", "high"] < 0


def test_without_clicks_nothing(recommender: Recommender) -> None:
    shelf = Shelves(recommender, recommender.ranker).of("Mouse")
    assert shelf is not None

    assert not counted(shelf, [], Scales()).plain.any()
