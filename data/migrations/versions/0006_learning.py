"""What can be learned from: propensities, questions with their candidates, verdicts, events joined to their lists or
kept apart; secrets apart from the log, and the audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def _of(table: str, column: str = "id", **options: object) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.{column}", ondelete="CASCADE", **options)  # type: ignore[arg-type]


def upgrade() -> None:
    _add_columns()
    _create_questions_and_verdicts()
    op.create_table(
        "quarantined_events",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("conversation_id", sa.String(40), _of("conversations"), nullable=False, index=True),
        sa.Column("event_id", sa.String(100), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("received_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "secrets",
        sa.Column("conversation_id", sa.String(40), _of("conversations"), primary_key=True),
        sa.Column("placeholder", sa.String(40), primary_key=True),
        sa.Column("ciphertext", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False, index=True),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("what", sa.String(50), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
    )
    _create_placements()
    op.create_table(
        "leases",
        sa.Column("name", sa.String(50), primary_key=True),
        sa.Column("until", sa.DateTime, nullable=False),
    )


def _create_placements() -> None:
    op.create_table(
        "placements",
        sa.Column("shopper_id", sa.String(100), primary_key=True),
        sa.Column("widget", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
    )
    op.create_table(
        "outcomes",
        sa.Column("shopper_id", sa.String(100), _of("placements", "shopper_id"), primary_key=True),
        sa.Column("outcome_id", sa.String(100), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("value", sa.Float),
        sa.Column("currency", sa.String(3)),
    )


def _add_columns() -> None:
    op.add_column("conversations", sa.Column("arm", sa.String(20), nullable=False, server_default="assistant"))
    op.add_column("conversations", sa.Column("consented_at", sa.DateTime))
    columns = {"category": sa.Text, "purpose": sa.Text, "policy": sa.JSON, "request": sa.JSON, "propensity": sa.Float}
    for name, kind in columns.items():
        op.add_column("rankings", sa.Column(name, kind))
    op.add_column("rankings", sa.Column("best", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("shown_products", sa.Column("propensity", sa.Float))
    op.add_column("shown_products", sa.Column("team", sa.String(10)))
    op.add_column("shown_attributes", sa.Column("statistics", sa.JSON))
    # SQLite copies the table for the constraint; nothing refers to it, so nothing is deleted with the old one.
    with op.batch_alter_table("events") as events:
        events.add_column(sa.Column("list_id", sa.String(40)))
        events.create_foreign_key("fk_events_list_id", "messages", ["list_id"], ["id"], ondelete="SET NULL")
    op.create_index("ix_events_list_id", "events", ["list_id"])


def _create_questions_and_verdicts() -> None:
    op.create_table(
        "questions",
        sa.Column("message_id", sa.String(40), _of("messages"), primary_key=True),
        sa.Column("query_id", sa.String(100), nullable=False),
        sa.Column("attribute", sa.String(500), nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text),
        sa.Column("policy", sa.JSON, nullable=False),
        sa.Column("propensity", sa.Float, nullable=False),
        sa.Column("candidates", sa.JSON, nullable=False),
    )
    op.create_table(
        "verdicts",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("conversation_id", sa.String(40), _of("conversations"), nullable=False, index=True),
        sa.Column("message_id", sa.String(40), _of("messages"), index=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("agent", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
    )


def downgrade() -> None:
    for table in (
        "leases",
        "outcomes",
        "placements",
        "audit",
        "secrets",
        "quarantined_events",
        "verdicts",
        "questions",
    ):
        op.drop_table(table)
    op.drop_index("ix_events_list_id", "events")
    with op.batch_alter_table("events") as events:
        events.drop_column("list_id")
    for table, names in {
        "shown_attributes": ["statistics"],
        "shown_products": ["propensity", "team"],
        "rankings": ["category", "purpose", "policy", "request", "propensity", "best"],
        "conversations": ["arm", "consented_at"],
    }.items():
        for name in names:
            op.drop_column(table, name)
