import sqlite3

from tests.bot.cli.program import RULES, watchnext
from tests.flow.site import Report, rss, site

SOUND = RULES.format(url="https://wire.example/rss")


def test_a_new_desk_is_well(tmp_path):
    """Rules, folder, database, clock."""
    (tmp_path / "rules.yaml").write_text(SOUND)

    ran = watchnext(tmp_path, "doctor")

    assert (0, 0) == (ran.code, ran.out.count("!!"))


def test_each_trouble_says_what_to_do(tmp_path):
    """Exit code 1, and the next step under each finding."""
    (tmp_path / "rules.yaml").write_text("indicators: 3\n")

    ran = watchnext(tmp_path, "doctor")

    assert 1 == ran.code
    assert "watchnext check rules.yaml" in ran.out


def test_a_damaged_database_is_left_as_it_is(tmp_path):
    """It is never replaced by an empty one that would tell everything again."""
    (tmp_path / "rules.yaml").write_text(SOUND)
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "watchnext.sqlite3").write_bytes(b"SQLite format 3\0" + b"garbage" * 1000)

    ran = watchnext(tmp_path, "doctor")
    once = watchnext(tmp_path, "once")

    assert (1, 1) == (ran.code, once.code)
    assert "!!  database: not usable" in ran.out
    assert "the database" in once.err
    assert b"garbage" in (kept / "watchnext.sqlite3").read_bytes()


def test_a_database_of_a_newer_version_is_refused(tmp_path):
    """An older program does not guess at what it cannot know."""
    (tmp_path / "rules.yaml").write_text(SOUND)
    watchnext(tmp_path, "doctor")
    with sqlite3.connect(tmp_path / "kept" / "watchnext.sqlite3") as connection:
        connection.execute("UPDATE watchers_version SET version_num = '9999'")
    connection.close()

    ran = watchnext(tmp_path, "once")

    assert 1 == ran.code
    assert "newer" in ran.err


def test_health_is_well_after_a_look_and_not_before(tmp_path):
    """The container's health check."""
    with site() as web:
        web.pages["wire"] = rss(Report("Rain", guid="r"))
        (tmp_path / "rules.yaml").write_text(RULES.format(url=web.url("wire")))
        before = watchnext(tmp_path, "doctor", "--health")
        watchnext(tmp_path, "once", WATCHNEXT_ALLOW=web.host)
        after = watchnext(tmp_path, "doctor", "--health")

    assert (1, 0) == (before.code, after.code)
