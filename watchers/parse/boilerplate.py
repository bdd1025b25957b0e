"""What stands around a text and is none of it: captions, credits, "read more", "follow us". Pure.

A query that looks at such words tells of a picture, of another article or of a newsletter. By
markup most of it is known for sure; in plain text only what is always written alike is taken out.
Languages are those of the shipped rules.
"""

import re

from watchers.parse.text import clean_text, text_blocks, visible_line

# Elements, and words of a class, that hold what the article does not say.
_APART_NAMES = (
    "figcaption caption wp-caption-text image-caption photo-caption img-caption picture-caption"
    " credit credits photo-credit image-credit caption-credit more-link read-more readmore"
    " sharedaddy jp-relatedposts related-posts relatedposts related-articles feedflare"
    " social-share share-buttons addtoany newsletter-signup"
)
_APART = frozenset(_APART_NAMES.split())
_SEVERAL = re.compile(r"[<\n]|&lt;")  # what only a text of several blocks has
_LONGEST_BLOCK = 300

# How a block begins that is none of the article; a word ends there.
_BEGINNINGS = (
    # en
    *(
        "read more",
        "read next",
        "read also",
        "also read",
        "see also",
        "read the full",
        "read the rest",
    ),
    *(
        "read the original",
        "continue reading",
        "keep reading",
        "click here",
        "related:",
        "comments:",
    ),
    *("related stories:", "related articles:", "related news:", "related posts:", "related post:"),
    *("follow us", "please follow us", "like us", "join us on", "share this", "share on"),
    *("sign up for our", "sign up to our", "sign up for the", "subscribe to", "subscribe now"),
    *("view comments", "view all comments", "leave a comment", "add a comment", "post a comment"),
    *("originally published", "originally posted", "originally appeared"),
    # de, fr
    *("weiterlesen", "lesen sie auch", "lesen sie mehr", "mehr lesen", "mehr zum thema"),
    *("folgen sie uns", "lire aussi", "à lire aussi", "lire la suite", "lire également"),
    *("lire l’article", "lire l'article", "en savoir plus", "suivez-nous", "abonnez-vous"),
    # es, it
    *("lea también", "lee también", "leer más", "lea más", "lee más", "seguir leyendo"),
    *("sigue leyendo", "síguenos", "suscríbete", "te puede interesar", "leggi anche"),
    *("leggi tutto", "leggi di più", "continua a leggere", "seguici", "iscriviti"),
    # nl, pl
    *("lees ook", "lees meer", "lees verder", "volg ons", "czytaj też", "czytaj także"),
    *("czytaj więcej", "czytaj dalej", "zobacz też", "zobacz także", "obserwuj nas"),
    # ru, uk
    *("читайте также", "читайте нас", "читать далее", "читать полностью", "читать также"),
    *("по теме:", "смотрите также", "подписывайтесь на", "подпишитесь на", "читайте також"),
    *("читати далі", "читати також", "дивіться також", "підписуйтесь на", "підпишіться на"),
    # captions and credits
    *(
        "file photo",
        "file image",
        "file picture",
        "file -",
        "file –",
        "file —",
        "photo:",
        "photos:",
    ),
    *("photo credit:", "photo credits:", "image:", "images:", "image credit:", "image credits:"),
    *("picture:", "pictures:", "photograph:", "credit:", "foto:", "fotos:", "bild:", "imagen:"),
    *("immagine:", "zdjęcie:", "crédit photo:", "фото:", "фотография:", "изображение:"),
    *("архивное фото", "світлина:", "снимок:"),
)
# The same in scripts in which nothing, or a letter of another word, may follow at once.
_BEGINNINGS_ALONE = (
    *("اقرأ أيضا", "اقرأ المزيد", "تابعونا", "للمزيد", "صورة:", "تصوير:", "阅读更多", "阅读全文"),
    *(
        "閱讀更多",
        "閱讀全文",
        "查看更多",
        "查看全文",
        "查看原文",
        "更多内容",
        "更多报道",
        "更多新闻",
    ),
    *(
        "相关新闻",
        "相关阅读",
        "相关报道",
        "延伸阅读",
        "延伸閱讀",
        "关注我们",
        "扫码关注",
        "图片来源",
    ),
    *("照片来源", "图源", "资料图", "图片：", "图片:", "图："),
)
_WHOLE_BLOCKS = frozenset({"comments", "advertisement", "подробнее", "zum artikel"})
_COUNT_OF_COMMENTS = re.compile(r"\d+ comments?")
_MARKS_BEFORE = " >»→▶►•*|[(-–—"
# How a caption ends: with who took the picture.
_TAKEN_BY = re.compile(
    r"\b(?:REUTERS|AFP|AP Photo|EPA|TASS)/[^!?]{2,60}$"
    r"|[^!?/]{2}/(?:AFP|AP|EPA|Getty Images|Reuters|TASS)\)?$"
)
_CREDIT = (
    r"(?:(?:ap|afp|epa|reuters) )?(?:photo|foto|photograph|picture|image|фото|图片?|照片|圖)s?"
    r"(?: credit| courtesy| by| von| de| di)?\s?[:：/ ]"
    r"|photo by|courtesy of|credit:|file photo\)|via getty|(?:reuters|afp|ap|epa|tass|xinhua)/"
)
_BRACKET = re.compile(r"[(\[（【]")
_IN_BRACKETS = re.compile(
    rf"[(\[（【](?:{_CREDIT})[^()\[\]（）【】]{{0,160}}[)\]）】]", re.IGNORECASE
)
# "FILE PHOTO: a tanker off Primorsk. REUTERS/N. N./File Photo", and the article after it.
_FILE_PHOTO = re.compile(
    r"FILE PHOTO: (?:.{1,400}?/File Photo\b"
    r"|.{1,400}?(?:\.(?=\s)|$)(?:\s*REUTERS/\S+(?: [A-Z]\S+)?)?)\s*"
)
# What WordPress and its like put at the end of each item.
_THE_POST = (
    r"The post|Der Beitrag|L['’]article|La entrada|O post|L['’]articolo|Het bericht|Artykuł|Wpis"
    r"|Запись|Сообщение|Допис|文章"
)
_APPEARED_FIRST = (
    *("appeared first on", "erschien zuerst auf", "est apparu en premier sur", "primero en"),
    *("apareceu primeiro em", "proviene da", "è apparso per primo su", "verscheen eerst op"),
    *("pochodzi z serwisu", "впервые появилась", "появились сначала на", "вперше з", "最先出现在"),
)
_WORDS_APPEARED = re.compile("|".join(_APPEARED_FIRST))
_APPEARED = re.compile(rf"\s*(?:{_THE_POST}).{{1,300}}?(?:{'|'.join(_APPEARED_FIRST)}).{{0,120}}$")
_MORE = (
    *("read more", "read the full story", "read the full article", "read full story"),
    *("read full article", "continue reading", "weiterlesen", "lire la suite", "leer más"),
    *("seguir leyendo", "leggi tutto", "continua a leggere", "lees meer", "lees verder"),
    *("czytaj więcej", "czytaj dalej", "читать далее", "читать полностью", "подробнее"),
    *("читати далі", "阅读更多", "阅读全文", "閱讀更多", "閱讀全文", "查看全文", "اقرأ المزيد"),
)
_LONGEST_MORE = max(map(len, _MORE))
_MARK_BEFORE_MORE = re.compile(r"\s*(?:\[?(?:…|\.\.\.)\]?|[|>»→–—-])?\s*$")
_PAST_THE_END = " .…!:|[]()<>«»→-–—\u00a0"
_END = 500  # characters: what stands at the end is looked for there alone


def clean_body(text: str) -> str:
    """Return a summary or a full text as clean_text does, without what is none of it.

    Where markup says that all of it stands apart, it is taken for the text. Takes time linear in
    the text.
    """
    if not _SEVERAL.search(text):
        return _without_credits(clean_text(text))
    blocks = text_blocks(text, _APART) or text_blocks(text, ())
    # A single block is the text, however it begins: only its end is looked at.
    if len(blocks) > 1:
        blocks = [block for block in blocks if not _is_boilerplate(block)]
    return _without_credits(visible_line(" ".join(blocks)))


def _is_boilerplate(block: str) -> bool:
    if len(block) > _LONGEST_BLOCK:
        return False
    line = block.lower().lstrip(_MARKS_BEFORE)
    if line.startswith(_BEGINNINGS):
        beginning = max((b for b in _BEGINNINGS if line.startswith(b)), key=len)
        around = line[len(beginning) - 1 : len(beginning) + 1]
        if len(around) == 1 or not around.isalpha():
            return True
    return (
        line.startswith(_BEGINNINGS_ALONE)
        or line in _WHOLE_BLOCKS
        or _COUNT_OF_COMMENTS.fullmatch(line) is not None
        or ("/" in block and _TAKEN_BY.search(block[-100:]) is not None)
        or _APPEARED.match(block) is not None
    )


def _without_credits(line: str) -> str:
    if line.startswith("FILE PHOTO"):
        line = _FILE_PHOTO.sub("", line, count=1)
    if _BRACKET.search(line):
        line = " ".join(_IN_BRACKETS.sub("", line).split())
    return _without_more(_without_appeared(line))


def _without_appeared(line: str) -> str:
    start = max(0, len(line) - _END)
    end = line[start:]
    return line[:start] + _APPEARED.sub("", end) if _WORDS_APPEARED.search(end) else line


def _without_more(line: str) -> str:
    core = line.rstrip(_PAST_THE_END)
    end = core[-_LONGEST_MORE:].lower()
    if not end.endswith(_MORE):
        return line
    more = max((words for words in _MORE if end.endswith(words)), key=len)
    left = core[: -len(more)]
    # "thread more" is no invitation; in Chinese nothing parts words.
    if left[-1:].isalnum() and more[0].isascii():
        return line
    return _MARK_BEFORE_MORE.sub("", left)
