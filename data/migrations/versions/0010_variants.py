"""Products have variants, codes, a price before the sale and a highest one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
PRICES, SHAPED = ("highest_price", "list_price"), {"codes": "{}", "variants": "[]"}


def upgrade() -> None:
    for name in PRICES:
        op.add_column("products", sa.Column(name, sa.Float()))
    for name, empty in SHAPED.items():
        op.add_column("products", sa.Column(name, sa.JSON(), nullable=False, server_default=empty))


def downgrade() -> None:
    with op.batch_alter_table("products") as table:
        for name in (*PRICES, *SHAPED):
            table.drop_column(name)
