"""A Chinese shop from its export to a conversation: imported, trained, run, and talked with in Chinese."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from floorwalker.settings import ROOT
from tests import needs
from tests.floorwalker.running import Shopper, running

pytestmark = needs.RASA
SHOP = ROOT / "tests" / "chinese_shop"
RED = ["颜色", "eq", "红色"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The gateway of the shop, with the demo shop's orders and pages."""
    options = ["--catalog", str(SHOP / "products.jsonl"), "--format", "jsonl", "--mapping", str(SHOP / "mapping.yaml")]
    with running(tmp_path_factory.mktemp("chinese"), *options, ORDERS_URL="demo", CURRENCY="CNY") as stack:
        pages = [sys.executable, "-m", "floorwalker", "pages", "import", str(ROOT / "data" / "demo" / "pages")]
        subprocess.run(pages, env=stack.environment, check=True, capture_output=True)
        yield stack.url


@pytest.fixture
def shopper(address: str) -> Iterator[Shopper]:
    with httpx.Client(base_url=address, timeout=30) as client:
        yield Shopper(client, locale="zh-CN")


def constraints(answers: dict[str, dict[str, object]]) -> list[list[object]]:
    held = answers["products"]["constraints"]
    assert isinstance(held, list)
    return [[c["attribute"], c["op"], c["value"]] for c in held]


def titles(answers: dict[str, dict[str, object]]) -> list[str]:
    products = answers["products"]["products"]
    assert isinstance(products, list)
    return [product["title"] for product in products]


def test_for_a_red_t_shirt_red_ones_come_and_the_colour_is_weighed(shopper: Shopper) -> None:
    answers = shopper.says("红色T恤")

    assert "颜色" in [attribute["name"] for attribute in answers["products"]["attributes"]]
    assert constraints(answers) == [RED]
    assert len(titles(answers)) == 4
    assert all("红色" in title and "T恤" in title for title in titles(answers))


def test_refines_takes_back_and_keeps_to_a_limit(shopper: Shopper) -> None:
    shopper.says("我想买一件红色的T恤")
    other = shopper.says("换个颜色")
    back = shopper.says("撤销")
    limited = shopper.says("100元以下")

    assert constraints(other) == [["颜色", "neq", "红色"]]
    assert not any("红色" in title for title in titles(other))
    assert constraints(back) == [RED]
    assert [*RED] in constraints(limited)
    assert ["price", "lte", 100] in constraints(limited)
    assert len(titles(limited)) == 3


def test_asks_in_chinese_with_answers_in_chinese(shopper: Shopper) -> None:
    asked = shopper.says("双肩包")["question"]
    tapped = shopper.chooses(asked["attribute"], asked["options"][0]["value"])
    cooker = shopper.says("300元以内的电饭煲")

    assert asked["label"] in asked["text"]
    assert asked["text"].endswith("？")
    assert all(option["label"] not in ("Yes", "No") and "up to" not in option["label"] for option in asked["options"])
    assert tapped["products"]["text"].endswith("：")
    assert all(product["price"] <= 300 for product in cooker["products"]["products"])


def test_greets_explains_and_answers_from_chinese_pages(shopper: Shopper) -> None:
    shopper.says("电饭煲")

    assert "您" in shopper.greeting[0]["text"] or "欢迎" in shopper.greeting[0]["text"]
    assert "元" in shopper.says("第一个多少钱")["text"]["text"]
    assert "包邮" in shopper.says("满多少钱包邮")["text"]["text"]


def test_looks_after_orders_in_chinese(shopper: Shopper) -> None:
    asked = shopper.says("我的订单到哪了")["text"]["text"]
    shopper.says("订单号是FW-10231")
    told = shopper.says("anna@example.com")["text"]["text"]

    assert "订单号" in asked
    assert "邮箱" in asked
    assert "FW10231" in told
    assert "物流跟踪" in told


def test_hands_over_in_chinese(shopper: Shopper) -> None:
    shopper.says("红色T恤")
    notice = shopper.says("转人工")["notice"]

    assert notice["kind"] == "handoff"
    assert "人工客服" in notice["text"]
    assert "红色" in notice["summary"]


@pytest.mark.evaluation_data
def test_imports_a_real_chinese_shop(evaluation_data: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("title: name\ndescription: brief\nprice: retail_price\navailable: on_sale\n", encoding="utf-8")
    file = evaluation_data / "litemall-zh" / "products.jsonl"
    environment = os.environ | {"FLOORWALKER_HOME": str(tmp_path), "FLOORWALKER_CURRENCY": "CNY"}
    command = [sys.executable, "-m", "floorwalker", "import", str(file), "--format", "jsonl", "--mapping", str(mapping)]

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "239" in done.stdout
