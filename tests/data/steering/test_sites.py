"""The settings of sites in the database, on both."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, insert

from data.steering import sites
from data.steering.site import NOTHING_SET, checked, written
from data.steering.tables import RevisionRow


def keep(engine: Engine, content: str, state: str = "current", name: str = "demo") -> None:
    """Keeps a revision of a site's settings."""
    row = {"kind": "site", "name": name, "content": content, "state": state, "author": "ada", "note": ""}
    with engine.begin() as connection:
        id = f"{name} {state}"
        connection.execute(insert(RevisionRow), row | {"id": id, "at": datetime(2026, 11, 1)})


def test_what_holds_is_the_current_revision_of_the_site(engine: Engine) -> None:
    site = checked({"greeting": {"en": "Hi"}})
    keep(engine, written(checked({"greeting": {"en": "Old"}})), "past")
    keep(engine, written(site))
    keep(engine, written(NOTHING_SET), name="other")

    assert sites.current(engine, "demo") == site
    assert sites.current(engine, "nobody") == NOTHING_SET


def test_what_cannot_be_read_is_as_if_nothing_was_set(engine: Engine) -> None:
    keep(engine, '{"hours": {"zone": "Gone/Zone"}}')

    assert sites.current(engine, "demo") == NOTHING_SET
