"""Fences: code, and the charts that are described in one."""

import re

from exporter.model import nodes as n
from exporter.readers.drawn import DRAWN
from exporter.writers.markdown.escaping import html_attributes, html_text
from exporter.writers.markdown.inlines import keeps_pieces
from exporter.writers.yaml_text import yaml_text

_GROUPED = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")  # which some languages read as thousands


def fence(value: str, info: str) -> str:
    """A text between two fences that are longer than any inside."""
    longest = max(map(len, re.findall(r"`{3,}", value)), default=2)
    marks = "`" * (longest + 1)
    return f"{marks}{info}\n{value}\n{marks}" if value else f"{marks}{info}\n{marks}"


def fits_fence(block: n.CodeBlock) -> bool:
    """Whether a fence of this language and content is code, and nothing that is drawn or filled in."""
    return block.language not in (*DRAWN, "math") and keeps_pieces(block.value)


def html_code(block: n.CodeBlock) -> str:
    """The block as HTML."""
    language = f"language-{block.language}" if block.language else ""
    opening = f"<pre{html_attributes((('id', block.id),))}><code{html_attributes((('class', language),))}>"
    return f"{opening}\n{html_text(block.value)}</code></pre>"


def chart_fence(chart: n.Chart, caption: str, credit: str) -> str:
    """A chart as its description in YAML, its numbers a row a line."""
    fields = {
        "type": chart.form,
        "id": chart.id,
        "title": caption,
        "source": credit,
        "unit": chart.unit,
        "alt": chart.alt,
        "x": chart.x,
        "series": list(chart.series),
        "sort": chart.sort,
        "labels": "" if chart.labels is None else "yes" if chart.labels else "no",
        "data": chart.data,
    }
    lines = yaml_text({name: value for name, value in fields.items() if value})
    if chart.rows and not chart.data:
        lines += yaml_text({"rows": [[_number(cell) for cell in row] for row in (chart.columns, *chart.rows)]})
    return fence(lines.rstrip("\n"), "chart")


def _number(cell: str | float | None) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    written = f"{cell:.15g}"
    return f"{written}0" if _GROUPED.fullmatch(written) else written
