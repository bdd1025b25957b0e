"""Where something stands in a web page: a CSS selector, or an XPath 1.0 expression."""

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from watchers.fields.values import wrong

_XPATH = re.compile(r"[/(]|\.{1,2}/")
_LONGEST = 500


def xpath_of(selector: str) -> str:
    """Return the XPath that asks the same; what begins with `/`, `./` or `(` is one already.

    From the element that it is asked of: CSS looks at that and at all below it. Raises ValueError
    if CSS is not read, or asks for what is no element (`::text`).
    """
    if _XPATH.match(selector):
        return selector
    from cssselect import HTMLTranslator, SelectorError

    try:
        return HTMLTranslator().css_to_xpath(selector)
    except SelectorError as e:
        raise ValueError(str(e)) from e


def _selector(text: str) -> str:
    # Loaded by who watches pages only: it would take a tenth of the time of reading any rules.
    from lxml import etree

    selector = text.strip()
    hint = "CSS such as main a.headline, or XPath such as //main//a"
    if not selector or len(selector) > _LONGEST:
        raise wrong("not a selector", hint)
    try:
        # Without functions of any library but those of XPath 1.0 itself.
        etree.XPath(xpath_of(selector), regexp=False)
    except (ValueError, etree.XPathSyntaxError) as e:
        said = " ".join(str(e).split())
        raise wrong(f"not a selector: {said[:100]}", hint) from None
    return selector


Selector = Annotated[str, AfterValidator(_selector), WithJsonSchema({"type": "string"})]
