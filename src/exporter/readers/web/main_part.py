"""Finds the article on its page: what the opinions on it agree on, and why each other part is left out."""

import re
from collections.abc import Iterator

import msgspec

from exporter.messages import Decision
from exporter.readers.elements import Element
from exporter.readers.web.nearness import Nearness, nearness
from exporter.readers.web.opinions import justext_opinion, trafilatura_opinion
from exporter.readers.web.runs import Run, Runs

# Beyond this the libraries would take minutes: each looks at every element many times.
MAX_OPINION_BYTES = 3_000_000
MAX_OPINION_ELEMENTS = 60_000
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ROLES = {"li": "list", "dt": "list", "dd": "list", "td": "table", "th": "table", "pre": "code",
          "blockquote": "quote", "figcaption": "caption"}  # fmt: skip
_WORDS_SHOWN = 80
_CAPTION = re.compile(r"(?:^|[-_\s])(?:caption|legende?|caption-text)(?:$|[-_\s])", re.IGNORECASE)
_CELL = 200  # a table with more text in a cell is there for the layout of the page


class MainPart(msgspec.Struct, frozen=True):
    """The runs of the article by their places, and the elements that are furniture."""

    runs: Runs
    kept: frozenset[int]
    furniture: frozenset[int]
    opinions: dict[str, frozenset[int]]
    near: Nearness

    def decisions(self) -> Iterator[Decision]:
        """What became of each stretch of text; neighbours that were left out for the same reason are one part."""
        left: list[Run] = []
        reason = ("", 0.0, "")
        for run in self.runs.runs:
            if run.place in self.kept:
                if left:
                    yield _left_out(left, *reason)
                    left = []
                yield self._kept(run)
                continue
            why = self._why_not(run)
            if left and why != reason:
                yield _left_out(left, *reason)
                left = []
            left.append(run)
            reason = why
        if left:
            yield _left_out(left, *reason)

    def _kept(self, run: Run) -> Decision:
        held = [name for name, places in self.opinions.items() if run.place in places]
        others = [name for name in self.opinions if name not in held]
        tag = run.element.tag
        role = "heading" if tag in _HEADINGS else _ROLES.get(tag, "paragraph")
        return Decision(
            origin=run.element.origin, role=role, rule="+".join(held) or "all", text=run.text[:_WORDS_SHOWN],
            confidence=0.95 if not others else 0.8 if len(held) > 1 else 0.5,
            why=f"{' and '.join(others)} would leave it out" if others else "",
        )  # fmt: skip

    def _why_not(self, run: Run) -> tuple[str, float, str]:
        held = [name for name, places in self.opinions.items() if run.place in places]
        alone = f"only {held[0]} takes it for the article" if held else ""
        rule = self.near.furniture.get(run.place)
        if rule is not None:
            return rule.name, rule.confidence, "; ".join(filter(None, (rule.why, alone)))
        return ("outvoted", 0.7, alone) if held else ("outside", 0.9, "stands outside the article")


def main_part(root: Element, text: str, keep_all: bool) -> MainPart:
    """The article's part of a page; the whole page when `keep_all` asks for it, or nothing else is found."""
    runs = Runs(root)
    near = nearness(root, runs)
    places = range(len(runs.runs))
    if keep_all:
        return MainPart(runs, frozenset(places), frozenset(), {}, near)
    free = frozenset(place for place in places if place not in near.furniture)
    dense = free & frozenset(range(runs.first[id(near.densest)], runs.end[id(near.densest)]))
    opinions = {"nearness": dense}
    kept: frozenset[int] = frozenset()
    if is_small(text, runs):
        by_rules, by_words = trafilatura_opinion(text, runs), justext_opinion(text, runs)
        opinions |= {"trafilatura": by_rules, "justext": by_words}
        hidden = frozenset(place for place, rule in near.furniture.items() if rule.name == "hidden")
        kept = _whole(runs, ((by_rules & (by_words | free)) | (by_words & dense)) - hidden, dense)
    return MainPart(runs, kept or dense or free or frozenset(places), frozenset(near.elements), opinions, near)


def is_caption(element: Element) -> bool:
    """Whether an element is a picture's caption, by its tag or its name."""
    return element.tag == "figcaption" or bool(_CAPTION.search(element.attrs.get("class", "")))


def _whole(runs: Runs, kept: frozenset[int], dense: frozenset[int]) -> frozenset[int]:
    """With the captions of pictures that stand among the text; tables of data are kept whole or not at all."""
    if not kept:
        return kept
    first, last = min(kept), max(kept)
    found = set(kept)
    for element in runs.elements:
        places = range(runs.first[id(element)], runs.end[id(element)])
        if places and is_caption(element) and first <= places[0] <= last + 1:
            found.update(place for place in places if place in dense)
        elif element.tag == "table" and places and all(run.size < _CELL for run in runs.within(element)):
            size = sum(runs.runs[place].size for place in places if place in kept)
            if size >= 0.5 * sum(runs.runs[place].size for place in places):
                found.update(places)
            else:
                found.difference_update(places)
    return frozenset(found)


def is_small(text: str, runs: Runs) -> bool:
    """Whether the libraries can be asked about a page."""
    return len(text) <= MAX_OPINION_BYTES and len(runs.elements) <= MAX_OPINION_ELEMENTS


def _left_out(runs: list[Run], rule: str, confidence: float, why: str) -> Decision:
    first, last = runs[0], runs[-1]
    words = " ".join(run.text[:_WORDS_SHOWN] for run in runs[:8])[:_WORDS_SHOWN]
    last_line = last.element.origin.line
    return Decision(
        origin=first.element.origin, role="left-out", rule=rule, confidence=confidence, text=words, why=why,
        last_line=last_line if last_line > first.element.origin.line else 0,
    )  # fmt: skip
