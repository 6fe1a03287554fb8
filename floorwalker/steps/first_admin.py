"""The first agent of a shop: an admin with a random password, whom `floorwalker up` makes where there is no agent."""

from __future__ import annotations

from floorwalker.settings import Settings

NAME = "admin"


def make_first_admin(settings: Settings) -> str | None:
    """The admin's password, which is stored nowhere; None where there is an agent already.

    Of several that start at once, one makes it. Raises sqlalchemy's errors.
    """
    from data.agents import accounts, passwords, roles
    from data.agents.errors import NameTaken
    from data.conversations.log import now
    from data.database import connect
    from data.privacy import audit

    engine = connect(settings.database)
    try:
        if accounts.there_are_some(engine):
            return None
        password = passwords.new_password()
        accounts.add(
            engine,
            name=NAME,
            display="Admin",
            role=roles.ADMIN,
            locale="en",
            password_hash=passwords.hash_of(password),
            at=now(),
        )
        audit.note(engine, audit.operator(), "add", "an agent", agent=NAME, role=roles.ADMIN, command="up")
    except NameTaken:
        return None
    else:
        return password
    finally:
        engine.dispose()
