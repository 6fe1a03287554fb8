"""Signing in and out over HTTP: cookies, CSRF, lock-out, the second factor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import pyotp
import pytest

from data.agents import accounts, second_factor
from data.agents.sessions import Lives
from data.conversations.log import now
from data.database import connect
from data.privacy import audit
from gateway.config import GatewayConfig
from tests.gateway.conftest import gateway, rows
from tests.gateway.console.conftest import PASSWORD, Floor, hire, sign_in

LOGIN, ME = "/v1/agent/login", "/v1/agent/me"
ANNA = {"name": "anna", "password": PASSWORD}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of nobody


async def test_an_agent_signs_in_and_out(floor: Floor) -> None:
    anna = await floor.agent("anna", "lead")

    me = await anna.get(ME)
    assert me.json()["agent"] == {
        "id": floor.hired["anna"].id,
        "name": "anna",
        "display": "Anna",
        "role": "lead",
        "locale": "en",
        "presence": "online",
        "second_factor": False,
    }
    assert me.json()["idle_seconds"] == 1800
    kept = dict(anna.cookies)
    assert (await anna.post("/v1/agent/logout")).status_code == 204
    assert "fw_agent" not in anna.cookies
    anna.cookies.update(kept)
    assert (await anna.get(ME)).status_code == 401


async def test_the_cookie_is_for_the_console_alone_and_no_page_reads_it(floor: Floor) -> None:
    hire(floor.config, "anna")
    browser = await floor.browser()

    answer = await sign_in(browser, "anna")

    assert answer.json()["agent"]["presence"] == "online"
    given = {one.partition("=")[0]: one for one in answer.headers.get_list("set-cookie")}
    assert given.keys() == {"fw_agent", "fw_agent_device"}
    for one in given.values():
        assert {"HttpOnly", "Path=/v1/agent", "SameSite=strict"} <= set(one.split("; "))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["csrf"] not in given["fw_agent"]
    assert PASSWORD not in answer.text
    assert "argon2" not in answer.text


@pytest.mark.parametrize(
    ("told", "url", "is_secure"),
    [
        (None, "http://127.0.0.1:8000", False),
        (None, "http://localhost:8000", False),
        (None, "http://shop.example", True),
        (None, "http://localhost.evil.example", True),
        (True, "http://127.0.0.1:8000", True),
        (False, "http://shop.example", False),
    ],
)
async def test_cookies_go_over_tls_alone_but_on_this_host(
    config: GatewayConfig, told: bool | None, url: str, is_secure: bool
) -> None:
    hire(config, "anna")
    async with gateway(replace(config, secure_cookies=told)) as client:
        client.base_url = httpx.URL(url)

        answer = await client.post(LOGIN, json=ANNA)

    assert all(("Secure" in one.split("; ")) is is_secure for one in answer.headers.get_list("set-cookie"))


async def test_a_wrong_name_and_a_wrong_password_are_answered_alike(floor: Floor) -> None:
    hire(floor.config, "anna")
    hire(floor.config, "bo")
    engine = connect(floor.config.database_url)
    accounts.disable(engine, "bo")
    browser = await floor.browser()

    tried = [("anna", "wrong password"), ("nobody", PASSWORD), ("bo", PASSWORD), ("ann'; --", "x"), ("\x00", "x")]
    answers = [await browser.post(LOGIN, json={"name": name, "password": said}) for name, said in tried]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["error"] == "not_signed_in"
    assert not browser.cookies


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": ""}, "name"), ({"password": "x" * 501}, "password"), ({"code": "12345"}, "code"), ({"x": 1}, "x")],
)
async def test_names_the_field_that_is_wrong(floor: Floor, changes: dict[str, object], field: str) -> None:
    answer = await (await floor.browser()).post(LOGIN, json=ANNA | changes)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["field"] == field


@pytest.mark.parametrize("headers", [{}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "0" * 64}, {"X-CSRF-Token": "ä"}])
async def test_changes_nothing_without_the_sessions_csrf_token(floor: Floor, headers: dict[str, str]) -> None:
    anna = await floor.agent()
    del anna.headers["X-CSRF-Token"]
    sent = {name.encode(): value.encode("latin-1") for name, value in headers.items()}

    refused = await anna.post("/v1/agent/presence", json={"presence": "away"}, headers=sent)

    assert refused.status_code == 403
    assert refused.json()["detail"][0]["field"] == "X-CSRF-Token"
    assert (await anna.get(ME)).json()["agent"]["presence"] == "online"


async def test_the_token_of_another_session_is_none(floor: Floor) -> None:
    anna, bo = await floor.agent("anna"), await floor.agent("bo")

    stolen = {"X-CSRF-Token": bo.headers["X-CSRF-Token"]}
    assert (await anna.post("/v1/agent/logout", headers=stolen)).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "https://shop.example"},
        {"Origin": "null"},
        {"Origin": "http://test", "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_pages_of_others_ask_nothing_not_even_the_shops(floor: Floor, headers: dict[str, str]) -> None:
    anna = await floor.agent()

    refused = [
        await anna.get(ME, headers=headers),
        await anna.post("/v1/agent/logout", headers=headers),
        await anna.post(LOGIN, json=ANNA, headers=headers),
    ]

    assert [answer.status_code for answer in refused] == [403, 403, 403]
    assert all("access-control-allow-credentials" not in answer.headers for answer in refused)
    assert (await anna.get(ME, headers={"Origin": "https://test"})).status_code == 200


async def test_nobody_locks_another_out(floor: Floor) -> None:
    hire(floor.config, "anna")
    mallory = await floor.browser()
    codes = [(await mallory.post(LOGIN, json=ANNA | {"password": "guess"})).status_code for _ in range(11)]
    assert codes == [401] * 10 + [429]

    assert 'floorwalker_agent_sign_ins_total{outcome="held_off"}' in (await mallory.get("/metrics")).text

    right = await mallory.post(LOGIN, json=ANNA)
    assert right.status_code == 429, "guessing on is of no use"
    assert int(right.headers["Retry-After"]) > 0

    elsewhere = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=floor.app, client=("192.0.2.7", 1)), base_url="http://test"
    )
    async with elsewhere:
        assert (await sign_in(elsewhere, "anna")).status_code == 200


async def test_a_browser_that_is_known_counts_for_itself(floor: Floor) -> None:
    anna = await floor.agent("anna")
    mallory = await floor.browser()
    for _ in range(11):
        await mallory.post(LOGIN, json=ANNA | {"password": "guess"})

    assert (await mallory.post(LOGIN, json=ANNA)).status_code == 429
    assert (await sign_in(anna, "anna")).status_code == 200, "though it is of the same address"
    hire(floor.config, "bo")
    for _ in range(10):
        assert (await anna.post(LOGIN, json={"name": "bo", "password": "guess"})).status_code == 401
    assert (await anna.post(LOGIN, json={"name": "bo", "password": "guess"})).status_code == 429, (
        "it is anna's, not bo's"
    )


async def test_an_address_that_tries_many_names_is_held_off(floor: Floor) -> None:
    mallory = await floor.browser()

    codes = [(await mallory.post(LOGIN, json={"name": f"name{n}", "password": "guess"})).status_code for n in range(61)]

    assert codes == [401] * 60 + [429]


async def test_who_signs_in_starts_anew(floor: Floor) -> None:
    hire(floor.config, "anna")
    for _ in range(3):
        browser = await floor.browser()
        for _ in range(5):
            assert (await browser.post(LOGIN, json=ANNA | {"password": "slip"})).status_code == 401
        assert (await sign_in(browser, "anna")).status_code == 200


async def test_a_second_factor_is_asked_for_and_its_code_taken_once(floor: Floor) -> None:
    anna = hire(floor.config, "anna")
    engine = connect(floor.config.database_url)
    second_factor.set_secret(engine, floor.config.agents_vault, anna, SECRET)
    browser = await floor.browser()
    code = pyotp.TOTP(SECRET).now()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"

    asked = await browser.post(LOGIN, json=ANNA)
    assert (asked.status_code, asked.json()["error"], asked.json()["detail"][0]["field"]) == (
        401,
        "code_needed",
        "code",
    )
    unknown = await browser.post(LOGIN, json=ANNA | {"password": "wrong", "code": code})
    assert unknown.json()["error"] == "not_signed_in", "who lacks the password learns of no code"
    assert not browser.cookies
    refused = await sign_in(browser, "anna", code=wrong)
    assert (refused.status_code, refused.json()["detail"][0]["field"]) == (401, "code")
    taken = await sign_in(browser, "anna", code=code)
    assert taken.json()["agent"]["second_factor"] is True
    again = await sign_in(await floor.browser(), "anna", code=code)
    assert (again.status_code, again.json()["error"]) == (401, "not_signed_in")


async def test_codes_cannot_be_guessed_from_many_addresses(floor: Floor) -> None:
    second_factor.set_secret(
        connect(floor.config.database_url), floor.config.agents_vault, hire(floor.config, "anna"), SECRET
    )
    code = pyotp.TOTP(SECRET).now()
    answers = []
    for n in range(11):
        transport = httpx.ASGITransport(app=floor.app, client=(f"192.0.2.{n}", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as browser:
            guess = f"{(int(code) + 100 + n) % 1_000_000:06}"
            answers.append((await browser.post(LOGIN, json=ANNA | {"code": guess})).status_code)

    assert answers == [401] * 10 + [429]


async def test_a_session_ends_when_nothing_is_asked(config: GatewayConfig) -> None:
    hire(config, "anna")
    async with gateway(replace(config, agent_sessions=Lives(idle=timedelta(0)))) as client:
        await sign_in(client, "anna")

        over = await client.get(ME)

    assert over.status_code == 401
    assert "sign in" in over.json()["message"]


async def test_disabling_signs_out_at_once(floor: Floor) -> None:
    anna = await floor.agent()
    accounts.disable(connect(floor.config.database_url), "anna")

    assert (await anna.get(ME)).status_code == 401
    assert (await sign_in(anna, "anna")).status_code == 401


async def test_signing_in_again_ends_the_session_before(floor: Floor) -> None:
    anna = await floor.agent()
    before = anna.cookies["fw_agent"]

    await sign_in(anna, "anna")

    other = await floor.browser()
    other.cookies.set("fw_agent", before)
    assert (await other.get(ME)).status_code == 401
    assert len(rows(floor.config, "SELECT * FROM agent_sessions")) == 1


async def test_presence_is_as_they_say(floor: Floor) -> None:
    anna = await floor.agent()

    away = await anna.post("/v1/agent/presence", json={"presence": "away"})

    assert away.json()["presence"] == "away"
    assert (await anna.get(ME)).json()["agent"]["presence"] == "away"
    refused = await anna.post("/v1/agent/presence", json={"presence": "offline"})
    assert (refused.status_code, refused.json()["detail"][0]["field"]) == (422, "presence")


async def test_the_trail_says_who_signed_in_and_out(floor: Floor) -> None:
    anna = await floor.agent()
    await anna.post("/v1/agent/logout")

    noted = audit.entries(connect(floor.config.database_url))

    assert [(one.who, one.what) for one in noted] == [("agent anna", "sign-out"), ("agent anna", "sign-in")]


async def test_what_is_stored_lets_nobody_in(floor: Floor) -> None:
    anna = await floor.agent()
    token = anna.cookies["fw_agent"]

    stored = str(rows(floor.config, "SELECT * FROM agent_sessions") + rows(floor.config, "SELECT * FROM agents"))

    assert token not in stored
    assert PASSWORD not in stored
    assert accounts.by_name(connect(floor.config.database_url), "anna", now()).presence == "online"
