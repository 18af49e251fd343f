"""A text in two languages: its parts side by side, or one language after the other.

The author marks the parts (`::: {lang=fr}` ... `::: {lang=en}`); what stands outside them belongs to both. Parts that
follow each other in different languages are one row.
"""

from typing import Any

import msgspec

from exporter.model.metadata import Metadata
from exporter.model.nodes import Block, Division, Heading, PageBreak, Text
from exporter.model.options import BESIDE
from exporter.publication.labels import direction


class Translation(msgspec.Struct, frozen=True):
    """The title block in the second language; each field "" where the article has none."""

    lang: str = ""
    dir: str = ""
    title: str = ""
    subtitle: str = ""
    summary: str = ""


def translation_of(metadata: Metadata) -> Translation:
    """The field `translation`: a mapping of lang, title, subtitle, summary."""
    given = next((value for name, value in metadata.extra.items() if str(name).lower() == "translation"), None)
    if not isinstance(given, dict):
        return Translation()
    values = {str(name).lower(): str(value).strip() for name, value in given.items() if value is not None}
    known = {name: values[name] for name in ("lang", "title", "subtitle", "summary") if name in values}
    return Translation(**known, dir=direction(known["lang"]) if "lang" in known else "")


def arrange(body: tuple[Block, ...], how: str, translation: Translation) -> tuple[Block, ...]:
    """The text with its parts arranged; the same where it has none in two languages."""
    langs = list(dict.fromkeys(block.lang for block in body if isinstance(block, Division) and block.lang))
    if len(langs) < 2:
        return body
    return _beside(body) if how == BESIDE else _after(body, langs, translation)


def _beside(body: tuple[Block, ...]) -> tuple[Block, ...]:
    made: list[Any] = []
    row: list[Division] = []
    for block in (*body, None):
        if isinstance(block, Division) and block.lang and block.lang not in {part.lang for part in row}:
            row.append(_directed(block))
            continue
        if len(row) > 1:
            made.append(Division(blocks=tuple(row), classes=("bilingual",), origin=row[0].origin))
        else:
            made += row
        row = []
        if isinstance(block, Division) and block.lang:
            row.append(_directed(block))
        elif block is not None:
            made.append(block)
    return tuple(made)


def _after(body: tuple[Block, ...], langs: list[str], translation: Translation) -> tuple[Block, ...]:
    first = tuple(block for block in body if not isinstance(block, Division) or block.lang in ("", langs[0]))
    made: list[Any] = list(first)
    for lang in langs[1:]:
        blocks: list[Any] = []
        if translation.title and translation.lang in ("", lang):
            blocks.append(Heading(level=1, children=(Text(value=translation.title),), id=f"translation-{lang.lower()}"))
        for block in body:
            if isinstance(block, Division) and block.lang == lang:
                blocks += block.blocks
        made += [PageBreak(), Division(blocks=tuple(blocks), lang=lang, dir=direction(lang), classes=("translation",))]
    return tuple(made)


def _directed(part: Division) -> Division:
    return part if part.dir else msgspec.structs.replace(part, dir=direction(part.lang))
