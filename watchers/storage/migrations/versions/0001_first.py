"""What the watchers keep: sources, items, matches, stories, observations, triggers, signals."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "items",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("published", sa.DateTime(), nullable=True),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("first_seen", sa.DateTime(), nullable=False),
        sa.Column("last_seen", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_items")),
    )
    op.create_index(("ix_items_source"), "items", ["source"], unique=False)
    op.create_index(("ix_items_url"), "items", ["url"], unique=False)
    op.create_table(
        "sources",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("first_look", sa.DateTime(), nullable=True),
        sa.Column("last_poll", sa.DateTime(), nullable=True),
        sa.Column("last_good", sa.DateTime(), nullable=True),
        sa.Column("last_new", sa.DateTime(), nullable=True),
        sa.Column("next_poll", sa.DateTime(), nullable=True),
        sa.Column("held_until", sa.DateTime(), nullable=True),
        sa.Column("status", sa.String(), server_default="waiting", nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failing_since", sa.DateTime(), nullable=True),
        sa.Column("failure_told", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("beyond_cap", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unread_dates", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cut_at", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rhythm", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("source", name=("pk_sources")),
    )
    op.create_table(
        "stories",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened", sa.DateTime(), nullable=False),
        sa.Column("last_item", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_stories")),
    )
    op.create_index(("ix_stories_last_item"), "stories", ["last_item"], unique=False)
    op.create_table(
        "item_aliases",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=("fk_item_aliases_item")),
        sa.PrimaryKeyConstraint("source", "digest", name=("pk_item_aliases")),
    )
    op.create_table(
        "matches",
        sa.Column("item", sa.BigInteger(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("news", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=("fk_matches_item")),
        sa.PrimaryKeyConstraint("item", "indicator", name=("pk_matches")),
    )
    op.create_index(("ix_matches_indicator_at"), "matches", ["indicator", "at"], unique=False)
    op.create_table(
        "signals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=True),
        sa.Column("item", sa.BigInteger(), nullable=True),
        sa.Column("story", sa.BigInteger(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=("fk_signals_item")),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name=("fk_signals_story")),
        sa.PrimaryKeyConstraint("id", name=("pk_signals")),
    )
    op.create_index(("ix_signals_item"), "signals", ["item"], unique=False)
    op.create_index(
        ("ix_signals_indicator_at_story"), "signals", ["indicator", "at", "story"], unique=False
    )
    op.create_index(("ix_signals_story"), "signals", ["story"], unique=False)
    op.create_table(
        "story_items",
        sa.Column("item", sa.BigInteger(), nullable=False),
        sa.Column("story", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=("fk_story_items_item")),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name=("fk_story_items_story")),
        sa.PrimaryKeyConstraint("item", name=("pk_story_items")),
    )
    op.create_index(("ix_story_items_story"), "story_items", ["story"], unique=False)
    op.create_table(
        "observations",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.Column("revised_from", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("series", "at", name=("pk_observations")),
    )
    op.create_table(
        "blind_indicators",
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("indicator", name=("pk_blind_indicators")),
    )
    op.create_table(
        "trigger_states",
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("began", sa.DateTime(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("memory", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("indicator", "trigger", name=("pk_trigger_states")),
    )
