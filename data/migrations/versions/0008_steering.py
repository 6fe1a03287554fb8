"""The console's help: suggestions, the page a shopper is on, addresses left, outside sign-in, revisions, jobs, what
verdicts taught and what is to be judged next."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("page", sa.JSON))
    op.add_column("agents", sa.Column("subject", sa.String(300)))
    op.create_index("ix_agents_subject", "agents", ["subject"], unique=True)
    _create_suggestions()
    _create_teaching()
    op.create_table(
        "contacts",
        _conversation(primary_key=True),
        sa.Column("ciphertext", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("base", sa.String(40)),
        sa.Column("decided_by", sa.String(100)),
        sa.Column("decided_at", sa.DateTime),
    )
    op.create_index("ix_revisions_kind_name", "revisions", ["kind", "name"])
    only = sa.text("state = 'current'")
    op.create_index(
        "ix_revisions_current",
        "revisions",
        ["kind", "name"],
        unique=True,
        sqlite_where=only,
        postgresql_where=only,
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("asked_by", sa.String(100), nullable=False),
        sa.Column("state", sa.String(12), nullable=False, index=True),
        sa.Column("turn", sa.String(30), unique=True),
        sa.Column("worker", sa.String(60)),
        sa.Column("beat_at", sa.DateTime),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("started_at", sa.DateTime),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("lines", sa.JSON, nullable=False),
        sa.Column("result", sa.JSON),
        sa.Column("error", sa.Text),
    )
    _create_beside_jobs()


def _create_beside_jobs() -> None:
    op.create_table(
        "job_workers",
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("seen_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("size", sa.Integer),
        sa.Column("digest", sa.String(64)),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "upload_parts",
        sa.Column("upload_id", sa.String(40), sa.ForeignKey("uploads.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "boards",
        sa.Column("name", sa.String(30), primary_key=True),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )


def _create_suggestions() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", sa.String(40), primary_key=True),
        _conversation(index=True),
        sa.Column(
            "reply_to", sa.String(40), sa.ForeignKey("messages.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("messages", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("agent_id", sa.String(40)),
        sa.Column("decided_at", sa.DateTime),
        sa.Column("displayed_ms", sa.Integer),
        sa.Column("edit_distance", sa.Float),
        sa.Column("reason", sa.String(500)),
    )


def _create_teaching() -> None:
    op.create_table(
        "verdict_uses",
        sa.Column("verdict_id", sa.String(40), sa.ForeignKey("verdicts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.String(100), primary_key=True),
        sa.Column("learner", sa.String(10), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("before", sa.Float),
        sa.Column("after", sa.Float),
        sa.Column("detail", sa.JSON, nullable=False),
    )
    op.create_table(
        "labelling_picks",
        sa.Column("id", sa.String(40), primary_key=True),
        _conversation(index=True),
        sa.Column(
            "message_id", sa.String(40), sa.ForeignKey("messages.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("product_id", sa.String(200)),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("priority", sa.Float, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )


def _conversation(*, primary_key: bool = False, index: bool = False) -> sa.Column[str]:
    """Whose it is: what is forgotten with it."""
    return sa.Column(
        "conversation_id",
        sa.String(40),
        sa.ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
        index=index,
    )


def downgrade() -> None:
    tables = (
        "labelling_picks",
        "verdict_uses",
        "boards",
        "upload_parts",
        "uploads",
        "job_workers",
        "jobs",
        "revisions",
    )
    for table in (*tables, "contacts", "suggestions"):
        op.drop_table(table)
    op.drop_index("ix_agents_subject", "agents")
    op.drop_column("agents", "subject")
    op.drop_column("conversations", "page")
