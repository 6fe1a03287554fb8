"""Since when a shopper waits for a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("queued_at", sa.DateTime))
    op.execute("UPDATE conversations SET queued_at = last_at WHERE status = 'queued'")


def downgrade() -> None:
    op.drop_column("conversations", "queued_at")
