"""One WeasyPrint document of all articles: `python benchmarks/bare_book.py CHAPTERS STYLESHEET OUT.pdf`

What a script of a few lines does with a plain Markdown renderer, with tags on; the peer of the PDF book.
"""

import sys
from pathlib import Path

import weasyprint
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

chapters, stylesheet, target = map(Path, sys.argv[1:])
renderer = MarkdownIt("commonmark").enable("table").use(footnote_plugin)
bodies = [
    f"<article>{renderer.render(file.read_text('utf-8'), {'docId': file.stem})}</article>"
    for file in sorted(chapters.iterdir())
]
page = f"<html lang=en><head><meta charset=utf-8><title>Book</title></head><body>{''.join(bodies)}</body></html>"
weasyprint.HTML(string=page, base_url=str(chapters)).write_pdf(target, stylesheets=[str(stylesheet)], pdf_tags=True)
