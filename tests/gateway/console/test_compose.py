"""What agents try, and send besides words, over HTTP and before a real recommender of the small catalog."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import httpx
import pytest

from data.catalog.products import Catalog
from gateway.app import create_app
from gateway.config import GatewayConfig
from recommender.config import RecommenderConfig
from recommender.server.app import create_app as create_recommender
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex, publish
from tests.gateway.conftest import AT, PRODUCT, PRODUCTS, SAY, ScriptedRasa, rows
from tests.gateway.console.conftest import Floor
from tests.serving import serving, until_success

WIRELESS = {"attribute": "connectivity", "op": "eq", "value": "Wireless"}
RED = {"attribute": "colour", "op": "eq", "value": "Red"}


@pytest.fixture(scope="module")
def shop(
    small_catalog: Catalog, encoder: Encoder, tiny_model: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The URL of a recommender over the small catalog."""
    folder = tmp_path_factory.mktemp("compose-indexes")
    publish(ProductIndex.build(small_catalog, encoder, folder))
    config = RecommenderConfig("sqlite://", folder, language_model=str(tiny_model), device="cpu", workers=2)
    with serving(create_recommender(config, lambda _version: small_catalog)) as url:
        until_success(f"{url}/ready")
        yield url


@pytest.fixture
async def floor(config: GatewayConfig, shop: str, rasa: ScriptedRasa) -> AsyncIterator[Floor]:
    asked = {"query": "mouse", "constraints": [WIRELESS], "declined": ["colour"], "limit": 2, "offset": 2}
    listed = PRODUCTS | {"constraints": [WIRELESS], "attributes": [{"name": "weight", "label": "Heft", "weight": 0.7}]}
    products = [PRODUCT | {"id": id} for id in ("mouse-0", "mouse-2")]
    trace: dict[str, Any] = {"category": "Mouse", "policy": {"model_version": "m"}, "request": asked}
    trace |= {"propensity": 1.0, "propensities": [1.0, 1.0]}
    rasa.items = [{"text": "Here", "custom": listed | {"products": products, "trace": trace}}]
    app = create_app(replace(config, recommender_url=shop))
    async with app.router.lifespan_context(app), AsyncExitStack() as stack:
        yield Floor(app, config, stack)


async def asks(floor: Floor, *, claims: bool = True) -> tuple[httpx.AsyncClient, httpx.AsyncClient]:
    """Anna, who serves, and a shopper who was shown wireless mice."""
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    assert (await shopper.post(SAY, json={"text": "a wireless mouse"})).is_success
    if claims:
        assert (await does(anna, shopper, "claim", {})).is_success
    return anna, shopper


async def does(agent: httpx.AsyncClient, shopper: httpx.AsyncClient, what: str, body: Any) -> httpx.Response:
    return await agent.post(f"/v1/agent/conversations/{shopper.headers['X-Conversation']}/{what}", json=body)


async def tries(agent: httpx.AsyncClient, shopper: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    answered = await does(agent, shopper, "what-if", body)
    assert answered.status_code == 200, answered.text
    found: dict[str, Any] = answered.json()
    return found


def ids(tried: list[dict[str, Any]]) -> list[str]:
    return [one["product"]["id"] for one in tried]


async def last(shopper: httpx.AsyncClient) -> dict[str, Any]:
    message: dict[str, Any] = (await shopper.get(SAY)).json()["messages"][-1]
    return message


async def test_what_if_shows_the_new_order_beside_the_old(floor: Floor, config: GatewayConfig) -> None:
    anna, shopper = await asks(floor, claims=False)

    same = await tries(anna, shopper)
    assert [one["place"] for one in same["products"]] == [one["before"] for one in same["products"]]
    assert (same["gone"], same["total"], same["total_before"]) == ([], 6, 6)
    assert {one["product"]["id"] for one in same["products"] if one["seen"]} == {"mouse-0", "mouse-2"}
    assert [wish["text"] for wish in same["wishes"]] == ["Connectivity: Wireless"]

    red = await tries(anna, shopper, wishes=[WIRELESS, RED])
    assert set(ids(red["products"])) == {"mouse-8", "mouse-10"}
    assert {"mouse-0", "mouse-2"} <= set(ids(red["gone"]))
    assert all(one["place"] is None and one["before"] is not None for one in red["gone"])
    assert red["total"] == 2
    assert {"connectivity", "colour"} <= set(red["products"][0]["product"]["matched"])

    await does(anna, shopper, "what-if", {"wishes": [], "query": "laptop"})
    assert rows(config, "SELECT count(*) FROM messages") == rows(config, "SELECT max(seq) FROM messages")
    assert len((await shopper.get(SAY)).json()["messages"]) == 3
    audit = rows(config, "SELECT what, details FROM audit WHERE details LIKE '%what if%'")
    assert {what for what, _ in audit} == {"read"}


async def test_an_attribute_that_is_moved_moves_products(floor: Floor) -> None:
    anna, shopper = await asks(floor, claims=False)
    soft = [one | {"strength": "soft"} for one in (WIRELESS, RED)]

    colour_first = await tries(anna, shopper, wishes=soft, order=["colour", "connectivity"])
    wireless_first = await tries(anna, shopper, wishes=soft, order=["connectivity", "colour"])

    def alone(tried: dict[str, Any]) -> list[str]:
        matched = [one["product"]["matched"] for one in tried["products"]]
        return [one[0] for one in matched if len(one) == 1]

    names = [[a["name"] for a in tried["attributes"]] for tried in (colour_first, wireless_first)]
    assert names[0].index("colour") < names[0].index("connectivity")
    assert names[1].index("colour") > names[1].index("connectivity")
    assert alone(colour_first)[0] == "colour"
    assert alone(wireless_first)[0] == "connectivity"


async def test_says_before_sending_that_nothing_is_left(floor: Floor) -> None:
    anna, shopper = await asks(floor)
    nothing = [WIRELESS, {"attribute": "price", "op": "lt", "value": 5.0}]

    tried = await tries(anna, shopper, wishes=nothing)
    assert (tried["products"], tried["total"]) == ([], 0)
    assert tried["ways_out"][0]["total"] > 0
    [*_, way] = tried["ways_out"]
    assert (await tries(anna, shopper, wishes=way["wishes"]))["total"] == way["total"]

    refused = await does(anna, shopper, "products", {"what_if": {"wishes": nothing}, "client_id": "c1"})
    assert (refused.status_code, refused.json()["detail"][0]["field"]) == (422, "what_if")
    assert "nothing was sent" in refused.json()["message"]
    assert (await last(shopper))["type"] == "notice"


async def test_sends_a_list_once_and_clicks_on_it_are_joined(floor: Floor, config: GatewayConfig) -> None:
    anna, shopper = await asks(floor)
    body = {"what_if": {"wishes": [WIRELESS, RED]}, "text": "Write to me at anna@shop.example", "client_id": "c1"}

    sent = await does(anna, shopper, "products", body)
    again = await does(anna, shopper, "products", body)

    assert (sent.status_code, sent.json()) == (201, again.json())
    assert "anna@shop.example" not in sent.text
    shown = await last(shopper)
    assert (shown["type"], shown["from"], shown["agent"]) == ("products", "agent", "Anna")
    assert shown["text"] == "Write to me at anna@shop.example"
    assert {product["id"] for product in shown["products"]} == {"mouse-8", "mouse-10"}
    assert shown["total"] == 2
    assert next(one["label"] for one in shown["attributes"] if one["name"] == "weight") == "Heft"
    assert "trace" not in shown

    click = {"event_id": "e1", "type": "product_click", "at": AT.isoformat(), "message_id": shown["id"]}
    assert (await shopper.post("/v1/chat/events", json={"events": [click | {"product_id": "mouse-8"}]})).is_success
    assert rows(config, "SELECT list_id FROM events") == [(shown["id"],)]
    mark = "SELECT json_extract(policy, '$.by'), propensity FROM rankings WHERE message_id = "
    assert rows(config, f"{mark}'{shown['id']}'") == [("agent", None)]
    assert [one["seen"] for one in (await tries(anna, shopper))["products"]] == [True, True]


async def test_sends_products_that_the_agent_picked(floor: Floor) -> None:
    anna, shopper = await asks(floor)

    sent = await does(anna, shopper, "products", {"ids": ["laptop-1", "mouse-0"], "client_id": "c1"})
    unknown = await does(anna, shopper, "products", {"ids": ["mouse-0", "mouse-99"], "client_id": "c2"})
    neither = await does(anna, shopper, "products", {"client_id": "c3"})
    twice = await does(anna, shopper, "products", {"ids": ["mouse-0", "mouse-0"], "client_id": "c4"})

    assert [one["id"] for one in sent.json()["message"]["message"]["products"]] == ["laptop-1", "mouse-0"]
    assert sent.json()["message"]["propensity"] is None
    assert (unknown.status_code, unknown.json()["detail"][0]["field"]) == (422, "ids.1")
    assert "mouse-99" in unknown.json()["message"]
    assert neither.status_code == twice.status_code == 422
    assert "ids" in twice.json()["message"]


async def test_asks_with_the_values_that_there_are(floor: Floor, config: GatewayConfig) -> None:
    anna, shopper = await asks(floor)

    asked = await does(anna, shopper, "question", {"attribute": "colour", "client_id": "c1"})
    shown = await last(shopper)
    tapped = await shopper.post(SAY, json={"choice": {"attribute": "colour", "value": "Red"}})

    assert asked.status_code == 201, asked.text
    assert (shown["type"], shown["text"], shown["from"]) == ("question", "Colour: which would you like?", "agent")
    assert {option["value"] for option in shown["options"]} == {"Black", "White", "Red"}
    assert tapped.json()["messages"] == []
    read = await anna.get(f"/v1/agent/conversations/{shopper.headers['X-Conversation']}")
    assert read.json()["messages"][-1]["message"]["choice"] == {"attribute": "colour", "value": "Red"}
    assert [one["propensity"] for one in read.json()["messages"] if one["sender"] == "agent"] == [None, None]
    assert rows(config, "SELECT attribute, json_extract(policy, '$.by') FROM questions") == [("colour", "agent")]


async def test_options_of_the_agent_have_to_be_some_products(floor: Floor) -> None:
    anna, shopper = await asks(floor)

    async def ask(attribute: str, *options: Any) -> httpx.Response:
        body = {"attribute": attribute, "options": options, "text": "Which?", "client_id": f"{attribute}{options}"}
        return await does(anna, shopper, "question", body | {"client_id": f"c{abs(hash(str(body)))}"})

    range_ = {"min": 60.0, "max": 80.0}
    picked = await ask("colour", "Red", "Black")
    numbers = await ask("weight", range_, 110.0)
    invented = await ask("colour", "Red", "Ultraviolet")
    elsewhere = await ask("memory", 8.0)
    empty = await ask("colour", None)

    assert [one["label"] for one in picked.json()["message"]["message"]["options"]] == ["Red", "Black"]
    assert [one["value"] for one in numbers.json()["message"]["message"]["options"]] == [range_, 110.0]
    assert (invented.status_code, invented.json()["detail"][0]["field"]) == (422, "options.1")
    assert "Red" in invented.json()["message"]
    assert (elsewhere.status_code, elsewhere.json()["detail"][0]["field"]) == (422, "attribute")
    assert empty.status_code == 422


async def test_compares_products(floor: Floor) -> None:
    anna, shopper = await asks(floor)

    sent = await does(anna, shopper, "comparison", {"ids": ["mouse-0", "mouse-1"], "client_id": "c1"})
    unknown = await does(anna, shopper, "comparison", {"ids": ["mouse-0", "nothing"], "client_id": "c2"})
    alone = await does(anna, shopper, "comparison", {"ids": ["mouse-0"], "client_id": "c3"})

    shown = await last(shopper)
    assert (sent.status_code, shown["type"], shown["from"]) == (201, "comparison", "agent")
    values = {row["label"]: row["values"] for row in shown["rows"]}
    assert values["Connectivity"] == ["Wireless", "Wired"]
    assert values["Heft"] == [60.0, 65.0]
    assert (unknown.status_code, unknown.json()["detail"][0]["field"]) == (422, "ids.1")
    assert alone.status_code == 422


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ([{"attribute": "wingspan", "op": "eq", "value": 3.0}], "wishes.0.attribute"),
        ([WIRELESS, {"attribute": "price", "op": "eq", "value": "red"}], "wishes.1"),
        ([{"attribute": "price", "op": "lt", "value": "cheap"}], "wishes.0"),
    ],
)
async def test_a_wish_that_the_catalog_does_not_know_is_named(floor: Floor, wishes: list[Any], field: str) -> None:
    anna, shopper = await asks(floor, claims=False)

    refused = await does(anna, shopper, "what-if", {"wishes": wishes})
    moved = await does(anna, shopper, "what-if", {"order": ["wingspan"]})

    assert refused.status_code == moved.status_code == 422
    assert refused.json()["detail"][0]["field"].startswith(field)
    assert moved.json()["detail"][0]["field"] == "order.0"


SENDING = [
    ("products", {"ids": ["mouse-0"], "client_id": "c1"}),
    ("question", {"attribute": "colour", "client_id": "c1"}),
    ("comparison", {"ids": ["mouse-0", "mouse-1"], "client_id": "c1"}),
]


@pytest.mark.parametrize(("what", "body"), SENDING)
async def test_only_who_serves_may_send(floor: Floor, what: str, body: dict[str, Any]) -> None:
    anna, shopper = await asks(floor)
    ben = await floor.agent("ben")

    colleagues = await does(ben, shopper, what, body)
    assert (await does(ben, shopper, "what-if", {})).status_code == 200
    assert (await does(anna, shopper, "return", {})).is_success
    nobodys = await does(anna, shopper, what, body)
    unknown = await anna.post(f"/v1/agent/conversations/nobody/{what}", json=body)
    del anna.headers["X-CSRF-Token"]
    forged = await does(anna, shopper, what, body)

    assert (colleagues.status_code, nobodys.status_code, unknown.status_code) == (403, 409, 404)
    assert forged.status_code == 403
    assert (await last(shopper))["type"] == "notice"


@pytest.mark.parametrize(("what", "body"), [*SENDING, ("what-if", {})])
async def test_says_that_the_recommender_is_down(config: GatewayConfig, what: str, body: dict[str, Any]) -> None:
    app = create_app(config)
    async with app.router.lifespan_context(app), AsyncExitStack() as stack:
        anna, shopper = await asks(Floor(app, config, stack))

        refused = await does(anna, shopper, what, body)

    assert (refused.status_code, refused.json()["error"]) == (503, "part_down")
    assert "nothing was sent" in refused.json()["message"]


async def test_what_if_needs_no_list_to_start_from(floor: Floor, rasa: ScriptedRasa) -> None:
    rasa.items = [{"text": "Hello"}]
    anna, shopper = await floor.agent("anna"), await floor.shopper()

    nothing = await tries(anna, shopper)
    found = await tries(anna, shopper, query="laptop", wishes=[])

    assert nothing["total_before"] is found["total_before"] is None
    assert found["products"][0]["product"]["category"] == "Laptop"
    assert found["products"][0]["before"] is None


async def test_a_draft_on_request_shows_what_is_new_and_asks_what_was_not_asked(floor: Floor) -> None:
    anna, shopper = await asks(floor)

    done = await does(anna, shopper, "suggestions", None)
    again = await does(anna, shopper, "suggestions", None)

    assert done.status_code == 200, done.text
    draft = done.json()["suggestion"]
    assert again.json()["suggestion"]["id"] == draft["id"]  # it waits still
    kinds = {part["message"]["type"]: part["message"] for part in draft["parts"]}
    shown = [product["id"] for product in kinds["products"]["products"]]
    assert shown
    assert not {"mouse-0", "mouse-2"} & set(shown)
    assert kinds["products"]["text"] == "These fit as well:"
    assert kinds["question"]["attribute"] not in ("colour", "connectivity")
    opened = (await anna.get(f"/v1/agent/conversations/{shopper.headers['X-Conversation']}")).json()
    assert [one["id"] for one in opened["suggestions"]] == [draft["id"]]

    body = {"state": "accepted", "client_id": "d1"}
    sent = await does(anna, shopper, f"suggestions/{draft['id']}/decide", body)
    assert [one["message"]["type"] for one in sent.json()["messages"]] == ["products", "question"]
    policies = rows(floor.config, "SELECT policy, request FROM rankings ORDER BY message_id")
    assert any(json.loads(policy)["by"] == "agent" for policy, _ in policies if policy and "by" in policy)
    later = (await does(anna, shopper, "suggestions", None)).json()["suggestion"]
    asked = [part["message"].get("attribute") for part in later["parts"]] if later else []
    assert kinds["question"]["attribute"] not in asked


async def test_a_draft_is_only_for_who_serves(floor: Floor) -> None:
    anna, shopper = await asks(floor, claims=False)
    assert (await does(anna, shopper, "suggestions", None)).status_code == 409
    await does(await floor.agent("ben"), shopper, "claim", {})
    assert (await does(anna, shopper, "suggestions", None)).status_code == 403
    assert (await anna.post("/v1/agent/conversations/none/suggestions")).status_code == 404


async def test_nothing_is_drafted_where_nothing_was_looked_for(floor: Floor) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await does(anna, shopper, "claim", {})

    assert (await does(anna, shopper, "suggestions", None)).json() == {"suggestion": None}
