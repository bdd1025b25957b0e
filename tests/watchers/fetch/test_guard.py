"""Each spelling of an address that must not pass, beside its nearest one that must."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from tests.watchers.fetch.spellings import ALLOWED, EDGES, FORBIDDEN, NOT_QUITE_ALLOWED, PASSES
from watchers.errors import AddressForbidden
from watchers.fetch.guard import address_trouble, check_url, is_public, read_allowed


@pytest.mark.parametrize("url", FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_forbidden_address_is_refused(url):
    """Before any name is resolved or anything dialled."""
    with pytest.raises(AddressForbidden):
        check_url(url, ALLOWED)


@pytest.mark.parametrize(("url", "sent"), PASSES.values(), ids=PASSES)
def test_a_public_address_passes_in_one_spelling(url, sent):
    """What the publisher quoted stays quoted, what cannot be sent is quoted."""
    sent = sent or "http://example.org/" + "".join(f"%{b:02X}" for b in "новости".encode())

    assert sent == check_url(url).text


@pytest.mark.parametrize("authority", sorted(ALLOWED))
def test_an_allowed_host_passes_on_its_port(authority):
    """The operator's list overrides the table, the names and the ports."""
    address = check_url(f"http://{authority}/feed", ALLOWED)

    assert authority == address.authority


@pytest.mark.parametrize("url", NOT_QUITE_ALLOWED.values(), ids=NOT_QUITE_ALLOWED)
def test_only_the_exact_host_and_port_is_allowed(url):
    """A neighbour of an allowed address stays forbidden."""
    with pytest.raises(AddressForbidden):
        check_url(url, ALLOWED)


@pytest.mark.parametrize(("address", "public"), EDGES.items(), ids=[a or "empty" for a in EDGES])
def test_the_table_holds_at_its_edges(address, public):
    """Each block, and the addresses right beside it."""
    assert public == is_public(address)


@pytest.mark.parametrize("url", FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_refusal_never_repeats_a_secret(url):
    """A password in the URL does not reach a message, and a message stays one line."""
    with pytest.raises(AddressForbidden) as refusal:
        check_url(url)

    assert "secret" not in str(refusal.value)
    assert str(refusal.value).isprintable()


def test_a_refusal_is_the_same_for_every_port():
    """Nobody learns from the words whether something listens there."""

    def words(port):
        with pytest.raises(AddressForbidden) as refusal:
            check_url(f"http://10.1.2.3:{port}/")
        return str(refusal.value).replace(f":{port} ", ":PORT ")

    assert len({words(port) for port in (1, 22, 80, 443, 6379, 8080, 65535)}) == 1


hosts = st.sampled_from(
    ["example.org", "127.0.0.1", "пример.рф", "[::1]", "0x7f.1", "a@b.org", "LOCALHOST", "8.8.8.8"]
)
urls = st.one_of(
    st.text(),
    st.text().map("http://".__add__),
    st.builds("http://{}{}".format, hosts, st.text()),
    st.builds("https://{}.org/{}".format, st.text(min_size=1), st.text()),
    st.builds("http://example.org/{}?{}".format, st.text("./%2eaé{\"'"), st.text("%z5&=[]|<é'")),
)


@given(urls)
def test_any_text_passes_or_is_forbidden(url):
    """No string makes the guard raise anything else."""
    try:
        check_url(url)
    except AddressForbidden as refusal:
        assert str(refusal)  # noqa: PT017, either outcome is right


@given(urls)
def test_what_passed_reads_the_same_to_every_parser(url):
    """Neither httpx nor yarl sees another URL, so what is dialled is what was checked."""
    try:
        checked = check_url(url)
    except AddressForbidden:
        return

    assert checked.text == str(httpx.URL(checked.text))
    seen = URL(checked.text, encoded=True)
    assert (checked.text, checked.host, checked.port) == (str(seen), seen.raw_host, seen.port)
    assert checked == check_url(checked.text)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://127.0.0.1/feed", "127.0.0.1:80"),
        ("https://Feeds.Example.ORG", "feeds.example.org:443"),
        ("[::1]:8000/", "[::1]:8000"),
    ],
)
def test_what_is_typed_names_one_host_and_port(typed, expected):
    """As addresses are compared."""
    assert expected == read_allowed(typed)


@pytest.mark.parametrize("typed", ["127.0.0.1", "a:b", "*:80", "::1", "", "ftp://a:1", "a:1:2"])
def test_what_names_none_is_refused(typed):
    """It would silently be worth nothing."""
    with pytest.raises(AddressForbidden):
        read_allowed(typed)


def test_the_trouble_with_an_address_is_said_before_it_is_asked():
    """What is wrong, and what helps; nothing for what may be asked."""
    url = "https://rsshub.example.org:1200/x"

    trouble = address_trouble(url, frozenset())

    assert trouble is not None
    assert "not 1200" in trouble[0]
    assert "list rsshub.example.org:1200 in WATCHNEXT_ALLOW" == trouble[1]
    assert address_trouble(url, frozenset({"rsshub.example.org:1200"})) is None
