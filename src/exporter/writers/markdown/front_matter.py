"""What is said about an article, as front matter in YAML under our own names."""

import msgspec

from exporter.model.article import Article
from exporter.writers.fields import fields_of
from exporter.writers.markdown.escaping import text
from exporter.writers.yaml_text import yaml_text


def front_matter(article: Article, standfirst: str) -> str:
    """The fields between their fences; the standfirst is the summary, with its markup."""
    summary = standfirst or text(article.metadata.summary)
    return f"---\n{yaml_text(fields_of(msgspec.structs.replace(article.metadata, summary=summary)))}---\n"
