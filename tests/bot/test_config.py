import pytest

from bot.config import read_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Work in an empty folder without settings."""
    monkeypatch.chdir(tmp_path)
    for name in ("WATCHNEXT_DATA", "DATABASE_URL", "WATCHNEXT_ALLOW", "SLACK_BOT_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def test_the_environment_beats_the_file_and_the_file_the_default(tmp_path, monkeypatch):
    """As people expect of .env."""
    (tmp_path / ".env").write_text("WATCHNEXT_ALLOW=a:1, b:2\nWATCHNEXT_DATA=from-file\n")
    monkeypatch.setenv("WATCHNEXT_DATA", "from-environment")

    settings = read_settings()

    assert frozenset({"a:1", "b:2"}) == settings.allow
    assert "from-environment" == str(settings.data)


def test_the_database_is_in_the_data_folder_unless_one_is_named(tmp_path, monkeypatch):
    """SQLite by default."""
    monkeypatch.setenv("WATCHNEXT_DATA", str(tmp_path))
    own = read_settings().database
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://host/db")

    assert (f"sqlite:///{tmp_path}/watchnext.sqlite3", "postgresql+psycopg://host/db") == (
        own,
        read_settings().database,
    )


def test_no_secret_shows_in_a_repr(monkeypatch):
    """Settings end up in tracebacks and bug reports."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-hunter2")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hunter2@host/db")
    settings = read_settings()

    assert "hunter2" not in f"{settings!r} {settings}"
    assert ("xoxb-hunter2", "postgresql://u:hunter2@host/db") == settings.secrets
