"""The few kinds of exception; each carries messages, so that every face shows the same records."""

from typing import Any

from exporter.messages import Message


class ExporterError(Exception):
    """A job cannot go on. `messages` say why."""

    def __init__(self, *messages: Message) -> None:
        super().__init__("; ".join(message.text for message in messages))
        self.messages = messages

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.messages  # or pickling would call the class with the joined text


class SourceError(ExporterError):
    """The input is refused."""


class TemplateError(ExporterError):
    """A template, kind or theme is missing or broken."""


class OutputError(ExporterError):
    """A format cannot be made or written here."""
