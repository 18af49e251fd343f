"""What differs for a reader, as data, and each change as a careful editor would say it."""

from typing import Literal

import msgspec

What = Literal["added", "removed", "changed", "moved", "joined", "split", "restyled", "replaced", "alone"]
_LONGEST = 160  # characters of a passage that are quoted
_MOST_SPANS = 4  # places of one passage that are quoted


class Span(msgspec.Struct, frozen=True):
    """Words that were replaced, with some that stand around them in both editions."""

    lead: str
    old: str
    new: str
    tail: str

    @property
    def said(self) -> str:
        """The change as two quotations."""
        before, after = (f"{self.lead}{words}{self.tail}".strip() for words in (self.old, self.new))
        return f'"{before}" became "{after}"'


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change. `old` and `new` are all its words; `place` is where a reader finds it ("page 3")."""

    what: What
    kind: str
    place: str = ""
    old: str = ""
    new: str = ""
    spans: tuple[Span, ...] = ()
    detail: str = ""

    @property
    def said(self) -> str:
        """The change as a sentence."""
        head = f"{self.place}, {self.kind}" if self.place else self.kind
        words = quoted(self.new or self.old)
        match self.what:
            case "changed":
                return f"{head}: {self._said_of_spans()}"
            case "moved":
                also = f"; {self._said_of_spans()}" if self.spans else ""
                return f"{head} moved, {self.detail}: {words}{also}"
            case "replaced":
                return f"{head} is another"
            case "alone":
                return f"{head}, only in {self.detail}: {words}"
            case "joined" | "split" | "restyled":
                return f"{head} {self.detail}: {words}"
            case _:
                return f"{head} {self.what}: {words}" if self.old or self.new else f"{head} {self.what}"

    def _said_of_spans(self) -> str:
        if not self.spans:
            return f"{quoted(self.old)} became {quoted(self.new)}"
        rest = len(self.spans) - _MOST_SPANS
        more = f"; and {rest} more place{'s' if rest > 1 else ''}" if rest > 0 else ""
        return "; ".join(span.said for span in self.spans[:_MOST_SPANS]) + more


def quoted(text: str) -> str:
    """A text in quotation marks, its middle left out when it is long; nothing has words of its own."""
    return f'"{shortened(text)}"' if text else "nothing"


def shortened(text: str, longest: int = _LONGEST) -> str:
    """A text that is not longer than so many characters, its middle left out."""
    half = longest // 2
    return text if len(text) <= longest else f"{text[:half].rstrip()} … {text[-half:].lstrip()}"
