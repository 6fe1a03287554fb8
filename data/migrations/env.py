"""What Alembic runs to bring a database to a revision; `data.database.upgrade` passes the URL."""

from __future__ import annotations

from alembic import context

from data.database import Base, connect

engine = connect(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
