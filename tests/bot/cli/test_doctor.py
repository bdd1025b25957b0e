import os
import sqlite3

import pytest

from bot import config
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
    watchnext(tmp_path, "feeds")
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


def files(folder):
    """Give what lies below a folder: names, sizes and times."""
    return {
        str(file.relative_to(folder)): (file.stat().st_size, file.stat().st_mtime_ns)
        for file in folder.rglob("*")
    }


@pytest.mark.parametrize("looked", [False, True], ids=["before a look", "after a look"])
def test_nothing_is_written(tmp_path, looked):
    """Whoever looks for what is wrong changes nothing, and makes no folder."""
    with site() as web:
        web.pages["wire"] = rss(Report("Rain", guid="r"))
        (tmp_path / "rules.yaml").write_text(RULES.format(url=web.url("wire")))
        if looked:
            watchnext(tmp_path, "once", WATCHNEXT_ALLOW=web.host)
    before = files(tmp_path)

    ran = watchnext(tmp_path, "doctor")

    assert 0 == ran.code
    assert before == files(tmp_path)
    assert looked == ("made at the first start" not in ran.out)
    assert "1 in the rules" in ran.out


def test_a_database_whose_head_is_overwritten_is_said_to_be_damaged(tmp_path):
    """By each verb in a sentence, with what to do."""
    (tmp_path / "rules.yaml").write_text(SOUND)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "watchnext.sqlite3").write_bytes(b"not a database at all" * 1000)

    doctor = watchnext(tmp_path, "doctor")
    others = [watchnext(tmp_path, verb) for verb in ("once", "feeds")]

    assert 1 == doctor.code
    assert "restore a backup, or move it away" in doctor.out
    assert [1, 1] == [ran.code for ran in others]
    assert all(ran.err.startswith("watchnext: the database") for ran in others)


@pytest.mark.parametrize("there", ["a file", "below a file", "read-only"])
def test_a_folder_that_cannot_be_written_is_said(tmp_path, there):
    """And nothing else breaks over it."""
    (tmp_path / "rules.yaml").write_text(SOUND)
    folder = tmp_path / "data"
    if there == "read-only":
        folder.mkdir()
        folder.chmod(0o500)
        if os.access(folder, os.W_OK):
            pytest.skip("to this user every folder is writable")
    else:
        folder.write_text("")

    data = folder / "below" if there == "below a file" else folder
    ran = watchnext(tmp_path, "doctor", WATCHNEXT_DATA=str(data))

    assert 1 == ran.code
    assert f"!!  data folder: {data} is not usable" in ran.out
    assert "set WATCHNEXT_DATA to another folder" in ran.out


def test_a_database_of_an_earlier_version_is_left_to_the_next_start(tmp_path):
    """It is brought up to date there, and not by looking at it."""
    (tmp_path / "rules.yaml").write_text(SOUND)
    (tmp_path / "kept").mkdir()
    sqlite3.connect(tmp_path / "kept" / "watchnext.sqlite3").executescript("CREATE TABLE t (a)")

    ran = watchnext(tmp_path, "doctor")

    assert 0 == ran.code
    assert "ok  database: sqlite, of an earlier version" in ran.out


def test_proxies_certificates_and_passwords_are_looked_at(tmp_path):
    """Named without their secrets; what cannot be used says what helps."""
    line = "{feed: https://wire.example/rss, auth: WIRE_LOGIN}"
    (tmp_path / "rules.yaml").write_text(SOUND.replace("https://wire.example/rss", line))

    ran = watchnext(
        tmp_path,
        "doctor",
        HTTPS_PROXY="http://desk:hunter2@proxy.example.org:3128",
        HTTP_PROXY="socks5://proxy.example.org:1080",
        SSL_CERT_FILE=str(tmp_path / "rules.yaml"),
    )

    assert 1 == ran.code
    assert "ok  proxy for https: proxy.example.org:3128 (HTTPS_PROXY)" in ran.out
    assert "!!  proxy for http: not usable" in ran.out
    assert "!!  certificates: not usable" in ran.out
    assert "put WIRE_LOGIN into the environment or into .env" in ran.out
    assert "hunter2" not in ran.out


@pytest.mark.parametrize("verb", ["doctor", "once"])
def test_a_user_without_a_home_is_told_what_to_set(tmp_path, verb, monkeypatch):
    """One sentence, and no need of a home where WATCHNEXT_DATA is set."""

    def homeless(*_args, **_options):
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr(config, "user_data_path", homeless)
    (tmp_path / "rules.yaml").write_text(SOUND)

    homeless_ran = watchnext(tmp_path, verb, WATCHNEXT_DATA="")
    ran = watchnext(tmp_path, "doctor")

    assert (1, 0) == (homeless_ran.code, ran.code)
    assert (
        "set WATCHNEXT_DATA to a folder that can be written" in homeless_ran.out + homeless_ran.err
    )
