"""What the bot keeps: alerts, decisions, deliveries; mutes, feedback, presses and the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "alerts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("story", sa.BigInteger(), nullable=True),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name=("fk_alerts_story")),
        sa.PrimaryKeyConstraint("id", name=("pk_alerts")),
    )
    op.create_index(("ix_alerts_story"), "alerts", ["story"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("signal", sa.BigInteger(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("alert", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name=("fk_decisions_alert")),
        sa.ForeignKeyConstraint(["signal"], ["signals.id"], name=("fk_decisions_signal")),
        sa.PrimaryKeyConstraint("signal", "destination", name=("pk_decisions")),
    )
    op.create_index(("ix_decisions_alert"), "decisions", ["alert"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("alert", sa.BigInteger(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", sa.DateTime(), nullable=False),
        sa.Column("tried", sa.DateTime(), nullable=True),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=True),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.Column("folded_into", sa.String(), nullable=True),
        sa.Column("thread_of", sa.String(), nullable=True),
        sa.Column("broadcast", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("mention", sa.String(), server_default="", nullable=False),
        sa.Column("shown", sa.Integer(), server_default="0", nullable=False),
        sa.Column("edit_not_before", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name=("fk_deliveries_alert")),
        sa.ForeignKeyConstraint(
            ["folded_into"], ["deliveries.key"], name=("fk_deliveries_folded_into")
        ),
        sa.ForeignKeyConstraint(
            ["thread_of"], ["deliveries.key"], name=("fk_deliveries_thread_of")
        ),
        sa.PrimaryKeyConstraint("key", name=("pk_deliveries")),
        sa.UniqueConstraint("alert", "destination", name=("uq_deliveries_alert_destination")),
        sa.UniqueConstraint("number", name=("uq_deliveries_number")),
    )
    op.create_index(
        ("ix_deliveries_state_destination_number"),
        "deliveries",
        ["state", "destination", "number"],
        unique=False,
    )
    op.create_table(
        "mutes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("story", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("ended", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name=("fk_mutes_story")),
        sa.PrimaryKeyConstraint("id", name=("pk_mutes")),
    )
    op.create_index(("ix_mutes_indicator"), "mutes", ["indicator"], unique=False)
    op.create_index(("ix_mutes_story"), "mutes", ["story"], unique=False)
    op.create_table(
        "acknowledgements",
        sa.Column("story", sa.BigInteger(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name=("fk_acknowledgements_story")),
        sa.PrimaryKeyConstraint("story", name=("pk_acknowledgements")),
    )
    op.create_table(
        "votes",
        sa.Column("story", sa.BigInteger(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name=("fk_votes_story")),
        sa.PrimaryKeyConstraint("story", "platform", "member", name=("pk_votes")),
    )
    op.create_table(
        "presses",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("alert", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("platform", "key", name=("pk_presses")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_audit")),
    )
