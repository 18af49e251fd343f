"""Our own opinion on where the article stands: what is no furniture, and where most running text is close together."""

from collections.abc import Iterator

import msgspec

from exporter.readers.elements import Element
from exporter.readers.web.furniture import Rule, furniture_of
from exporter.readers.web.runs import WORDLESS, Run, Runs

_WHOLE = frozenset({"html", "body", "main", "article"})  # these are no furniture, whatever they are called
_TEXT_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 pre blockquote li dd dt ul ol dl figcaption".split())
_FAR = 0.8  # what a level more between text and its container counts
# A part that holds more of the page's running text than this is no furniture, whatever it is called; these names are
# given to whole articles less often.
_MOST = 0.3
_MOST_OF_SURE = 0.85
_SURE = frozenset({"page-footer", "comments", "cookie-notice", "hidden"})


class Nearness(msgspec.Struct, frozen=True):
    """The runs that stand in furniture, each with the rule that says so; and the element with the densest text."""

    furniture: dict[int, Rule]
    elements: dict[int, Rule]
    densest: Element


def nearness(root: Element, runs: Runs) -> Nearness:
    """What the page's names and the place of its text say."""
    elements = _furniture(root, runs)
    of_run: dict[int, Rule] = {}
    for element in runs.elements:
        if id(element) in elements:
            rule = elements[id(element)]
            of_run.update((place, rule) for place in range(runs.first[id(element)], runs.end[id(element)]))
    return Nearness(of_run, elements, _densest(root, runs, of_run))


def _furniture(root: Element, runs: Runs) -> dict[int, Rule]:
    """The outermost elements that are furniture, by their identity."""
    whole = _prose_size(runs.runs) or 1
    found: dict[int, Rule] = {}
    stack = [root]
    while stack:
        element = stack.pop()
        rule = furniture_of(element) if element.is_block and element.tag not in _WHOLE else None
        most = _MOST_OF_SURE if rule and rule.name in _SURE else _MOST
        if rule and _prose_size(runs.within(element)) <= most * whole:
            found[id(element)] = rule
        elif element.tag not in WORDLESS:
            stack.extend(element.elements())
    return found


def _prose_size(runs: list[Run]) -> int:
    return sum(run.size for run in runs if run.size >= 80 and run.link_share < 0.3)


def _densest(root: Element, runs: Runs, furniture: dict[int, Rule]) -> Element:
    """The element with the most running text near it: what lies a level deeper counts a fifth less."""
    own: dict[int, float] = {}
    for run in runs.runs:
        if run.place not in furniture:
            own[id(run.element)] = own.get(id(run.element), 0.0) + _value(run)
    best, chosen = 0.0, root
    scores: dict[int, float] = {}
    for element in reversed(runs.elements):  # children before their parents
        if not element.is_block:
            continue
        below = [(child, score) for child in _blocks(element) if (score := scores.get(id(child), 0.0))]
        score = own.get(id(element), 0.0)
        if element.tag in _TEXT_BLOCKS or (len(below) == 1 and not score):
            score += sum(value for _, value in below)
        else:
            score += sum(value if child.tag in _TEXT_BLOCKS or value < 0 else _FAR * value for child, value in below)
        scores[id(element)] = score
        if score >= best and element.tag not in _TEXT_BLOCKS:
            best, chosen = score, element
    return chosen


def _blocks(element: Element) -> Iterator[Element]:
    return (child for child in element.elements() if child.is_block)


def _value(run: Run) -> float:
    if run.link_share > 0.5:
        return -float(run.size)
    return run.size * (1 - run.link_share) if run.is_prose else -run.size * run.link_share
