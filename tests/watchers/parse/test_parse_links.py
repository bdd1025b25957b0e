"""Which spellings of an address are one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.parse.links import clean_link, join_link

SEGMENT = st.text("abcXYZ019-_~é", min_size=1, max_size=6)
PATHS = st.lists(SEGMENT, min_size=1, max_size=4).map("/".join)
PARAMETERS = st.lists(
    st.tuples(st.sampled_from(["id", "p", "page", "q"]), SEGMENT).map("=".join), max_size=3
)
TRACKING = st.sampled_from(
    ["utm_source=rss", "UTM_Medium=x", "fbclid=1", "gclid=z", "at_medium=RSS", "ref=rss"]
)


def _address(scheme, www, path, parameters, tail=""):
    query = "?" + "&".join(parameters) if parameters else ""
    return f"{scheme}://{www}news.example.org/{path}{tail}{query}"


@settings(max_examples=150)
@given(PATHS, PARAMETERS, TRACKING, st.data())
def test_variants_of_an_address_are_one(path, parameters, tracking, data):
    """Scheme, www and m, letter case of the host, port, tracking, trailing slash do not matter."""
    place = data.draw(st.integers(0, len(parameters)))
    tracked = [*parameters[:place], tracking, *parameters[place:]]
    variants = {
        clean_link(_address("https", "", path, parameters)),
        clean_link(_address("http", "www.", path, parameters)),
        clean_link(_address("HTTP", "WWW.", path, tracked)),
        clean_link(_address("https", "m.", path, parameters)),
        clean_link(_address("http", "www.m.", path, parameters)),
        clean_link(_address("https", "", path, parameters, tail="/")),
        clean_link(f"https://news.example.org:443/{path}?{'&'.join(tracked)}"),
    }

    assert len(variants) == 1


@settings(max_examples=150)
@given(PATHS, PATHS, PARAMETERS)
def test_different_paths_never_collide(one, other, parameters):
    """Two pages never pass for one."""
    same = clean_link(_address("https", "", one, parameters)) == clean_link(
        _address("http", "www.", other, parameters)
    )

    assert (one == other) == same


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=40), st.text(max_size=30).map("http://www.e.org/".__add__)))
def test_a_clean_link_is_its_own_clean_link(url):
    """Also for what is no address at all."""
    assert clean_link(url) == clean_link(clean_link(url))


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        pytest.param("https://e.org/a?b=2&a=1", "https://e.org/a?b=2&a=1", id="order is kept"),
        pytest.param("https://e.org/a#part-2", "https://e.org/a#part-2", id="fragment is kept"),
        pytest.param("https://e.org/a#xtor=RSS-1", "https://e.org/a", id="tracking fragment"),
        pytest.param("https://e.org/a?ref=4711", "https://e.org/a?ref=4711", id="ref that names"),
        pytest.param("https://m.com/a", "https://m.com/a", id="m is the name"),
        pytest.param("https://e.org:8443/a", "https://e.org:8443/a", id="port of its own"),
        pytest.param("https://e.org/%c3%a9", "https://e.org/%C3%A9", id="case of escapes"),
        pytest.param("http://[2001:db8::1]/a", "https://[2001:db8::1]/a", id="IPv6"),
        pytest.param("mailto:a@e.org", "mailto:a@e.org", id="no web address"),
        pytest.param(" http://[bad ", "http://[bad", id="broken address"),
    ],
)
def test_single_spelling(url, cleaned):
    """What is kept and what is not."""
    assert cleaned == clean_link(url)


@pytest.mark.parametrize(
    ("link", "bases", "joined"),
    [
        pytest.param("/a", ("https://e.org/f",), "https://e.org/a", id="relative"),
        pytest.param(
            "b", ("sub/", "https://e.org/"), "https://e.org/sub/b", id="base that is relative"
        ),
        pytest.param("https://e.org/?a&amp;b", (), "https://e.org/?a&b", id="escaped twice"),
        pytest.param("https://e.org/a b", (), "https://e.org/a%20b", id="space"),
        pytest.param("https://e.org/\na", (), "https://e.org/a", id="line end"),
        pytest.param("javascript:alert(1)", ("https://e.org/",), None, id="script"),
        pytest.param("data:text/html,x", ("https://e.org/",), None, id="data"),
        pytest.param("file:///etc/hosts", ("https://e.org/",), None, id="file"),
        pytest.param("/a", (), None, id="nothing to join to"),
        pytest.param("http://[bad", ("https://e.org/",), None, id="broken"),
        pytest.param("https://e.org/" + "a" * 3000, (), None, id="too long"),
        pytest.param(None, ("https://e.org/",), None, id="none"),
    ],
)
def test_only_absolute_web_addresses_come_out(link, bases, joined):
    """A link that cannot be followed is no link."""
    assert joined == join_link(link, *bases)


LINK = st.builds(
    "https://{}{}{}".format,
    st.sampled_from(["x.org", "www.x.org", "www.org", "www.www.a-b.x.org", "a--b.org", "x.o-g"]),
    st.text("aZ0/.~;=,-_", max_size=8).map(lambda path: f"/{path}" if path else ""),
    st.text("aZ=&?#/;.%", max_size=8).map(lambda query: f"?{query}" if query else ""),
)


@settings(max_examples=300)
@given(LINK)
def test_the_short_way_and_the_long_one_lead_to_the_same(link):
    """A scheme in capitals, and a base, are not read the short way."""
    longer = "HTTPS" + link.removeprefix("https")

    assert clean_link(link) == clean_link(longer)
    assert (join_link(link) is None) == (join_link(longer) is None)
