"""How rules.yaml writes channels and mentions of Discord."""

from watchers.model.rules import PlatformSpelling

DISCORD = PlatformSpelling(
    name="discord",
    help="The id of a Discord channel.",
    example="123456789012345678",
    address=r"[0-9]{15,20}",
    not_address=(
        "not a Discord channel",
        "its id, 17 to 20 digits: Copy Channel ID in Discord",
    ),
    is_number=True,
    mention=r"@here|@everyone|<@!?[0-9]{15,20}>|<@&[0-9]{15,20}>",
    not_mention=(
        "Discord writes @here, @everyone, <@123456789012345678> or <@&123456789012345678>"
        " for a role"
    ),
)
