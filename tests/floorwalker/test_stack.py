"""The whole assistant as a newcomer runs it: `floorwalker up` on the demo catalog, then talks with it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import create_engine, text

from recommender.protocol.recommend import USE
from tests import needs
from tests.floorwalker.running import Shopper, Stack, played, running

pytestmark = needs.RASA


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running(tmp_path_factory.mktemp("home")) as stack:
        yield stack


@pytest.fixture
def shopper(stack: Stack) -> Iterator[Shopper]:
    with httpx.Client(base_url=stack.url, timeout=30) as client:
        yield Shopper(client)


def logged(stack: Stack, query: str, **values: Any) -> list[Any]:
    """The first column of what a query finds in the stack's database."""
    engine = create_engine(f"sqlite:///{stack.home / 'floorwalker.db'}")
    with engine.connect() as database:
        found = list(database.execute(text(query), values).scalars())
    engine.dispose()
    return found


def test_goes_from_a_need_to_a_product_by_words_and_by_taps(shopper: Shopper) -> None:
    first = shopper.says("I need a wireless mouse")
    asked = first["question"]
    question = (shopper.chooses(asked["attribute"], None) if asked["attribute"] == USE else first)["question"]
    narrowed = shopper.chooses(question["attribute"], question["options"][0]["value"])
    shopper.does("show_more")

    assert all("mouse" in p["title"].lower() for p in first["products"]["products"])
    assert question["options"]
    assert question["attribute"] in narrowed["products"]["products"][0]["matched"]
    assert narrowed["question"]["attribute"] != question["attribute"]


def test_shows_other_products_when_asked_for_more(shopper: Shopper) -> None:
    first = shopper.says("laptop")["products"]["products"]
    more = shopper.does("show_more")["products"]["products"]

    assert not {p["id"] for p in first} & {p["id"] for p in more}


def test_asks_something_else_when_the_shopper_does_not_mind(shopper: Shopper) -> None:
    asked = shopper.says("headphones")["question"]["attribute"]

    tapped = shopper.chooses(asked, None)["question"]["attribute"]
    typed = shopper.says("I don't mind")["question"]["attribute"]

    assert len({asked, tapped, typed}) == 3


def test_forgets_the_constraints_when_the_shopper_starts_over(shopper: Shopper) -> None:
    shopper.says("wireless mouse under 30 euros")

    shopper.does("restart")
    after = shopper.says("laptop")["products"]

    assert after["constraints"] == []
    assert "mouse" not in after["query"]


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.full)])
def test_completes_the_scripted_conversations(stack: Stack, every: int) -> None:
    result = played(stack, "--every", str(every))

    assert result["scripts"] >= 300 // every
    assert result["completed"] >= 0.95 * result["scripts"], json.dumps(result["failures"], indent=1, ensure_ascii=False)


@pytest.mark.parametrize(
    "words",
    ["😀🎉", "<script>alert(1)</script><b>mouse</b>", "我想要一个鼠标", "/restart", "'; DROP TABLE messages; --"],
)
def test_answers_strange_words_and_logs_them_as_they_were(stack: Stack, shopper: Shopper, words: str) -> None:
    answers = shopper.says(words)

    assert answers
    payloads = logged(stack, "SELECT payload FROM messages WHERE sender = 'shopper'")
    assert words in [json.loads(payload).get("text") for payload in payloads]


def test_stores_what_was_shown_with_its_weights_and_the_event_that_followed(stack: Stack, shopper: Shopper) -> None:
    shown = shopper.says("office chair")["products"]
    event = {
        "event_id": uuid.uuid4().hex,
        "type": "product_click",
        "at": datetime.now(UTC).isoformat(),
        "message_id": shown["id"],
        "product_id": shown["products"][0]["id"],
        "position": 0,
    }

    assert shopper.reports([event]) == {"stored": 1, "repeated": 0, "kept_apart": 0}
    assert shopper.reports([event]) == {"stored": 0, "repeated": 1, "kept_apart": 0}
    ranking = "SELECT model_version FROM rankings WHERE query_id = :id"
    assert logged(stack, ranking, id=shown["query_id"]) == [shown["model_version"]]
    weights = "SELECT weight FROM shown_attributes WHERE message_id = :id ORDER BY position"
    assert logged(stack, weights, id=shown["id"]) == [a["weight"] for a in shown["attributes"]]


def test_erases_a_shopper_from_every_file_while_others_talk(stack: Stack, shopper: Shopper) -> None:
    words = "a laptop for editing wedding films on the ferry to Gotland"
    with httpx.Client(base_url=stack.url, timeout=30) as client:
        anna = Shopper(client, shopper_id="customer-anna-4711")
        shown = anna.says(words)["products"]
        anna.does("human")
    gone = [word.encode() for word in (words, "customer-anna-4711", anna.session_id)]
    assert any(word in path.read_bytes() for path in stack.home.rglob("*.db*") for word in gone)

    command = [sys.executable, "-m", "floorwalker", "privacy", "erase", "customer-anna-4711"]
    done = subprocess.run(command, env=stack.environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert shopper.says("I need a wireless mouse")["products"]["total"] > 0
    files = [path for path in stack.home.rglob("*") if path.is_file()]
    assert [str(path) for path in files if any(word in path.read_bytes() for word in gone)] == []
    assert logged(stack, "SELECT query_id FROM rankings WHERE query_id = :id", id=shown["query_id"]) == []
    private = [*stack.home.glob("*.db*"), *(stack.home / "bot").glob("*.db*"), *(stack.home / "logs").iterdir()]
    assert {path.stat().st_mode & 0o077 for path in private if not path.name.startswith("embeddings")} == {0}


def test_serves_the_page_the_widget_and_the_pictures(stack: Stack, shopper: Shopper) -> None:
    product = shopper.says("backpack")["products"]["products"][0]

    for path in ("/", "/widget.js", product["image_url"]):
        assert httpx.get(stack.url + path).status_code == 200


def test_a_part_that_is_killed_is_waited_for_and_nobody_is_passed_on(stack: Stack, shopper: Shopper) -> None:
    recommender = next(p for p in stack.children() if "recommender" in p.cmdline())

    recommender.kill()
    answers = shopper.says("I need a wireless mouse")

    assert "products" in answers or answers["notice"]["reason"] == "outage"
    deadline = time.monotonic() + 90
    shown = "SELECT type FROM messages WHERE conversation_id = :id AND sender = 'bot' AND reply_to IS NOT NULL"
    while "products" not in logged(stack, shown, id=shopper.session_id):  # at the latest when it is back
        assert time.monotonic() < deadline
        time.sleep(0.5)
    assert shopper.says("I need a wireless mouse")["products"]["total"] > 0
    assert logged(stack, "SELECT status FROM conversations WHERE id = :id", id=shopper.session_id) == ["bot"]


def test_no_file_of_the_home_holds_what_shoppers_say_of_themselves(stack: Stack, shopper: Shopper) -> None:
    said = ["where is FW-10232?", "anna@example.com", "change the address please", "Ahornallee 12, 14059 Kleinfurt"]
    heard = [shopper.says(words) for words in [*said, "yes", "I'm Wendolyn Quasterbeck, my password is Zebra!99"]]
    with httpx.Client(base_url=stack.url, timeout=30) as client:
        chinese = Shopper(client, "zh")
        for words in ("我叫上官云飞", "我的订单FW-10233到哪了", "邮箱是anna@example.com", "手机13912348765"):
            chinese.says(words)
    values = ["FW-10232", "FW-10233", "anna@example.com", "Ahornallee", "Kleinfurt", "Lindenweg", "Wendolyn"]
    values += ["Quasterbeck", "Zebra!99", "上官云飞", "13912348765"]

    everything = {path: path.read_bytes().lower() for path in stack.home.rglob("*") if path.is_file()}

    assert "Ahornallee 12, 14059 Kleinfurt" in heard[3]["text"]["text"]  # the shopper sees it
    assert any("‹order_1›".encode() in one or b"order_1" in one for one in everything.values())  # what is searched
    for value in values:
        forms = {value, json.dumps(value).strip('"'), quote(value)}
        coded = [form.lower().encode(coding) for form in forms for coding in ("utf-8", "utf-16-le", "utf-16-be")]
        assert [path for path, one in everything.items() if any(form in one for form in coded)] == [], value
