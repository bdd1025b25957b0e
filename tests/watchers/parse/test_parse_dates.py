"""Dates as publishers write them: zones, languages, orders, calendars."""

import calendar
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.parse.date_text import MOST_CHARACTERS
from watchers.parse.date_words import date_words
from watchers.parse.dates import read_dates

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
TEN = "2026-11-27T10:00:00+00:00"
TWO = "2026-11-27T02:00:00+00:00"
MIDNIGHT = "2026-11-27T00:00:00+00:00"


def dates(*texts, lang=None, now=NOW):
    """Read them as one feed's, as ISO 8601."""
    return [at and at.isoformat() for at in read_dates(texts, lang=lang, now=now)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fri, 27 Nov 2026 10:00:00 +0800", TWO),
        ("Fri, 27 Nov 2026 10:00:00 +08:00", TWO),
        ("Fri, 27 Nov 2026 10:00:00 +08", TWO),
        ("Fri, 27 Nov 2026 10:00:00 GMT+8", TWO),
        ("Fri, 27 Nov 2026 10:00:00 UTC+08:00", TWO),
        ("Fri, 27 Nov 2026 10:00:00 GMT +0800", TWO),
        ("Fri Nov 27 2026 10:00:00 GMT+0800 (Malay Time)", TWO),
        ("Fri Nov 27 10:00:00 +0800 2026", TWO),
        ("Fri Nov 27 10:00:00 2026 +0800", TWO),
        ("2026-11-27 10:00:00 +0800", TWO),
        ("2026-11-27T10:00:00.5+0800", "2026-11-27T02:00:00.500000+00:00"),
        ("27 Nov 2026 10:00 HKT", TWO),
        ("27 Nov 2026 05:00 -05", TEN),
        ("27 Nov 2026 05:00 EST", TEN),
        ("27 Nov 2026 05:00:00 EST-0500", TEN),
        ("27 Nov 2026 05:00 ET", TEN),
        ("27 Nov 2026 13:00 MSK", TEN),
        ("27 Nov 2026 15:00 MSK+2", TEN),
        ("27 Nov 2026 13:00 (МСК)", TEN),
        ("27 Nov 2026 13:00 Europe/Moscow", TEN),
        ("27 Nov 2026 11:00:00 CET", TEN),
        ("27 Nov 2026 10:00:00 Z", TEN),
        ("2026-11-27T10:00:00Z", TEN),
        ("2026-11-27T10:00:00+00:0", TEN),
        ("20261127T100000Z", TEN),
        ("2026-11-27T10:00:00+08:00[Asia/Shanghai]", TWO),
        ("2026-11-27Z", MIDNIGHT),
        ("2026-11-27+08:00", "2026-11-26T16:00:00+00:00"),
    ],
)
def test_every_form_of_a_zone_is_kept(text, expected):
    """Dropped, it would be hours wrong."""
    assert [expected] == dates(text)


@pytest.mark.parametrize(
    "text",
    [
        "27 Nov 2026 10:00 XYZ",
        "27 Nov 2026 10:00 IST",  # India's, Israel's or Ireland's
        "Fri, 27 Nov 2026 10:00:00 A",  # RFC 822 has its military letters the wrong way round
        "27 Nov 2026 10:00 XYZ+3",
        "27 Nov 2026 10:00 +2500",
        "27 Nov 2026 10:00 (Somewhere Time)",
        "27 Nov 2026 10:00 Middle/Earth",
    ],
)
def test_an_unknown_zone_makes_the_date_unknown(text):
    """It is never UTC by default."""
    assert [None] == dates(text)


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("27 Nov 2026 15:30 IST", "hi", TEN),
        ("27 Nov 2026 12:00 IST", "he", TEN),
        ("Fri Nov 27 18:00:00 CST 2026", "zh-CN", TEN),
        ("Fri Nov 27 04:00:00 CST 2026", "en", TEN),
    ],
)
def test_the_language_tells_whose_zone_it_is(text, lang, expected):
    """Java prints the zone of its machine by letters that others use too."""
    assert [expected] == dates(text, lang=lang)


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("ven., 27 nov. 2026 11:00:00 +0100", "fr", TEN),
        ("gio, 26 nov 2026 11:00:00 +0100", "it", "2026-11-26T10:00:00+00:00"),
        ("mar, 24 nov 2026 10:00", "it", "2026-11-24T10:00:00+00:00"),
        ("mar. 3 mars 2026", "fr", "2026-03-03T00:00:00+00:00"),
        ("Пт, 27 ноя 2026 13:00:00 +0300", None, TEN),
        ("27 ноября 2026 г., 13:00 МСК", "ru", TEN),
        ("п'ятниця, 27 листопада 2026 10:00", "uk", TEN),
        ("Cum, 27 Kas 2026 13:00:00 +0300", None, TEN),
        ("27 listopada 2026", "pl", MIDNIGHT),
        ("27 listopada 2026", "hr", "2026-10-27T00:00:00+00:00"),
        ("27 listopada 2026", None, None),
        ("27. November 2026 um 10.00 Uhr", "de", TEN),
        ("27 de noviembre de 2026, 10:00 a. m.", "es", TEN),
        ("27 בנובמבר 2026 10:00", "he", TEN),
        ("٢٧ نوفمبر ٢٠٢٦ 10:00", "ar", TEN),
        ("27 تشرين الثاني 2026 10:00", "ar", TEN),
        ("27 نوفمبر/تشرين الثاني 2026", "ar", MIDNIGHT),
        ("२७ नवंबर २०२६ 10:00", "hi", TEN),
        ("27 พ.ย. 2569 10:00", "th", TEN),
        ("27 tháng 11, 2026 10:00", "vi", TEN),
        ("Thứ Sáu, 27/11/2026, 17:00 (GMT+7)", "vi", TEN),
        ("۶ آذر ۱۴۰۵ ۱۰:۰۰", "fa", TEN),
        ("1405/09/06 10:00", "fa", TEN),
        ("30 اسفند 1403", "fa", "2025-03-20T00:00:00+00:00"),
        ("2026年11月27日 10:00", "zh", TEN),
        ("2026年11月27日(金) 午前10時", "ja", TEN),
        ("令和8年11月27日 22時30分", "ja", "2026-11-27T22:30:00+00:00"),
        ("令和元年12月1日", "ja", "2019-12-01T00:00:00+00:00"),
        ("民國115年11月27日", "zh-TW", MIDNIGHT),
        ("二〇二六年十一月二十七日 星期五", "zh", MIDNIGHT),
        ("2026년 11월 27일 오후 10시 30분", "ko", "2026-11-27T22:30:00+00:00"),
        ("2026. 11. 27. 오전 10:00", "ko", TEN),
        ("Jumat, 27 Nov 2026 17.00 WIB", "id", TEN),
    ],
)
def test_dates_are_read_in_the_publishers_language(text, lang, expected):
    """Months, days, digits, halves of the day and calendars."""
    assert [expected] == dates(text, lang=lang)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Friday, November 27, 2026 10:00 PM", "2026-11-27T22:00:00+00:00"),
        ("27 Nov 2026 12 am", MIDNIGHT),
        ("27 Nov 2026 12:30 p.m.", "2026-11-27T12:30:00+00:00"),
        ("27 Nov 2026 18h30", "2026-11-27T18:30:00+00:00"),
        ("10:00, 27 Nov 2026", TEN),
        ("Xyz, 27 Nov 2026 10:00:00 GMT", TEN),
        ("Published: 27 Nov 2026 10:00 GMT", TEN),
        ("03 Apr 02 1500 GMT", "2002-04-03T15:00:00+00:00"),
        ("Fri, 27 Nov 26 10:00:00 GMT", TEN),
        ("27-Nov-26", MIDNIGHT),
        ("Fri Nov 27 10:00:00 2026", TEN),
        ("2026-W48-5", MIDNIGHT),
        ("20261127", MIDNIGHT),
        ("202611271000", TEN),
        ("1795773600", TEN),
        ("1795773600.0", TEN),
        ("1795773600000", TEN),
        ("Fri, 27 Nov 2026 24:00:00 GMT", "2026-11-28T00:00:00+00:00"),
        ("Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:59+00:00"),
        ("Tue, 10/11/2026", "2026-11-10T00:00:00+00:00"),
        ("26/11/27", MIDNIGHT),
    ],
)
def test_the_forms_that_software_writes(text, expected):
    """Junk before the date costs nothing."""
    assert [expected] == dates(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "27 Nov",
        "11月27日",
        "2026",
        "2026-11",
        "10:00",
        "31 Feb 2026",
        "27 Nov 2026 25:00",
        "27 Nov 2026 10:60",
        "2026-13-27",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0000-00-00 00:00:00",
        "30 Nov 2026",
        "0001-01-01T00:00:00+14:00",
        "31 اسفند 1403",
        "27 Nov 2026 28 Nov 2026",
        "27 Nov 2026 10:00 or later",
        "12 May June 2026",
        "十十十年十月十日",
        "27 Nov 2026" + " " * MOST_CHARACTERS + "10:00",
    ],
)
def test_no_date_is_better_than_a_wrong_one(text):
    """What names no year, no day there is, or none of news."""
    assert [None] == dates(text)


@pytest.mark.parametrize(
    ("texts", "lang", "expected"),
    [
        pytest.param(
            ["24-11-2026", "10-11-2026", "05-11-2026"],
            None,
            ["2026-11-24", "2026-11-10", "2026-11-05"],
            id="a number over 12 proves it for all",
        ),
        pytest.param(
            ["11/24/2026", "11/10/2026"], "de", ["2026-11-24", "2026-11-10"], id="proof beats habit"
        ),
        pytest.param(
            ["05.12.2025", "11.27.2026"], None, ["2025-05-12", "2026-11-27"], id="with dots too"
        ),
        pytest.param(["12/11/2026"], None, ["2026-11-12"], id="news is not of the future"),
        pytest.param(
            ["03/06/2026", "02/06/2026", "01/06/2026"],
            None,
            ["2026-06-03", "2026-06-02", "2026-06-01"],
            id="days on end",
        ),
        pytest.param(
            ["27 Nov 2026", "11/09/2026"], None, ["2026-11-27", "2026-11-09"], id="near the newest"
        ),
        pytest.param(
            ["01/11/2026", "01/10/2026", "01/09/2026"], None, [None] * 3, id="monthly, or daily"
        ),
        pytest.param(["10/11/2026"], None, [None], id="nothing tells"),
        pytest.param(["10/11/2026"], "en", [None], id="English is written both ways"),
        pytest.param(["10/11/2026"], "en-GB", ["2026-11-10"], id="British"),
        pytest.param(["10/11/2026"], "en-US", ["2026-10-11"], id="American"),
        pytest.param(["10.11.2026"], None, ["2026-11-10"], id="dots are day first"),
        pytest.param(["26.11.10"], "ko", ["2026-11-10"], id="Korean, year first"),
        pytest.param(
            ["24/11/2026", "11/24/2026", "10/11/2026"],
            None,
            ["2026-11-24", "2026-11-24", None],
            id="contradiction",
        ),
    ],
)
def test_the_order_of_day_and_month_is_the_feeds(texts, lang, expected):
    """One reading for all of its dates, or none for those that could be two."""
    found = dates(*texts, lang=lang)

    assert expected == [at and at[:10] for at in found]


def test_a_date_without_a_zone_is_in_that_of_the_others():
    """If they share one; else it is in UTC, as RSS 2.0 means it."""
    zoneless = "27 Nov 2026 10:00"

    assert TWO == dates(zoneless, "26 Nov 2026 10:00 +0800")[0]
    assert TEN == dates(zoneless, "26 Nov 2026 10:00 +0800", "25 Nov 2026 10:00 +0300")[0]
    assert TEN == dates(zoneless)[0]


moments = st.datetimes(datetime(1990, 1, 2), datetime(2026, 11, 27)).map(  # noqa: DTZ001
    lambda at: at.replace(second=0, microsecond=0)
)
names = st.sampled_from(
    [
        (lang, month, word)
        for word, meant in date_words().months.items()
        for month, languages in meant.items()
        for lang in languages
    ]
)
offsets = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timedelta(minutes=15 * quarters))


def _offset(offset, form):
    sign = "-" if offset < timedelta(0) else "+"
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return form.format(sign=sign, hours=hours, minutes=minutes)


@given(
    moments,
    names,
    offsets,
    st.sampled_from(
        [
            "{sign}{hours:02}{minutes:02}",
            "{sign}{hours:02}:{minutes:02}",
            "GMT{sign}{hours}:{minutes:02}",
            "UTC{sign}{hours:02}:{minutes:02}",
        ]
    ),
    st.sampled_from(
        ["{d} {m} {y} {t} {z}", "{m} {d}, {y} {t} {z}", "Xx., {d:02}-{m}-{y}, {t} {z}"]
    ),
)
def test_what_is_written_in_any_language_and_zone_is_read_back(at, name, offset, zone, form):
    """Each month of each language, each zone of a quarter of an hour."""
    lang, month, word = name
    at = at.replace(month=month, day=min(at.day, calendar.monthrange(at.year, month)[1]))
    if at > datetime(2026, 11, 27):  # noqa: DTZ001
        at = at.replace(year=2025, day=min(at.day, 28))
    text = form.format(d=at.day, m=word, y=at.year, t=f"{at:%H:%M}", z=_offset(offset, zone))

    found = read_dates([text], lang=lang, now=NOW)

    assert [at.replace(tzinfo=timezone(offset)).astimezone(UTC)] == found


@given(st.lists(moments, min_size=1, max_size=8), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_numbers_are_read_as_they_were_meant_where_one_proves_it(times, form):
    """A thirteenth or later of one month settles the others."""
    times = [*times, datetime(2026, 11, 20)]  # noqa: DTZ001
    found = read_dates([at.strftime(form) for at in times], lang=None, now=NOW)

    assert [at.replace(hour=0, minute=0, tzinfo=UTC) for at in times] == found


pieces = st.sampled_from(
    ["27", "11", "2026", "Nov", "年", "月", "日", "10:00", "+0800", "GMT", "(", ")", "am", "٢", "T"]
)


@given(
    st.lists(
        st.none() | st.text() | st.lists(pieces | st.text(max_size=3)).map(" ".join), max_size=5
    ),
    st.none() | st.sampled_from(["en", "fa", "th", "zh-Hant", "xx", "-"]),
)
def test_whatever_is_written_it_never_raises(texts, lang):
    """One answer a text, in UTC, within what news can be of."""
    found = read_dates(texts, lang=lang, now=NOW)

    assert len(texts) == len(found)
    assert all(at is None or (at.year >= 1990 and at <= NOW + timedelta(days=1)) for at in found)
