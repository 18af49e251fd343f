"""Writes an article as Markdown with front matter, so that a person can go on and the reader reads the same again."""

from exporter.model.article import Article
from exporter.writers.markdown.blocks import BlockWriter
from exporter.writers.markdown.front_matter import front_matter
from exporter.writers.markdown.inlines import Place


def write(article: Article) -> str:
    """The article's text."""
    writer = BlockWriter(article.body)
    standfirst = writer.write(article.standfirst, Place(one_line=True, inline_notes=True))
    body = writer.body(article.body)
    return front_matter(article, standfirst) + (f"\n{body}\n" if body else "")
