"""The settings of sites over HTTP: admins alone write them, each in what the last one left."""

from __future__ import annotations

from dataclasses import replace

from tests.gateway.conftest import rows
from tests.gateway.console.conftest import Floor

AT = "/v1/agent/steering/site"
HOURS = {"zone": "Asia/Shanghai", "weekly": {"mon": [{"from": "09:00", "until": "18:00"}]}}


async def test_an_admin_writes_them_and_what_was_is_kept(floor: Floor) -> None:
    ada, bea = await floor.agent("ada", "admin"), await floor.agent("bea", "admin")
    [site] = (await ada.get(AT)).json()["sites"]
    assert (site["key"], site["base"], site["is_open"], site["history"]) == ("demo", None, None, [])

    greeting = {"zh": "<b>您好</b>"}
    first = {"hours": HOURS, "greeting": greeting}
    written = await ada.put(f"{AT}/demo", json={"settings": first, "base": None, "note": "winter"})
    assert written.status_code == 200, written.text
    assert written.json()["settings"]["hours"]["weekly"]["mon"] == [{"from": "09:00", "until": "18:00"}]
    late = await bea.put(f"{AT}/demo", json={"settings": {}, "base": None})
    assert (late.status_code, late.json()["detail"][0]["field"]) == (409, "base")
    assert "by ada" in late.json()["message"]

    base = written.json()["base"]
    second = (await bea.put(f"{AT}/demo", json={"settings": {"leave_address": False}, "base": base})).json()
    assert [(one["author"], one["state"], one["note"]) for one in second["history"]] == [
        ("bea", "current", ""),
        ("ada", "past", "winter"),
    ]
    assert second["history"][1]["settings"]["greeting"] == greeting
    noted = rows(floor.config, "SELECT who FROM audit WHERE subject = 'site settings' AND what = 'change' ORDER BY id")
    assert noted == [("agent ada",), ("agent bea",)]


async def test_where_four_eyes_are_wanted_another_admin_has_to_approve(floor: Floor) -> None:
    services = floor.app.state.services
    floor.app.state.services = replace(services, config=replace(services.config, four_eyes=True))
    ada, bea = await floor.agent("ada", "admin"), await floor.agent("bea", "admin")

    waiting = (await ada.put(f"{AT}/demo", json={"settings": {"leave_address": False}, "base": None})).json()
    assert (waiting["base"], waiting["settings"]["leave_address"], waiting["four_eyes"]) == (None, True, True)
    [one] = waiting["history"]
    assert one["state"] == "proposed"
    at = f"{AT}/demo/revisions/{one['id']}"
    own = await ada.post(f"{at}/approve")
    assert (own.status_code, "you wrote it yourself" in own.json()["message"]) == (403, True)
    assert (await bea.post(f"{AT}/demo/revisions/none/approve")).status_code == 404

    approved = (await bea.post(f"{at}/approve")).json()
    assert (approved["base"], approved["settings"]["leave_address"]) == (one["id"], False)
    assert (await bea.post(f"{at}/refuse")).status_code == 409
    more = {"settings": {"leave_address": True}, "base": one["id"]}
    [other, *_] = (await bea.put(f"{AT}/demo", json=more)).json()["history"]
    refused = (await bea.post(f"{AT}/demo/revisions/{other['id']}/refuse")).json()
    assert (refused["history"][0]["state"], refused["settings"]["leave_address"]) == ("refused", False)
    noted = rows(floor.config, "SELECT what FROM audit WHERE subject = 'site settings' AND what != 'read' ORDER BY id")
    assert [what for (what,) in noted] == ["propose", "approve", "propose", "refuse"]


async def test_refuses_others_unknown_sites_and_what_cannot_be(floor: Floor) -> None:
    ada, lea = await floor.agent("ada", "admin"), await floor.agent("lea", "lead")
    assert (await lea.get(AT)).status_code == 403
    assert (await lea.put(f"{AT}/demo", json={"settings": {}, "base": None})).status_code == 403
    assert (await ada.put(f"{AT}/other", json={"settings": {}, "base": None})).status_code == 404

    wrong = {"hours": HOURS | {"zone": "Mars/Base"}}
    refused = await ada.put(f"{AT}/demo", json={"settings": wrong, "base": None})
    assert (refused.status_code, refused.json()["detail"][0]["field"]) == (422, "settings.hours.zone")
    assert "Europe/Berlin" in refused.json()["message"]
