"""Passes prepare an article for setting: the same tree in better order, each change reported.

They load with the first article: in a cold build it is another process that runs them.
"""

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.metadata import Typography


def prepare(article: Article, report: Report, typography: Typography = "auto") -> Article:
    """Run the passes in their order: tidy, identify, resolve links, set the typography unless it is off, number."""
    from exporter.passes.identify import identify
    from exporter.passes.links import resolve_links
    from exporter.passes.number import number
    from exporter.passes.tidy import tidy
    from exporter.passes.typography import set_typography

    steps = (tidy, identify, resolve_links, set_typography, number)
    for step in steps if typography != "off" else (tidy, identify, resolve_links, number):
        article = step(article, report)
    return article
