"""Why a document gives no feed, as it crosses from the child to its parent."""


class Refusal(Exception):
    """`kind` names the SourceError to raise in the parent; `message` is for people."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
