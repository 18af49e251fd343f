"""Proves what was made: each file held to its article and to its standards, and what is amiss as messages."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from exporter.messages import Report
from exporter.model.article import Article
from exporter.outputs import Export
from exporter.publication import PdfStandard, Publication

if TYPE_CHECKING:
    from exporter.checks.checked import Checked
    from exporter.checks.receipt import Receipt
    from exporter.checks.rules import Fault

Receipts = Literal["required", "shown", "off"]
Checks = Literal["fast", "full", "off"]
_MOST_SHOWN = 10  # differences of one file that become messages; the receipt has them all
# Messages of a source and rules of finished files that speak of one thing: pictures without a description, skipped
# levels, tables without a head, links that say nothing, a language that is another. Only the first is told.
_ALIKE = (
    {"R306", "V209", "V303", "V354", "V408"},
    {"P101", "V220", "V304", "V407"},
    {"V228", "V308", "V409"},
    {"V309", "V410"},
    {"V320", "V429"},
    {"V323", "V423"},
    {"V327", "V435"},
    {"V338", "V437"},
)


def load(formats: Iterable[str], receipt: Receipts, check: Checks) -> None:
    """Import what proving files of these formats needs."""
    if receipt != "off":
        from exporter.checks.receipt import load

        load(formats)
    if check != "off":
        from exporter.checks.rules import FORMATS, rules_of

        for name in formats:
            if name in FORMATS:
                rules_of(name, fast=check == "fast")


def held_to_article(
    source: str, article: Article, publication: Publication, exports: Sequence[Export], how: Receipts, report: Report
) -> "Receipt | None":
    """The receipt of the files; what one of them lacks is a message."""
    if how == "off":
        return None
    from exporter.checks.receipt import receipt_of

    receipt = receipt_of(source, article, publication, exports)
    hint = "please report it; --receipt shown writes the files nevertheless"
    for file in receipt.files:
        for difference in file.differences[:_MOST_SHOWN]:
            text = f"the {file.format.upper()} {difference.said}"
            if how == "required":
                report.add("V101", text, hint, difference.origin)
            else:
                report.add("V102", text, "look there before you send it out", difference.origin)
    return receipt


def held_to_rules(
    exports: Iterable[Export], standard: PdfStandard, how: Checks, report: Report
) -> "tuple[Checked, ...]":
    """What our own rules find in the files; each rule that is broken is a message, once."""
    if how == "off":
        return ()
    from exporter.checks.checked import Checked
    from exporter.checks.rules import FORMATS, check, not_asked, rules_of

    told = {message.code for message in report.messages}
    found = []
    for export in exports:
        known = export.format in FORMATS  # other packages may bring formats of their own
        faults = check(export.format, export.data, fast=how == "fast") if known else []
        unasked = not_asked(standard) if export.format == "pdf" else set()
        faults = [fault for fault in faults if fault.code not in unasked]
        slow = {rule.code for rule in rules_of(export.format) if rule.slow} if known and how == "full" else set()
        for fault in faults:
            alike = next((codes for codes in _ALIKE if fault.code in codes), {fault.code})
            if told.isdisjoint(alike):
                told.add(fault.code)
                _tell(fault, export.format, fault.code in slow, report)
        found.append(Checked(export.format, tuple(faults)))
    return tuple(found)


def held_to_judges(files: Sequence[Sequence[Export]]) -> "list[tuple[tuple[Checked, ...], Report]]":
    """What judges that are not ours find in the files of some articles, each rule once as a message of its article."""
    from exporter.checks.checked import Checked
    from exporter.checks.judges import JUDGES, File, ask

    answers = iter(ask(JUDGES, [File(export.format, export.data) for exports in files for export in exports]))
    found = []
    for exports in files:
        report, told, checked = Report(), set[str](), []
        for export in exports:
            faults, judges = next(answers)
            checked.append(Checked(export.format, faults, judges))
            for fault in faults:
                if fault.code not in told:
                    told.add(fault.code)
                    _tell(fault, export.format, True, report)
            for asked in judges:
                if asked.silent:
                    text = f"{asked.named} says nothing of the {export.format.upper()}: {asked.silent}"
                    report.add("V105", text, asked.hint)
        found.append((tuple(checked), report))
    return found


def _tell(fault: "Fault", format: str, refuses: bool, report: Report) -> None:
    place = f"{fault.place}: " if fault.place else ""
    text = f"{fault.code} in the {format.upper()}: {place}{fault.text}"
    if refuses and fault.severity == "error":
        report.add("V104", text, f"{fault.mend}; --html FILE shows each place, --check fast writes it nevertheless")
    else:
        report.add("V103", text, fault.mend)
