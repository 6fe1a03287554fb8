"""Catalogs have names, so that sites may have one each; feeds say of which they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
NAMED = {"catalogs": "name", "feeds": "catalog"}


def upgrade() -> None:
    for table, column in NAMED.items():
        op.add_column(table, sa.Column(column, sa.String(20), nullable=False, server_default=""))


def downgrade() -> None:
    op.execute("DELETE FROM catalogs WHERE name <> ''")  # a schema without names has one active catalog
    op.execute("DELETE FROM feeds WHERE catalog <> ''")
    for table, column in NAMED.items():
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
