"""What stands on the report page: files with the rules that they break, articles with their receipts."""

import base64
from collections.abc import Iterable, Sequence

import msgspec

from exporter.checks.checked import Asked, Checked
from exporter.checks.pictures import Excerpt, Picture, Shown
from exporter.checks.receipt import Receipt
from exporter.checks.rules import FORMATS, Fault, rules_of
from exporter.messages import Message

_MOST_PLACES, _MOST_WITH_PICTURE, _MOST_PICTURES = 12, 3, 40  # of a rule in a file; the same; of a file
_MOST_ADDED = 40  # passages that templates add
_FINDINGS = frozenset(("V101", "V102", "V103", "V104", "V105"))  # messages that stand on the page as something else


class PlaceShown(msgspec.Struct, frozen=True):
    """One place where a rule is broken, with its picture or an excerpt of its source."""

    text: str
    place: str
    picture: Picture | None = None
    excerpt: str = ""

    @property
    def address(self) -> str:
        """The picture as a data URL."""
        return f"data:image/webp;base64,{base64.b64encode(self.picture.data).decode()}" if self.picture else ""


class RuleShown(msgspec.Struct, frozen=True):
    """A rule that a file breaks; of `more` places only the number is told."""

    code: str
    severity: str
    title: str
    why: str
    mend: str
    source: str
    places: tuple[PlaceShown, ...]
    more: int


class FileShown(msgspec.Struct, frozen=True):
    """A finished file."""

    name: str
    format: str
    errors: int
    warnings: int
    judges: tuple[Asked, ...]
    rules: tuple[RuleShown, ...]


class DifferenceShown(msgspec.Struct, frozen=True):
    """What files have otherwise than their article, and the line of the source where that stands."""

    formats: str
    said: str
    origin: str
    excerpt: str


class ArticleShown(msgspec.Struct, frozen=True):
    """An article with what became of it; of `more_added` passages of its templates only the number is told."""

    name: str
    refused: bool
    receipt: Receipt | None
    added: tuple[str, ...]
    more_added: int
    differences: tuple[DifferenceShown, ...]
    messages: tuple[Message, ...]
    files: tuple[FileShown, ...]

    @property
    def errors(self) -> int:
        """What may refuse it: messages, differences, and errors of its files."""
        own = sum(message.severity == "error" for message in self.messages)
        return own + len(self.differences) + sum(file.errors for file in self.files)

    @property
    def warnings(self) -> int:
        """Warnings of its source and of its files."""
        own = sum(message.severity == "warning" for message in self.messages)
        return own + sum(file.warnings for file in self.files)


def with_pictures(checked: Checked) -> list[Fault]:
    """The faults of a file that get a picture: the first ones of each rule."""
    chosen: list[Fault] = []
    seen: dict[str, int] = {}
    for fault in checked.faults:
        seen[fault.code] = seen.get(fault.code, 0) + 1
        if seen[fault.code] <= _MOST_WITH_PICTURE:
            chosen.append(fault)
    return chosen[:_MOST_PICTURES]


def file_shown(name: str, checked: Checked, pictures: Sequence[tuple[Fault, Shown]]) -> FileShown:
    """A file with its broken rules, errors first, in the order in which they were found."""
    known = {id(fault): shown for fault, shown in pictures}
    codes = dict.fromkeys(fault.code for fault in sorted(checked.faults, key=lambda fault: fault.severity != "error"))
    rules = [_rule(checked.format, [fault for fault in checked.faults if fault.code == code], known) for code in codes]
    warnings = len(checked.faults) - checked.errors
    return FileShown(name, checked.format, checked.errors, warnings, checked.judges, tuple(rules))


def article_shown(
    name: str, refused: bool, messages: Sequence[Message], receipt: Receipt | None, files: Iterable[FileShown]
) -> ArticleShown:
    """An article with its receipt; messages of what its files lack or break stand there as such."""
    found: dict[tuple[str, str], list[str]] = {}  # files mostly lack the same
    for file in receipt.files if receipt else ():
        for one in file.differences:
            found.setdefault((one.said, str(one.origin or "")), []).append(file.format.upper())
    lines = {str(message.origin): message.excerpt for message in messages if message.origin}
    differences = [
        DifferenceShown(", ".join(formats), said, origin, lines.get(origin, ""))
        for (said, origin), formats in found.items()
    ]
    added = [passage.text for passage in receipt.added] if receipt else []
    told = [one for one in messages if one.code not in _FINDINGS and one.severity != "note"]
    return ArticleShown(
        name, refused, receipt, tuple(added[:_MOST_ADDED]), max(0, len(added) - _MOST_ADDED),
        tuple(differences), tuple(told), tuple(files),
    )  # fmt: skip


def _rule(format: str, faults: Sequence[Fault], known: dict[int, Shown]) -> RuleShown:
    first = faults[0]
    asks = {rule.code: rule.asks for rule in rules_of(format)} if format in FORMATS else {}
    # Of a judge's rule only its message is known, or what it says that the rule is for.
    title = asks.get(first.code) or first.why or first.text
    return RuleShown(
        first.code,
        "error" if any(fault.severity == "error" for fault in faults) else "warning",
        _sentence(title),
        first.why if first.why != title else "",
        _sentence(first.mend),
        first.source,
        tuple(_place(fault, known.get(id(fault))) for fault in faults[:_MOST_PLACES]),
        max(0, len(faults) - _MOST_PLACES),
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _place(fault: Fault, shown: Shown) -> PlaceShown:
    picture = shown if isinstance(shown, Picture) else None
    return PlaceShown(_sentence(fault.text), fault.place, picture, shown.text if isinstance(shown, Excerpt) else "")
