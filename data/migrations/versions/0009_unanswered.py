"""Which conversations wait for an answer is found at once (`data.conversations.unanswered`)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    only = sa.text("answering_until IS NOT NULL")
    op.create_index(
        "ix_conversations_answering_until",
        "conversations",
        ["answering_until"],
        sqlite_where=only,
        postgresql_where=only,
    )


def downgrade() -> None:
    op.drop_index("ix_conversations_answering_until", "conversations")
