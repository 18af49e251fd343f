"""What a collection's file names and the folder does not have: a slip of the pen that would leave articles out."""

from collections.abc import Container, Iterator

from exporter.batch.inputs import Found, composed, matches
from exporter.messages import Report
from exporter.model.collection import Collection


def say_unfound(collection: Collection, found: Found, report: Report) -> None:
    """Report each path and pattern that is said of articles and is none of theirs.

    A filter that excludes what is not there is a precaution, and no slip.
    """
    paths = [composed(item.path) for item in found.inputs]
    for rule, field, name in _named(collection, frozenset(paths)):
        if not name or not any(matches(path, (name,)) for path in paths):
            what = f'names "{name}", and no article is called so' if name else "names no articles"
            text = f"{field} in collection.yml {what}"
            hint = "correct the path, which begins in the collection's folder, or take it out"
            report.add("L105", text, hint, collection.origins.get(rule))


def _named(collection: Collection, known: Container[str]) -> Iterator[tuple[str, str, str]]:
    """Paths and patterns with the rule and its field that they stand in, but for paths that are `known`."""
    duplicates = collection.duplicates
    fields = (
        ("articles", "articles", collection.listed),
        ("duplicates", "duplicates: keep", duplicates.keep),
        ("duplicates", "duplicates: leave-out", duplicates.leave_out),
        ("filters", "filters: include", collection.filters.include),
        *(("parts", f'the part "{part.title}"', part.articles or ("",)) for part in collection.parts),
    )
    for rule, field, names in fields:
        yield from ((rule, field, name) for name in dict.fromkeys(names) if name not in known)
