"""Fences: code, and the charts that are described in one."""

import re

from exporter.model import nodes as n
from exporter.readers.drawn import DRAWN
from exporter.readers.generator import mask
from exporter.writers.markdown.escaping import html_attributes, html_text
from exporter.writers.yaml_text import yaml_text

_GENERATOR = re.compile(r"\{% *(?:end)?highlight")
_GROUPED = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")  # which some languages read as thousands


def fence(value: str, info: str) -> str:
    """A text between two fences that are longer than any inside."""
    longest = max(map(len, re.findall(r"`{3,}", value)), default=2)
    marks = "`" * (longest + 1)
    return f"{marks}{info}\n{value}\n{marks}" if value else f"{marks}{info}\n{marks}"


def code_block(block: n.CodeBlock, above: str) -> str:
    """A block of code, `above` being its id and caption; in HTML where a fence would mean something else."""
    pieces = mask(f"{block.value}\n").codes if "{{" in block.value or "{%" in block.value else ()
    changed = any(code.role == "raw" or "\n" in code.source for code in pieces) or _GENERATOR.search(block.value)
    if block.language in (*DRAWN, "math") or changed:
        language = f"language-{block.language}" if block.language else ""
        opening = f"<pre{html_attributes((('id', block.id),))}><code{html_attributes((('class', language),))}>"
        # Lines at the beginning of HTML would end it, were they blank.
        return f"{opening}\n{html_text(block.value)}</code></pre>"
    written = fence(block.value, block.language)
    return f"{above}\n{written}" if above else written


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
