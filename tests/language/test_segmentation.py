"""Chinese texts parted into words."""

from __future__ import annotations

import pytest

from language.segmentation import Segmenter, has_han


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("红色T恤", ["红色", "T恤"]),
        ("500元以下的电饭煲", ["500", "元", "以下", "的", "电饭煲"]),
        ("买个U盘 64G的", ["买", "个", "U盘", "64G", "的"]),
        ("iPhone15手机壳，黑色", ["iPhone15", "手机", "壳", "黑色"]),
        ("hello, red mouse", ["hello", "red", "mouse"]),
        ("", []),
    ],
)
def test_words_are_parted_where_they_end(text: str, words: list[str]) -> None:
    assert Segmenter().cut(text) == words


def test_spans_cover_the_text_in_order() -> None:
    text = "我要一件红色T恤, size XL，不要太贵的！"
    spans = list(Segmenter().spans(text))

    assert "".join(text[start:end] for start, end in spans) == text


def test_words_that_are_given_stay_whole_and_others_are_parted() -> None:
    assert Segmenter(["男士t恤", "羊毛大衣"]).cut("羊毛大衣和最大") == ["羊毛大衣", "和", "最大"]
    assert Segmenter(apart=["最大"]).cut("最大") == ["最", "大"]


def test_tells_chinese_from_other_scripts() -> None:
    assert has_han("mouse 鼠标")
    assert not has_han("für Mäuse")
