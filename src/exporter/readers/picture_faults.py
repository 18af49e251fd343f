"""Why a picture cannot be had."""


class PictureFault(Exception):  # noqa: N818 - it never leaves the readers
    """Why there is no picture: a message's code, the reason as the end of a sentence, and the remedy."""

    def __init__(self, code: str, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.hint = hint
