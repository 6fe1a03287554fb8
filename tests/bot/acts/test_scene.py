from __future__ import annotations

import pytest

from bot.acts.scene import Scene


def test_a_tag_says_what_stands_before_the_shopper() -> None:
    scene = Scene.of_tag("question:screen size")

    assert (scene.state, scene.asked, scene.listed) == ("question", "screen size", 5)
    assert Scene.of_tag("page").listed == 0


@pytest.mark.parametrize("tag", ["nowhere", "list:colour", "question"])
def test_a_tag_that_is_none_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match=tag):
        Scene.of_tag(tag)
