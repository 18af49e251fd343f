"""Says which characters of the text no font of the theme has, before they are printed as their numbers in boxes."""

import re
import unicodedata
from collections import defaultdict

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.nodes import Chart, Code, CodeBlock, Node, RawBlock, RawInline, Text
from exporter.model.walk import walk
from exporter.theme import Theme
from exporter.theme.fonts import font_path
from exporter.theme.needed import needed_scripts
from exporter.theme.scripts import own_characters, scripts_of, with_scripts
from exporter.theme.unknown import visible

# What every text font of the Latin script has; a text of these alone costs no look into the fonts.
_COMMON = re.compile(
    r"[\x20-\x7e\n\t\u00a0-\u00ff\u2013\u2014\u2018-\u201d\u2026\u20ac\u0152\u0153\u2009\u202f\u200b-\u200f]*"
)


def check_coverage(article: Article, theme: Theme, report: Report) -> None:
    """Report each script of which the theme's fonts lack characters, once, at its first place."""
    first: dict[str, Node] = {}
    for node in walk((article.standfirst, article.body)):
        if isinstance(node, (Text, Code, CodeBlock, RawBlock, RawInline)) and not _COMMON.fullmatch(node.value):
            for character in set(node.value):
                first.setdefault(character, node)
        elif isinstance(node, Chart):
            for character in "".join([*node.columns, node.unit, *(str(row[0]) for row in node.rows)]):
                first.setdefault(character, node)
    metadata = article.metadata
    names = (text for person in metadata.authors for text in (person.name, person.role, person.affiliation))
    fields = (metadata.title, metadata.subtitle, metadata.section, metadata.place, metadata.publisher, metadata.rights)
    for words in (*fields, metadata.summary, *names, *metadata.keywords):
        if not _COMMON.fullmatch(words):
            for character in words:
                first.setdefault(character, Text(value=character))
    text = "".join(first)
    left = visible(text)
    fitted = with_scripts(theme, needed_scripts(theme, text, [metadata.lang]), "") if left else theme
    for family in fitted.fonts.values():
        if left:
            left -= own_characters(theme, family)
    lacking: dict[str, list[str]] = defaultdict(list)
    for character in map(chr, sorted(left)):
        lacking[_script(character)].append(character)
    for _, missing in sorted(lacking.items()):
        shown = " ".join(f"{c} (U+{ord(c):04X})" for c in missing[:12])
        more = f" and {len(missing) - 12} more" if len(missing) > 12 else ""
        text = f'the fonts of the theme "{theme.name}" lack {len(missing)} character(s) of the text: {shown}{more}'
        report.add("P104", text, _hint(theme, missing), first[missing[0]].origin)


def _hint(theme: Theme, missing: list[str]) -> str:
    """How to come by the characters: the theme's own font where it is only not installed, else another one."""
    for family in theme.fonts.values():
        absent = font_path(theme, family, family.faces[0]) is None
        if absent and not set(scripts_of("".join(missing), ())).isdisjoint(family.scripts):
            return f'pip install "exporter[{family.extra}]"' if family.extra else f"pip install {family.package}"
    return "name a font that has them in a theme (docs/themes.md), or write it otherwise; a PDF shows their numbers"


def _script(character: str) -> str:
    if unicodedata.category(character) in ("So", "Sk") and ord(character) > 0x2300:
        return "EMOJI"
    if unicodedata.category(character) == "Co":
        return "PRIVATE USE"  # what these mean, one font alone knows
    return unicodedata.name(character, "UNKNOWN").split()[0]
