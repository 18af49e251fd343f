"""Says which characters of the text no font of the theme has, before they are printed as boxes."""

import re
import unicodedata
from collections import defaultdict

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.nodes import Chart, Code, CodeBlock, Node, RawBlock, RawInline, Text
from exporter.model.walk import walk
from exporter.theme import Theme
from exporter.theme.fonts import characters, font_path
from exporter.theme.scripts import scripts_of

# What every text font of the Latin script has; a text of these alone costs no look into the fonts.
_COMMON = re.compile(
    r"[\x20-\x7e\n\t\u00a0-\u00ff\u2013\u2014\u2018-\u201d\u2026\u20ac\u0152\u0153\u2009\u202f\u200b-\u200f]*"
)

# Noto packages for the scripts that are named first in the Unicode names of their characters.
_PACKAGES = {
    "CJK": "fonts-noto-cjk",
    "HIRAGANA": "fonts-noto-cjk",
    "KATAKANA": "fonts-noto-cjk",
    "HANGUL": "fonts-noto-cjk",
    "EMOJI": "fonts-noto-color-emoji",
}


def check_coverage(article: Article, theme: Theme, report: Report) -> str:
    """Report each script of which the theme's fonts lack characters, once, at its first place; gives these."""
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
    if not first:
        return ""
    left = {ord(character) for character in first if not _invisible(character)}
    for family in theme.fonts.values():
        path = font_path(theme, family, family.faces[0]) if left else None
        if path:
            left -= characters(path)
    lacking: dict[str, list[str]] = defaultdict(list)
    for character in map(chr, sorted(left)):
        lacking[_script(character)].append(character)
    for script, missing in sorted(lacking.items()):
        shown = " ".join(f"{c} (U+{ord(c):04X})" for c in missing[:12])
        more = f" and {len(missing) - 12} more" if len(missing) > 12 else ""
        text = f'the fonts of the theme "{theme.name}" lack {len(missing)} character(s) of the text: {shown}{more}'
        report.add("P104", text, _hint(theme, script, missing), first[missing[0]].origin)
    return "".join(map(chr, sorted(left)))


def _hint(theme: Theme, script: str, missing: list[str]) -> str:
    """How to come by the characters: the theme's own font where it is only not installed, else one from outside."""
    for family in theme.fonts.values():
        absent = font_path(theme, family, family.faces[0]) is None
        if absent and not set(scripts_of("".join(missing), ())).isdisjoint(family.scripts):
            return f'pip install "exporter[{family.extra}]"' if family.extra else f"pip install {family.package}"
    package = _PACKAGES.get(script, "fonts-noto-core")
    return f"install a font that has them (apt-get install {package}), or use a theme with such a font"


def _invisible(character: str) -> bool:
    """Spaces, joiners, marks of direction, variation selectors: shapers make these without a glyph."""
    return unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cc", "Cf", "Mn")


def _script(character: str) -> str:
    if unicodedata.category(character) in ("So", "Sk") and ord(character) > 0x2300:
        return "EMOJI"
    if unicodedata.category(character) == "Co":
        return "PRIVATE USE"  # what these mean, one font alone knows
    return unicodedata.name(character, "UNKNOWN").split()[0]
