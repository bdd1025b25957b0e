"""How rules.yaml writes channels and mentions of Slack."""

from watchers.model.rules import PlatformSpelling

PERSON = r"<@[UW][A-Z0-9]{1,20}"
"""How a mention of a person begins; ">" ends it, or in what people typed their name and ">"."""

SLACK = PlatformSpelling(
    name="slack",
    help='A Slack channel: its name in quotes, "#geo-desk", or its id.',
    example='"#geo-desk"',
    address=r"#?[\w-]{1,80}",
    not_address=("not a Slack channel", 'its name in quotes, "#geo-desk", or its id'),
    unwritten='an unquoted # begins a comment: write slack: "#geo-desk"',
    mention=rf"<!(here|channel)>|{PERSON}>|<!subteam\^S[A-Z0-9]{{1,20}}>",
    not_mention="Slack writes <!here>, <!channel>, <@U012ABCDEF> or <!subteam^S012ABCDEF>",
)
