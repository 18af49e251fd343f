"""Rules that a finished file is held to, whoever made it: what a program can decide of published standards.

A rule is a function that looks through one file and gives the places where it is broken. It says itself why it is
there, how to mend what it finds, and which clause of which standard it follows; docs/rules.md is made from that.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, Literal

import msgspec

Severity = Literal["error", "warning"]
# Of each format the modules here that hold its rules; the first has `opened(data)`, a context manager that gives what
# they look through.
FORMATS = {
    "pdf": (
        "pdf", "pdf_actions", "pdf_annotations", "pdf_archive", "pdf_colours", "pdf_contents", "pdf_fonts",
        "pdf_language", "pdf_metadata", "pdf_resources", "pdf_syntax", "pdf_tables", "pdf_tags",
    ),
    "epub": (
        "epub", "epub_claims", "epub_colours", "epub_contents", "epub_language", "epub_links", "epub_navigation",
        "epub_resources", "epub_roles",
    ),
    "docx": (
        "docx", "docx_contrast", "docx_language", "docx_leaks", "docx_links", "docx_package", "docx_pictures",
        "docx_schema", "docx_tables", "docx_text",
    ),
}  # fmt: skip
# Modules whose rules are all slow: a build does not even load them.
_SLOW = frozenset(("pdf_colours", "pdf_contents", "pdf_fonts", "pdf_syntax"))

Box = tuple[float, float, float, float]  # left, bottom, right, top in points, from the lower left of the page

MOST_FAULTS = 500  # of one rule in one file


class Place(msgspec.Struct, frozen=True):
    """A place in a package: as it is shown ("content.xhtml:12"), its part, and the element there (`checks.places`)."""

    shown: str
    part: str
    at: str = ""


class Finding(msgspec.Struct, frozen=True):
    """One place where a rule is broken; `place` is what the format has for one ("page 3", "content.xhtml:12").

    In a PDF it may also say the page (the first is 1; 0: none) and the part of it that is meant.
    """

    text: str
    place: str | Place = ""
    page: int = 0
    box: Box | None = None


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule asks ("a picture has an alternative text"), why, how to mend it, and its clause."""

    code: str
    severity: Severity
    asks: str
    why: str
    mend: str
    source: str
    slow: bool
    look: Callable[[Any], Iterator[Finding]]


class Fault(msgspec.Struct, frozen=True, omit_defaults=True):
    """A broken rule: its code, what was found where, and the remedy; why the rule is there, and its clause.

    Where it is known, in a PDF the page and the box that are meant, in a package the part and the element's place in it
    (`checks.places`).
    """

    code: str
    severity: Severity
    text: str
    place: str
    mend: str
    page: int = 0
    box: Box | None = None
    part: str = ""
    at: str = ""
    why: str = ""
    source: str = ""

    @property
    def judge(self) -> str:
        """Whose rule it is: the first word of codes like "EPUBCheck RSC-005"; "" for our own."""
        return self.code.rpartition(" ")[0]


class Unreadable(Exception):  # noqa: N818 - it becomes a message
    """A file is not what its ending says: the reason."""


_RULES: dict[str, list[Rule]] = {}


def rule(
    code: str, severity: Severity, asks: str, *, why: str, mend: str, source: str, slow: bool = False
) -> Callable[[Callable[[Any], Iterator[Finding]]], Callable[[Any], Iterator[Finding]]]:
    """Enter a function as a rule of its module's format; a `slow` one is left out of the checks of each build."""

    def enter(look: Callable[[Any], Iterator[Finding]]) -> Callable[[Any], Iterator[Finding]]:
        made = Rule(code=code, severity=severity, asks=asks, why=why, mend=mend, source=source, slow=slow, look=look)
        _RULES.setdefault(look.__module__, []).append(made)
        return look

    return enter


def rules_of(format: str, fast: bool = False) -> list[Rule]:
    """The rules of a format, in the order of their codes; `fast` leaves slow ones out."""
    modules = [f"{__name__}.{name}" for name in FORMATS[format] if not (fast and name in _SLOW)]
    for module in modules:
        import_module(module)
    rules = (rule for module in modules for rule in _RULES.get(module, []) if not (fast and rule.slow))
    return sorted(rules, key=lambda rule: rule.code)


def not_asked(standard: str) -> set[str]:
    """The rules of PDF that a file need not meet which was asked for less: PDF/UA alone, or PDF/A-2."""
    if standard == "ua-1":
        return {rule.code for rule in rules_of("pdf") if "ISO 14289" not in rule.source}
    return {"V202", "V237"} if standard == "a-2a" else set()


def _faults(rule: Rule, subject: Any) -> Iterator[Fault]:
    """What breaks a rule; of very much the first."""
    try:
        for number, finding in enumerate(rule.look(subject)):
            if number == MOST_FAULTS:
                text = f"and more: only the first {number} are listed"
                yield Fault(rule.code, rule.severity, text, "", rule.mend, why=rule.why, source=rule.source)
                return
            place = finding.place if isinstance(finding.place, Place) else Place(finding.place, "")
            yield Fault(
                rule.code, rule.severity, finding.text, place.shown, rule.mend,
                finding.page, finding.box, place.part, place.at, rule.why, rule.source,
            )  # fmt: skip
    except Unreadable:
        raise
    except Exception as exc:  # a file from anywhere may be malformed in any way
        text = f"it is so malformed that this rule cannot be decided ({type(exc).__name__})"
        mend = "make the file again with a program that writes it by its standard"
        yield Fault(rule.code, "error", text, "", mend, why=rule.why, source=rule.source)


def check(format: str, data: bytes, fast: bool = False) -> list[Fault]:
    """What is wrong with a file of a format, in the order of the rules; `fast` leaves slow ones out.

    A file that cannot be read is V200.
    """
    faults: list[Fault] = []
    try:
        with import_module(f"{__name__}.{FORMATS[format][0]}").opened(data) as subject:
            for rule in rules_of(format, fast):
                faults += _faults(rule, subject)
    except Exception as exc:  # not a rule's, but of opening a file from anywhere
        reason = str(exc) if isinstance(exc, Unreadable) else f"it is malformed ({type(exc).__name__})"
        text = f"it is no {format.upper()} that can be read: {reason}"
        faults.append(Fault("V200", "error", text, "", "make it again, or check its ending"))
    return faults
