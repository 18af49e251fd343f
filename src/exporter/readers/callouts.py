"""The names of boxes: which words of an alert, a fenced division, a class or a short code make which call-out."""

from exporter.model.nodes import CalloutKind

_KINDS: dict[str, CalloutKind] = {
    **dict.fromkeys(("note", "info", "information", "notice", "admonition", "alert", "callout"), "note"),
    **dict.fromkeys(("important", "abstract", "summary", "question", "faq", "example", "todo", "box"), "note"),
    **dict.fromkeys(("tip", "hint", "success", "astuce", "conseil"), "tip"),
    **dict.fromkeys(("warning", "caution", "danger", "attention", "error", "avertissement"), "warning"),
    **dict.fromkeys(("key-facts", "keyfacts", "key-fact", "key-points", "keypoints", "takeaways"), "key-facts"),
    **dict.fromkeys(("key-takeaways", "chiffres-cles", "chiffres-clés", "points-cles", "points-clés"), "key-facts"),
}  # fmt: skip
# Kinds whose own label says what the author's word says; any other word becomes the title.
_LABELLED = frozenset(
    "note info information notice admonition alert callout box tip hint astuce conseil warning caution danger "
    "attention error avertissement key-facts keyfacts key-fact key-points keypoints".split()
)
_PREFIXES = ("callout-", "alert-", "admonition-", "is-", "usa-alert--", "fr-alert--", "notice--", "box-")
PULL_QUOTES = frozenset("pull-quote pullquote pquote pull quote-pull citation-exergue exergue".split()) - {"pull"}
PAGE_BREAKS = frozenset("page-break pagebreak newpage new-page saut-de-page".split())


def callout_of(name: str) -> tuple[CalloutKind, str] | None:
    """The kind of call-out that a word means, and the title that the word itself makes ("" when a label says it)."""
    word = name.lower().replace("_", "-")
    if word not in _KINDS:
        word = next((word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix)), word)
    kind = _KINDS.get(word)
    if kind is None:
        return None
    return kind, "" if word in _LABELLED else word.replace("-", " ").capitalize()


def callout_of_classes(classes: list[str]) -> tuple[CalloutKind, str] | None:
    """The call-out that a list of classes means; the most telling word counts ("alert alert-warning")."""
    found = [callout for name in classes if (callout := callout_of(name))]
    return next((callout for callout in found if callout != ("note", "")), found[0] if found else None)
