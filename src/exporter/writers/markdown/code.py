"""Fences: code, and the charts that are described in one."""

import re
from typing import Any

from exporter.model import nodes as n
from exporter.readers.drawn import DRAWN
from exporter.writers.markdown.escaping import html_attributes, html_text
from exporter.writers.markdown.inlines import keeps_pieces
from exporter.writers.yaml_text import yaml_text

_GROUPED = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")  # which some languages read as thousands
_BRACE = "\ufdd0"  # which no article holds, and for which YAML takes double quotation marks, in which escapes are read


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
    lines = yaml_text({name: _braced(value) for name, value in fields.items() if value})
    if chart.rows and not chart.data:
        rows = [[_number(cell) for cell in row] for row in (chart.columns, *chart.rows)]
        lines += yaml_text({"rows": _braced(rows)})
    return fence(lines.rstrip("\n").replace(_BRACE, r"\x7b"), "chart")


def _braced(value: Any) -> Any:
    """A value whose braces are no site generator's: in a quote or a list nobody sees that they stand in a fence."""
    if isinstance(value, list):
        return [_braced(item) for item in value]
    return value.replace("{{", _BRACE * 2).replace("{%", f"{_BRACE}%") if isinstance(value, str) else value


def _number(cell: str | float | None) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    written = f"{cell:.15g}"
    return f"{written}0" if _GROUPED.fullmatch(written) else written
