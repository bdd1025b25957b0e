"""What stands around a text is not taken for it, and what is the text stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.parse.boilerplate import clean_body
from watchers.parse.text import clean_text

NEWS = "Tankers left Primorsk at noon."


@pytest.mark.parametrize(
    "around",
    [
        "<figure><img src=a.jpg><figcaption>Gas in a pipe. Photo: N. N.</figcaption></figure>{}",
        "<div class='wp-caption'><p class='wp-caption-text'>Gas in a pipe</p></div><p>{}</p>",
        "<p>{}</p><a class='more-link' href='x'>All about gas</a>",
        "<p>{}</p><div class='sharedaddy sd-block'><h3>Gas on Facebook</h3></div>",
        "&lt;p&gt;{}&lt;/p&gt;&lt;figcaption&gt;Gas&lt;/figcaption&gt;",
        "<p>FILE PHOTO: Gas in a pipe, October 1, 2025. REUTERS/N. N.</p><p>{}</p>",
        "<p>Gas in a pipe. N. N./Getty Images</p><p>{}</p>",
        "<p>{}</p><p>Read more: Gas is cut off</p>",
        "<p>{}</p><ul><li>Also read: Gas is cut off</li></ul>",
        "<p>{}</p><p>The post Gas is cut off appeared first on The Wire.</p>",
        "<p>{}</p><p>Follow us on Telegram</p><p>12 comments</p>",
        "<p>{}</p><p>Lesen Sie auch: Gas bleibt aus</p>",
        "<p>{}</p><p>Lire aussi : Le gaz coupé</p>",
        "<p>{}</p><p>Lea también: El gas cortado</p>",
        "<p>{}</p><p>Leggi anche: Il gas tagliato</p>",
        "<p>{}</p><p>Lees ook: Gas afgesloten</p>",
        "<p>{}</p><p>Czytaj także: Gaz odcięty</p>",
        "<p>{}</p><p>Читайте также: Газ перекрыт</p>",
        "<p>{}</p><p>Читайте також: Газ перекрито</p>",
        "<p>{}</p><p>اقرأ أيضا: قطع الغاز</p>",
        "<p>{}</p><p>相关新闻：天然气</p>",
        "<p>Фото: Газ / ТАСС</p><p>{}</p>",
        "<p>图片来源：天然气</p><p>{}</p>",
    ],
)
def test_blocks_around_the_article_are_left_out(around):
    """A query for gas finds none of them."""
    assert clean_body(around.format(NEWS)) == NEWS


@pytest.mark.parametrize(
    "around",
    [
        "{} (Photo: N. N. / Gas Agency)",
        "{} (AP Photo/Gas Man)",
        "{} [Photo courtesy of Gas]",
        "{} (Foto: dpa/Gas)",
        "{} (Фото: Газ/ТАСС)",
        "{}（图：天然气）",
        "{} Read more",
        "{} [...] Continue reading...",
        "{} … Weiterlesen »",
        "{} Lire la suite",
        "{} Читать далее",
        "{} The post Gas is cut off appeared first on The Wire.",
        "{} Der Beitrag Gas fehlt erschien zuerst auf Der Draht.",
        "{} L’article Le gaz est apparu en premier sur Le Fil.",
        "{} La entrada El gas se publicó primero en El Hilo.",
        "FILE PHOTO: Gas in a pipe, October 1, 2025. REUTERS/N. N./File Photo {}",
    ],
)
def test_plain_text_loses_what_is_always_written_alike(around):
    """Credits anywhere, the rest at its end."""
    assert clean_body(around.format(NEWS)) == NEWS


@pytest.mark.parametrize(
    "text",
    [
        "Read more books, says the minister",
        "Follow us or perish, he told them",
        "<p>Share prices of gas firms fell.</p><p>Related industries suffered, too.</p>",
        "<p>Photographs of the port show tankers.</p><p>Source: a minister.</p>",
        "<p>He asked them to read. More will come.</p><p>Comments by the ministry followed.</p>",
        "The post of minister is vacant (photographers were there)",
        "Files show that gas (and oil) is sold",
        "<p>Subscribers to the gas exchange met.</p><p>Sign up of members continues.</p>",
        "<p>"
        + "Read more of this long paragraph, which is one of the article. " * 6
        + "</p><p>b</p>",
        "Фотографии порта показывают танкеры",
        "<div class='caption'>All of this post stands in a caption.</div>",
        "<p class='captioned'>One</p><p>two</p>",
    ],
)
def test_what_only_begins_alike_stays(text):
    """Better a line too many than one too few."""
    assert clean_body(text) == clean_text(text)


PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "Read more",
            "Photo:",
            "(AP Photo/",
            ")",
            "FILE PHOTO: ",
            "REUTERS/",
            "x ",
        ),
        *("The post ", "appeared first on ", "<figcaption>", "</figcaption>", "…", "\n", ". "),
    ]
)


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_nothing_is_added_to_a_text(text):
    """Whatever is left was there, in its order."""
    kept = iter(clean_text(text).replace(" ", ""))

    assert all(character in kept for character in clean_body(text).replace(" ", ""))


LONG = [
    "(AP Photo/",
    "The post ",
    "FILE PHOTO: ",
    "<figcaption>",
    "Read more ",
    "文章",
    "REUTERS/x",
]


@pytest.mark.parametrize("piece", LONG)
def test_no_body_is_cleaned_for_ever(piece):
    """A quarter of a million characters; a cost that grows with their square would not end."""
    text = piece * (250_000 // len(piece))

    assert len(clean_body(text)) <= len(text)
