import pytest

from bot.config import read_settings
from bot.errors import SettingsWrong


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


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("127.0.0.1:8000", {"127.0.0.1:8000"}),
        ("http://127.0.0.1:8000", {"127.0.0.1:8000"}),
        ("http://127.0.0.1:8000/feed.xml", {"127.0.0.1:8000"}),
        ("https://RSSHub.local/", {"rsshub.local:443"}),
        ("[::1]:80", {"[::1]:80"}),
        ("http://[::1]:8000/", {"[::1]:8000"}),
        (" a:1 ,b:2  c:3,, ", {"a:1", "b:2", "c:3"}),
        ("", set()),
    ],
)
def test_what_people_type_into_allow_is_understood(monkeypatch, typed, expected):
    """An address is as good as a host and its port."""
    monkeypatch.setenv("WATCHNEXT_ALLOW", typed)

    assert expected == read_settings().allow


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a:1, 127.0.0.1", "number 2, 127.0.0.1, cannot be used (the port is missing)"),
        ("::1", "number 1, ::1, cannot be used"),
        ("*.example.org:80", "number 1"),
        ("a:99999", "names no valid port"),
        ("ftp://a/", "number 1"),
        ("http://desk:hunter2@a/", "number 1"),
    ],
)
def test_what_allow_cannot_mean_stops_the_start(monkeypatch, typed, said):
    """With its place, and with the form that is wanted."""
    monkeypatch.setenv("WATCHNEXT_ALLOW", typed)

    with pytest.raises(SettingsWrong, match="write host:port") as caught:
        read_settings()

    assert "WATCHNEXT_ALLOW" in str(caught.value)
    assert said in str(caught.value)
    assert "hunter2" not in str(caught.value)


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
