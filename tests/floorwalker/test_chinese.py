"""A Chinese shop from its export to a conversation: imported, trained, run, and talked with in Chinese; and beside it a
German one, whose site has a catalog of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from data.catalog.store import CatalogStore
from data.database import connect
from floorwalker.settings import ROOT
from tests import needs
from tests.floorwalker.running import Shopper, Stack, free_ports, running

pytestmark = needs.RASA
SHOP = ROOT / "tests" / "chinese_shop"
GERMAN_SHOP = ROOT / "tests" / "german_shop" / "products.csv"
BOTH = {"SITE_KEYS": '["demo", "german"]', "CATALOGS": '{"german": "german"}'}
RED = ["颜色", "eq", "红色"]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Both shops, the Chinese one with the demo shop's orders and pages."""
    home = tmp_path_factory.mktemp("chinese")
    settings = BOTH | {"ORDERS_URL": "demo", "CURRENCY": "CNY", "CATALOGS_PORT": str(free_ports(1)[0])}
    given = {f"FLOORWALKER_{name}": value for name, value in {"HOME": str(home), **settings}.items()}
    german = [sys.executable, "-m", "floorwalker", "import", str(GERMAN_SHOP), "--catalog", "german"]
    subprocess.run(german, env=os.environ | given, check=True, capture_output=True)
    options = ["--catalog", str(SHOP / "products.jsonl"), "--format", "jsonl", "--mapping", str(SHOP / "mapping.yaml")]
    with running(home, *options, **settings) as stack:
        pages = [sys.executable, "-m", "floorwalker", "pages", "import", str(ROOT / "data" / "demo" / "pages")]
        subprocess.run(pages, env=stack.environment, check=True, capture_output=True)
        yield stack


@pytest.fixture
def shopper(stack: Stack) -> Iterator[Shopper]:
    with httpx.Client(base_url=stack.url, timeout=30) as client:
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


def test_no_shopper_of_one_site_sees_a_product_of_the_other(stack: Stack, shopper: Shopper) -> None:
    said = ["红色T恤", "show me something red", "Toaster", "Nordwerk Wasserkocher", "电饭煲", "anything else?", "rote"]
    own = {line.split(";")[0] for line in GERMAN_SHOP.read_text(encoding="utf-8").splitlines()[1:]}
    lines = (SHOP / "products.jsonl").read_text(encoding="utf-8").splitlines()
    chinese = {product["id"]: product["title"] for product in map(json.loads, lines)}
    with httpx.Client(base_url=stack.url, timeout=30) as client:
        german = Shopper(client, site_key="german")
        heard = {key: [one.says(words) for words in said] for key, one in (("demo", shopper), ("german", german))}
        titles_of_t01 = [one.get("/v1/chat/products/t01").json()["title"] for one in (shopper.client, client)]
        elsewhere = client.get("/v1/chat/products/t02").status_code
        people = [one.does("human")["notice"]["kind"] for one in (shopper, german)]
        viewing = client.post("/v1/chat/messages", json={"text": "is it red?", "page": {"product_id": "t02"}}).json()

    def shown(key: str) -> list[dict[str, Any]]:
        lists = (answers["products"]["products"] for answers in heard[key] if "products" in answers)
        return [product for products in lists for product in products]

    assert len(shown("german")) >= 10
    assert len(shown("demo")) >= 10
    assert {product["id"] for product in shown("german")} <= own
    assert {product["title"] for product in shown("german")}.isdisjoint(chinese.values())
    assert {(product["id"], product["title"]) for product in shown("demo")} <= set(chinese.items())
    assert titles_of_t01[0] == chinese["t01"]
    assert "toaster" in titles_of_t01[1].lower()
    assert (elsewhere, people) == (404, ["handoff"] * 2)
    assert not any(title in json.dumps(viewing, ensure_ascii=False) for title in chinese.values())
    toasters = heard["german"][said.index("Toaster")]["products"]["products"]
    assert {product["category"] for product in toasters} == {"Toaster"}  # the words of its catalog are linked


def test_changes_and_log_of_one_are_not_the_others(stack: Stack, shopper: Shopper) -> None:
    delete = [sys.executable, "-m", "floorwalker", "products", "delete", "t03", "--catalog", "german"]
    done = subprocess.run(delete, env=stack.environment, check=True, capture_output=True, text=True)
    with httpx.Client(base_url=stack.url, timeout=30) as client:
        german = Shopper(client, site_key="german")
        german.says("Toaster")
        gone = client.get("/v1/chat/products/t03").status_code
    shopper.says("红色T恤")

    assert "the catalog has 35 products" in done.stdout
    assert (gone, shopper.client.get("/v1/chat/products/t03").status_code) == (404, 200)
    engine = connect(stack.environment.get("FLOORWALKER_DATABASE_URL") or f"sqlite:///{stack.home}/floorwalker.db")
    own = {"": CatalogStore(engine), "german": CatalogStore(engine, "german")}
    versions = {name: active.version for name, store in own.items() if (active := store.active())}
    query = (
        "SELECT DISTINCT site_key, catalog_version FROM rankings JOIN messages ON messages.id = message_id"
        " JOIN conversations ON conversations.id = conversation_id"
    )
    with engine.connect() as connection:
        logged = {tuple(row) for row in connection.execute(text(query))}
    engine.dispose()
    assert logged == {("demo", versions[""]), ("german", versions["german"])}


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
