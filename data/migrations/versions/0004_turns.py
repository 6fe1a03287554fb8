"""Until when a message of a conversation is being answered, so that two gateways do not answer two at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("answering_until", sa.DateTime))


def downgrade() -> None:
    op.drop_column("conversations", "answering_until")
