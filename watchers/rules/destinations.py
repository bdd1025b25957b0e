"""The destinations in rules.yaml: a platform by its key, with an address on it.

How a platform spells addresses and mentions is handed in: this half knows no platform.
"""

import re
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, create_model

from watchers.fields.moments import QuietHours
from watchers.fields.values import Schema, Truth, Written, any_text, given, wrong
from watchers.model.names import DestinationId, Severity
from watchers.model.rules import Destination, PlatformSpelling


class AnyDestination(Schema):
    """Somewhere alerts go: one platform and an address on it."""

    quiet: Annotated[QuietHours | None, given] = Field(
        default=None, description='Hours of rest, in quotes: "22:00-07:00 Europe/Paris".'
    )
    mention: dict[Severity, Written] = Field(
        default={},
        description='Whom to ping at a severity, as the platform writes it: {critical: "<!here>"}.',
    )
    operators: Truth = Field(
        default=False, description="Hears of failures: lost sources, bad rules, undelivered alerts."
    )


@cache
def destination_schema(platforms: tuple[PlatformSpelling, ...]) -> type[AnyDestination]:
    """Return the schema of a destination on one of the platforms, whose keys come first."""
    fields: dict[str, Any] = {
        platform.name: (_address(platform), Field(default="", description=platform.help))
        for platform in platforms
    }
    addresses = create_model("Addresses", __base__=Schema, **fields)
    create: Any = create_model  # mypy does not follow two bases of which one was just made
    schema: type[AnyDestination] = create(
        "DestinationSchema", __base__=(AnyDestination, addresses), __doc__=AnyDestination.__doc__
    )
    return schema


def written_destination(platforms: tuple[PlatformSpelling, ...]) -> Any:  # noqa: ANN401 - a type
    """Return the type of what stands behind a destination's name: exactly one platform."""
    schema = destination_schema(platforms)

    def one_platform(written: object) -> object:
        """Refuse what names no platform of ours, or two."""
        names = [platform.name for platform in platforms]
        if not isinstance(written, dict):
            such = "".join(f"{{{each.name}: {each.example}}}" for each in platforms[:1])
            raise wrong("a destination is a platform and an address", f"such as {such}")
        known = [key for key in written if key in names]
        if len(known) > 1:
            raise wrong("a destination is one platform and an address", "give each its own name")
        if not known:
            unknown = next((key for key in written if key not in schema.model_fields), "")
            said = f"no platform {unknown[:40]!r}" if unknown else "no platform"
            raise wrong(said, f"this version knows: {', '.join(names)}")
        return written

    return Annotated[schema, BeforeValidator(one_platform)]


def checked_destination(
    id_: DestinationId, checked: AnyDestination, platforms: tuple[PlatformSpelling, ...]
) -> Destination:
    """Return the destination that is written so; it names one platform, as its type holds."""
    (platform,) = (each.name for each in platforms if getattr(checked, each.name))
    return Destination(
        id=id_,
        platform=platform,
        address=getattr(checked, platform),
        quiet=checked.quiet,
        mention=checked.mention,
        operators=checked.operators,
    )


def is_mention(platform: PlatformSpelling, text: str) -> bool:
    """Whether `text` is made of mentions of this platform, with blanks between."""
    return all(re.fullmatch(platform.mention, word) for word in text.split())


def _address(platform: PlatformSpelling) -> Any:  # noqa: ANN401 - a type
    if not platform.address:
        return Written

    def check(text: str) -> str:
        if not re.fullmatch(platform.address, text):
            raise wrong(*platform.not_address)
        return text

    if platform.is_number:
        return Annotated[str, AfterValidator(check), any_text()]
    return Annotated[str, AfterValidator(check)]
