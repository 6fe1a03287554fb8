"""What Chinese words say, over a Chinese catalog and over an English one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.catalog.constraints import Range
from data.catalog.products import Catalog
from data.catalog.store import CatalogStore
from data.database import connect, upgrade
from floorwalker.settings import ROOT
from retrieval.attribute_table import AttributeTable
from retrieval.search.lexical import LexicalIndex
from retrieval.understanding.linker import Linker
from tests.data.catalog.whole_import import import_catalog

SHOP = ROOT / "tests" / "chinese_shop"
LAPTOP, SHIRT, COOKER, BACKPACK = "笔记本电脑", "T恤", "电饭煲", "双肩包"


def imported(folder: Path, file: Path, mapping: Path) -> Catalog:
    """The catalog that an import of the file makes."""
    url = f"sqlite:///{folder / 'catalog.db'}"
    upgrade(url)
    store = CatalogStore(connect(url))
    import_catalog(file, format="jsonl", mapping=mapping, store=store, currency="CNY", progress=None)
    return store.load()


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return imported(tmp_path_factory.mktemp("chinese"), SHOP / "products.jsonl", SHOP / "mapping.yaml")


@pytest.fixture(scope="module")
def linker(catalog: Catalog) -> Linker:
    return Linker(AttributeTable.from_catalog(catalog))


def constraints(linker: Linker, text: str, **more: Any) -> list[tuple[str, str, Any]]:
    return [(c.attribute, c.op, c.value) for c in linker.link(text, **more).constraints]


@pytest.mark.parametrize(
    ("text", "types", "expected"),
    [
        ("红色T恤", [SHIRT], [("颜色", "eq", "红色")]),
        ("我想买一件红的纯棉T恤", [SHIRT], [("颜色", "eq", "红色"), ("材质", "eq", "纯棉")]),
        ("黑色或者白色的T恤", [SHIRT], [("颜色", "in", ("黑色", "白色"))]),
        ("尺码L的T恤", [SHIRT], [("尺码", "eq", "L")]),
        ("500元以下的电饭煲", [COOKER], [("price", "lte", 500)]),
        ("3升以上的电饭煲，预算三百", [COOKER], [("容量", "gte", 3), ("price", "lte", 300)]),
        ("1.5公斤以内的笔记本", [LAPTOP], [("重量", "lte", 1500)]),
        ("16GB内存的笔记本电脑", [LAPTOP], [("内存", "eq", 16)]),
        ("四千左右的笔记本", [LAPTOP], [("price", "between", Range(min=3400, max=4600))]),
        ("防水的双肩包", [BACKPACK], [("防水", "eq", True)]),
        ("不防水的背包", [BACKPACK], [("防水", "eq", False)]),
        ("不要远行的双肩包", [BACKPACK], [("brand", "neq", "远行")]),
        ("适合笔记本电脑的双肩包", [BACKPACK], []),
        ("red t-shirt", [SHIRT], [("颜色", "eq", "红色")]),
        ("laptop with 16GB", [LAPTOP], [("内存", "eq", 16)]),
    ],
)
def test_finds_types_values_and_limits(
    linker: Linker, text: str, types: list[str], expected: list[tuple[str, str, Any]]
) -> None:
    assert linker.link(text).product_types == types
    assert constraints(linker, text) == expected


@pytest.mark.parametrize("text", ["不要黑色", "黑色的不要", "除了黑色都可以", "不想要黑色的", "不喜欢黑色"])
def test_what_is_not_wanted_is_left_out(linker: Linker, text: str) -> None:
    assert constraints(linker, text, types=[SHIRT]) == [("颜色", "neq", "黑色")]


@pytest.mark.parametrize(
    ("text", "attribute", "direction", "sorts", "compares"),
    [
        ("便宜一点", "price", "low", False, True),
        ("再便宜点", "price", "low", False, True),
        ("太贵了", "price", "low", False, True),
        ("不要太贵的", "price", "low", False, False),
        ("最便宜的", "price", "low", True, False),
        ("按价格从高到低排序", "price", "high", True, False),
        ("容量大一点", "容量", "high", False, True),
        ("更轻的", "重量", "low", False, True),
    ],
)
def test_degrees_lean_compare_and_sort(
    linker: Linker, text: str, attribute: str, direction: str, sorts: bool, compares: bool
) -> None:
    (found,) = linker.link(text).preferences
    assert (found.attribute, found.direction, found.sorts, found.compares) == (attribute, direction, sorts, compares)


def test_names_attributes_without_values(linker: Linker) -> None:
    assert linker.link("换个颜色").attributes == ["颜色"]
    assert linker.link("第二个多少钱").attributes == ["price"]
    assert linker.link("第一个多重").attributes == ["重量"]


def test_a_question_is_answered_in_few_words(linker: Linker) -> None:
    assert constraints(linker, "要", asked="防水") == [("防水", "eq", True)]
    assert constraints(linker, "不需要", asked="防水") == [("防水", "eq", False)]
    assert constraints(linker, "不在乎", asked="防水") == []
    assert constraints(linker, "红的", asked="颜色") == [("颜色", "eq", "红色")]


def test_the_words_left_are_those_of_the_thing(linker: Linker) -> None:
    assert linker.link("请问你们有没有适合夏天穿的T恤啊").rest == "夏天穿 T恤"
    assert linker.link("我想买一个便宜的电饭煲，谢谢").rest == COOKER


def test_texts_name_their_values(catalog: Catalog) -> None:
    table = AttributeTable.from_catalog(catalog)
    named = {
        table.attributes[table.entry_attribute[i]].name for i in range(len(table.entry_row)) if table.entry_named[i]
    }
    assert {"颜色", "材质", "版型", "内胆"} <= named


def test_chinese_words_search_an_english_catalog(small_catalog: Catalog) -> None:
    linker = Linker(AttributeTable.from_catalog(small_catalog))
    found = linker.link("我想要一个30欧元以内的红色无线鼠标")

    assert found.product_types == ["Mouse"]
    assert {(c.attribute, c.value) for c in found.constraints} == {
        ("price", 30),
        ("colour", "Red"),
        ("connectivity", "Wireless"),
    }
    assert found.rest == "Mouse"


def test_words_find_products_however_they_are_parted() -> None:
    texts = ["红色纯棉T恤", "红酒杯", "电饭煲 5升", "usb数据线"]
    index = LexicalIndex.build([{"title": t, "category": "", "facts": "", "description": ""} for t in texts])

    assert [int(index.scores(query).argmax()) for query in ("T恤", "红色", "饭煲", "数据线", "USB线")] == [
        0,
        0,
        2,
        3,
        3,
    ]


@pytest.mark.evaluation_data
def test_links_the_words_of_a_real_chinese_shop(evaluation_data: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("title: name\ndescription: brief\nprice: retail_price\navailable: on_sale\n", encoding="utf-8")
    catalog = imported(tmp_path, evaluation_data / "litemall-zh" / "products.jsonl", mapping)
    linker = Linker(AttributeTable.from_catalog(catalog))

    assert len(catalog.products) >= 230
    assert linker.link("100元以下的毛巾").product_types == ["毛巾"]
    assert ("price", "lte", 100) in constraints(linker, "100元以下的毛巾")
    assert linker.link("有没有便宜一点的被子").preferences[0].attribute == "price"
    assert ("材质", "eq", "100%棉") in constraints(linker, "100%棉", asked="材质")
