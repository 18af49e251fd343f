"""Writes the pages that are made from the code: `python docs/generate.py`; a test holds them equal."""

import sys
from pathlib import Path

from exporter.checks.rules import FORMATS, rules_of
from exporter.messages import CODES
from exporter.publication.vocabulary import BOXES, COMMON_ATTRIBUTES, ELEMENTS, ROLES
from exporter.readers.field_names import ALIASES

DOCS = Path(__file__).parent
STAGES = {
    "R": "Reading",
    "P": "Preparing",
    "T": "Templates, themes, languages",
    "B": "Formats and files",
    "V": "Finished files",
    "L": "Collections",
    "A": "Archive packages",
    "C": "Command line",
}


def messages_page() -> str:
    """The catalogue of messages."""
    lines = [
        "# Messages",
        "",
        "Every message has a code, a severity, a text, one remedy and, where it comes from a file, its place and line.",
        "An *error* refuses the article: no file is written. A *warning* builds it, and its reader would notice. A",
        "*note* says what was done. Codes are for ever. Made by `python docs/generate.py` from `exporter.messages`.",
    ]
    for letter, stage in STAGES.items():
        lines += ["", f"## {stage}", "", "| Code | Severity | Meaning |", "|:--|:--|:--|"]
        for code, (severity, meaning) in CODES.items():
            if code.startswith(letter):
                lines.append(f"| {code} | {severity} | {meaning} |")
    return "\n".join(lines) + "\n"


def vocabulary_page() -> str:
    """The contract between templates and backends."""
    lines = [
        "# The vocabulary",
        "",
        "What a page may hold. A template that writes anything else is refused at its line. Words may stand only in",
        "the elements marked so: anywhere else Word would have no place for them.",
        f"Every element may have {', '.join(f'`{name}`' for name in sorted(COMMON_ATTRIBUTES))}.",
        "Made by `python docs/generate.py` from `exporter.publication.vocabulary`.",
        "",
        "| Element | Words | Children | Classes | Roles | Attributes |",
        "|:--|:-:|:--|:--|:--|:--|",
    ]
    for name, element in ELEMENTS.items():
        cells = (element.children, element.classes, element.roles, element.attributes)
        shown = " | ".join(" ".join(sorted(f"`{item}`" for item in items)) for items in cells)
        lines.append(f"| `{name}` | {'yes' if element.text else ''} | {shown} |")
    lines += ["", "`*` among the classes: any class.", "", "## Roles", "", "| Role of the theme | Where |", "|:--|:--|"]
    lines += [f"| {name} | `{selector}` |" for name, selector in {**ROLES, **BOXES}.items()]
    return "\n".join(lines) + "\n"


def fields_page() -> str:
    """The names of front matter."""
    lines = [
        "# Front matter: the names",
        "",
        "Names are read whatever their case. The first that stands in the front matter counts. Any other name is kept.",
        "Made by `python docs/generate.py` from `exporter.readers.field_names`.",
        "",
        "| Field | Also written |",
        "|:--|:--|",
    ]
    lines += [f"| `{name}` | {', '.join(f'`{alias}`' for alias in aliases)} |" for name, aliases in ALIASES.items()]
    return "\n".join(lines) + "\n"


def rules_page() -> str:
    """What finished files are held to."""
    lines = [
        "# Rules for finished files",
        "",
        "`exporter check FILE...` holds PDF, DOCX and EPUB files, ours or anyone's, to these rules: what a program can",
        "decide of published standards. An *error* breaks its standard; a *warning* is something that a reader would",
        "stumble over. Each rule has a file that breaks it and one that comes near in `tests/test_rules_*.py`. Made by",
        "`python docs/generate.py` from `exporter.checks.rules`.",
    ]
    for name in FORMATS:
        lines += ["", f"## {name.upper()}"]
        for rule in rules_of(name):
            lines += ["", f"### {rule.code}: {rule.asks}", "", f"*{rule.severity.capitalize()}*. {rule.why}", ""]
            lines += [f"To mend it: {rule.mend}. Source: {rule.source}."]
    return "\n".join(lines) + "\n"


PAGES = {
    "messages.md": messages_page,
    "vocabulary.md": vocabulary_page,
    "fields.md": fields_page,
    "rules.md": rules_page,
}


def main() -> int:
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
