"""What a build says while it runs: lines for a person, or JSON records for a program."""

import sys
import time
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from exporter.cli.show import harmless, show_judges, show_message
from exporter.messages import Message
from exporter.outputs import Written

if TYPE_CHECKING:
    from exporter.checks.checked import Asked, Checked
    from exporter.checks.receipt import Receipt


class Outcome(msgspec.Struct, frozen=True):
    """What became of one source. Nothing was written when it was refused."""

    source: str
    written: tuple[Written, ...]
    messages: tuple[Message, ...]
    seconds: float
    receipt: "Receipt | None" = None
    checks: "tuple[Checked, ...]" = ()


class View(Protocol):
    """One way of telling."""

    def begin(self, total: int, first: str) -> None:
        """So many sources are to be built."""

    def message(self, message: Message) -> None:
        """Something that is about no source, but about the command."""

    def outcome(self, outcome: Outcome) -> None:
        """A source is done."""

    def end(self, built: int, refused: int, left: int) -> None:
        """All is done, or nothing could be; `left` files of folders were no articles."""


class Lines:
    """Outputs on standard output; messages and, on a terminal, progress on standard error."""

    def __init__(self, quiet: bool, verbose: bool) -> None:
        self._quiet, self._verbose = quiet, verbose
        self._moving = sys.stderr.isatty() and not quiet
        self._total = self._done = 0
        self._judges: list[tuple[str, tuple[Asked, ...]]] = []
        self._started = time.monotonic()

    def begin(self, total: int, first: str) -> None:
        """Show that work goes on."""
        self._total = total
        self._progress(f"building {harmless(first)}" if total == 1 else f"0/{total}")

    def message(self, message: Message) -> None:
        """Show it when the user wants to see its kind."""
        if message.severity == "error" or (not self._quiet and (message.severity == "warning" or self._verbose)):
            self._clear()
            show_message(message)

    def outcome(self, outcome: Outcome) -> None:
        """Show what was found, and what was written."""
        for message in outcome.messages:
            self.message(message)
        self._judges += [(f"{outcome.source}'s {c.format.upper()}", c.judges) for c in outcome.checks if c.judges]
        self._clear()
        if not outcome.written:
            print(f"{harmless(outcome.source)} was refused; nothing was written for it", file=sys.stderr)
        elif not self._quiet:
            took = f"  ({outcome.seconds:.2f} s)" if self._verbose else ""
            for written in outcome.written:
                print(f"{harmless(written.path)}{took}")
            if self._verbose and outcome.receipt:
                for line in filter(None, (outcome.receipt.said, outcome.receipt.claimed)):
                    print(line, file=sys.stderr)
            if self._verbose and not any(message.code == "B110" for message in outcome.messages):
                print("source: in none of the files", file=sys.stderr)
        self._done += 1
        if self._done < self._total:
            passed = time.monotonic() - self._started
            rest = passed / self._done * (self._total - self._done)
            self._progress(f"{self._done}/{self._total}  {self._done / passed:.1f} a second, {rest:.0f} s left")

    def end(self, built: int, refused: int, left: int) -> None:
        """Sum up when there was more than one thing to tell; say which judges spoke when they were asked."""
        if not self._quiet and self._judges:
            show_judges(self._judges, sys.stderr)
        if not self._quiet and (built + refused > 1 or (left and built + refused)):
            others = f", {left} other file(s) left alone" if left else ""
            print(f"{built} built, {refused} refused{others}, {time.monotonic() - self._started:.1f} s")

    def _progress(self, text: str) -> None:
        if self._moving:
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)

    def _clear(self) -> None:
        if self._moving:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


class Records:
    """JSON records on standard output, one a line: one for each source, and a last one for the whole."""

    def __init__(self) -> None:
        self._messages: list[Message] = []

    def begin(self, total: int, first: str) -> None:
        """Say nothing: each source tells for itself."""

    def message(self, message: Message) -> None:
        """Keep it for the last record."""
        self._messages.append(message)

    def outcome(self, outcome: Outcome) -> None:
        """Print the source's record."""
        self._print(
            {
                "source": outcome.source,
                "built": bool(outcome.written),
                "outputs": outcome.written,
                "messages": outcome.messages,
                "receipt": outcome.receipt,
                "checks": outcome.checks,
            }
        )

    def end(self, built: int, refused: int, left: int) -> None:
        """Print the record of the whole."""
        self._print({"summary": {"built": built, "refused": refused, "left": left}, "messages": self._messages})

    def _print(self, record: dict[str, Any]) -> None:
        print(msgspec.json.encode(record).decode(), flush=True)
