"""Rules of a Word file's tables: that their cells can be read in rows, with the head that belongs to them."""

from collections.abc import Iterator
from typing import Any

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.docx import Subject, W, is_on


@rule("V409", "warning", "a table has a header row",
      why="Read aloud, a cell without its header is a number without a meaning; in print the next page has no head.",
      mend="mark its first row as a header row (Repeat Header Rows)", source="WCAG 2.1, 1.3.1; ECMA-376-1, 17.4.49",
      )  # fmt: skip
def headed(subject: Subject) -> Iterator[Finding]:
    for table in subject.once(_tables):
        rows = list(table.iterchildren(f"{W}tr"))
        cells = [len(list(row.iterchildren(f"{W}tc"))) for row in rows]
        look = table.find(f"{W}tblPr/{W}tblLook")
        heads = [n for n, row in enumerate(rows) if _is_head(row)]
        if len(rows) > 1 and max(cells, default=0) > 1 and not _heads_columns(look) and 0 not in heads:
            late = f"; that row {heads[0] + 1} is marked has no effect" if heads else ""
            yield Finding(f"the table has no header row{late}", subject.place(subject.main, table))


@rule("V432", "warning", "a table is a simple grid",
      why="In merged cells a screen reader loses count of the columns, and reads values under the wrong head.",
      mend="split the merged cells, or make two tables", source="WCAG 2.1, 1.3.1, 1.3.2")  # fmt: skip
def simple(subject: Subject) -> Iterator[Finding]:
    for table in subject.once(_tables):
        if _lays_out(table):
            continue
        merged = [e for e in table.iter(f"{W}gridSpan", f"{W}vMerge", f"{W}hMerge") if _merges(e)
                  and next(e.iterancestors(f"{W}tbl")) is table]  # fmt: skip
        if merged:
            rows = list(table.iterchildren(f"{W}tr"))
            row = next(merged[0].iterancestors(f"{W}tr"), None)
            if row in rows and not _is_head(row):
                yield Finding("the table has merged cells, first here", subject.place(subject.main, merged[0]))


@rule("V433", "warning", "a table holds no table",
      why="Inside two grids at once nobody knows in which row and column he is.",
      mend="write the inner table below the outer one", source="WCAG 2.1, 1.3.1, 1.3.2")  # fmt: skip
def flat(subject: Subject) -> Iterator[Finding]:
    for table in subject.once(_tables):
        if next(table.iterancestors(f"{W}tbl"), None) is not None and next(
            table.iterancestors(f"{W}txbxContent"), None
        ) is None:  # fmt: skip
            yield Finding("a table stands in a cell of another", subject.place(subject.main, table))


def _tables(subject: Subject) -> list[Any]:
    return list(subject.body.iter(f"{W}tbl"))


def _is_head(row: Any) -> bool:
    mark = row.find(f"{W}trPr/{W}tblHeader")
    return mark is not None and is_on(mark.get(f"{W}val"))


def _heads_columns(look: Any) -> bool:
    """Whether a table's first column, and no row, is its head. Word says both of each new table."""
    if look is None:
        return False
    column, row = (look.get(f"{W}{name}") in ("1", "true") for name in ("firstColumn", "firstRow"))
    return column and not row


def _lays_out(table: Any) -> bool:
    """Whether a table only sets things side by side: it has one row, or one column."""
    rows = list(table.iterchildren(f"{W}tr"))
    return len(rows) < 2 or max(len(list(row.iterchildren(f"{W}tc"))) for row in rows) < 2


def _merges(element: Any) -> bool:
    if element.tag == f"{W}gridSpan":
        return (element.get(f"{W}val") or "1") != "1"
    return True
