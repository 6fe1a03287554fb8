"""What Alembic runs to bring a database to a revision; `data.database.upgrade` passes the URL."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Engine

from data.database import Base, connect

UPGRADES = 4_206_014
"""Of PostgreSQL's advisory locks, the one that upgrades take."""


def migrate(engine: Engine) -> None:
    """Brings the database to the revision that Alembic was asked for, in one transaction."""
    with engine.execution_options(writes=True).connect() as connection:
        # SQLite too undoes definitions with their transaction, since `data.database` begins it itself.
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_as_batch=True, transactional_ddl=True
        )
        with context.begin_transaction():
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADES})")
            context.run_migrations()


engine = connect(context.config.attributes["url"])
try:
    migrate(engine)
finally:
    engine.dispose()
