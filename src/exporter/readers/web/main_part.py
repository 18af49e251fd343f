"""Finds the article on its page: what the opinions on it agree on, and why each other part is left out."""

import re
from collections.abc import Iterable, Iterator

import msgspec

from exporter.messages import Decision
from exporter.readers.elements import Element
from exporter.readers.pasted.furniture import words_of as furniture_words
from exporter.readers.web.furniture import RULES, leads_elsewhere
from exporter.readers.web.nearness import Nearness, nearness
from exporter.readers.web.opinions import justext_opinion, trafilatura_opinion
from exporter.readers.web.runs import Run, Runs
from exporter.readers.web.statements import words_of

# Beyond this the libraries would take minutes: each looks at every element many times.
MAX_OPINION_BYTES = 3_000_000
MAX_OPINION_ELEMENTS = 60_000
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ROLES = {"li": "list", "dt": "list", "dd": "list", "td": "table", "th": "table", "pre": "code",
          "blockquote": "quote", "figcaption": "caption"}  # fmt: skip
_WORDS_SHOWN = 80
_CAPTION = re.compile(r"(?:^|[-_\s])(?:caption|legende?|caption-text)(?:$|[-_\s])", re.IGNORECASE)
_CELL = 200  # a table with more text in a cell is there for the layout of the page
_BUTTON = 25  # letters: what is shorter stands by chance in the text that a library gives
_CUT = re.compile(r"\w*\s*(?:…|\.\.\.)\s*\w*\s*$")  # where a caption is cut short
_MOST_ALIKE = 50  # captions that begin alike and are compared
_FEW_LINKS = 0.3  # what share of a paragraph that stands beside the article's may be links
_SHORTER = 3  # how many times longer the rest of a block is than a stretch of it that goes with it


class MainPart(msgspec.Struct, frozen=True):
    """The runs of the article by their places, and the elements that are furniture."""

    runs: Runs
    kept: frozenset[int]
    furniture: frozenset[int]
    opinions: dict[str, frozenset[int]]
    near: Nearness

    def decisions(self) -> Iterator[Decision]:
        """What became of each stretch of text; neighbours that were left out for the same reason are one part."""
        for element in self.runs.hidden:
            if text := words_of(element):
                rule = RULES["hidden"]
                yield Decision(origin=element.origin, role="left-out", rule=rule.name, confidence=rule.confidence,
                               text=text[:_WORDS_SHOWN], why=rule.why)  # fmt: skip
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
        alone = f"only {held[0]} takes it for the article" if len(held) == 1 else ""
        rule = self.near.furniture.get(run.place)
        if rule is not None:
            return rule.name, rule.confidence, "; ".join(filter(None, (rule.why, alone)))
        if len(held) > 1 and leads_elsewhere(run):
            return "related", 0.8, "leads to other articles"
        if len(held) > 1:
            is_caption_ = _is_in_caption(self.runs, run)
            return ("repeat", 0.8, "a caption that stands before") if is_caption_ else (
                "related", 0.7, "another article, inside this one or behind its end")  # fmt: skip
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
        buttons = frozenset(place for place in near.furniture if len(runs.runs[place].text) < _BUTTON)
        by_rules, by_words = trafilatura_opinion(text, runs) - buttons, justext_opinion(text, runs) - buttons
        opinions |= {"trafilatura": by_rules, "justext": by_words}
        hidden = frozenset(place for place, rule in near.furniture.items() if rule.name == "hidden")
        agreed = (by_rules & (by_words | free)) | _before_end(by_words & dense, by_rules & dense, runs)
        kept = _whole(runs, _alone(runs, agreed - hidden), dense, free)
    return MainPart(runs, kept or dense or free or frozenset(places), frozenset(near.elements), opinions, near)


def _before_end(others: frozenset[int], by_rules: frozenset[int], runs: Runs) -> frozenset[int]:
    """What trafilatura leaves out, but for what comes after its end: there sites put the beginnings of other articles.
    Where it keeps less than the others do, it did not see the article."""
    if 2 * _size(runs, by_rules) <= _size(runs, others | by_rules):
        return others
    end = max(by_rules)
    return frozenset(place for place in others if place <= end)


def _alone(runs: Runs, kept: frozenset[int]) -> frozenset[int]:
    """Without other articles that stand inside the article (HTML, 4.3.2), and without paragraphs that lead to some.

    Articles that hold more than all around them are its parts, unless a heading such as "You may also like" stands
    before them.
    """
    found = frozenset(place for place in kept if not leads_elsewhere(runs.runs[place]))
    nested: set[int] = set()
    end = 0
    for element in runs.elements:
        if element.tag == "article":
            places = range(runs.first[id(element)], runs.end[id(element)])
            if places.start < end:
                nested.update(places)
            end = max(end, places.stop)
    if not nested & found:
        return found
    heading = runs.runs[max(0, min(nested) - 1)]
    if heading.place not in nested and furniture_words("").is_furniture(heading.text):
        return found - nested - {heading.place}
    return found - nested if _size(runs, nested & found) < _size(runs, found - nested) else found


def _whole(runs: Runs, kept: frozenset[int], dense: frozenset[int], free: frozenset[int]) -> frozenset[int]:
    """With formulas and the captions of pictures that stand among the text, each once, with what a line break alone
    parts from the rest of its block, and paragraphs beside others; tables of data are kept whole or not at all."""
    if not kept:
        return kept
    first, last = min(kept), max(kept)
    found = kept | _of_same_blocks(runs, kept, free) | _beside(runs, kept, dense)
    found |= frozenset(run.place for run in runs.runs[first:last] if run.is_formula and run.place in free)
    for element in runs.elements:
        places = range(runs.first[id(element)], runs.end[id(element)])
        if places and is_caption(element) and first <= places[0] <= last + 1:
            found |= dense.intersection(places)
        elif element.tag == "table" and places and all(run.size < _CELL for run in runs.within(element)):
            size = sum(runs.runs[place].size for place in places if place in kept)
            if size >= 0.5 * sum(runs.runs[place].size for place in places):
                found |= frozenset(places)
            else:
                found -= frozenset(places)
    return found - _said_again(runs, found)


def _of_same_blocks(runs: Runs, kept: frozenset[int], free: frozenset[int]) -> frozenset[int]:
    """Short stretches of blocks most of which is kept."""
    blocks: dict[int, set[int]] = {}
    for run in runs.runs:
        blocks.setdefault(id(run.element), set()).add(run.place)
    found: set[int] = set()
    for places in blocks.values():
        size = _size(runs, places & kept)
        left = (runs.runs[place] for place in (places - kept) & free)
        found.update(run.place for run in left if run.link_share < 0.5 and size > _SHORTER * run.size)
    return frozenset(found)


def _beside(runs: Runs, kept: frozenset[int], dense: frozenset[int]) -> frozenset[int]:
    """Paragraphs without many links that stand beside others, of which most is kept."""
    rows: dict[int, set[int]] = {}
    for run in runs.runs:
        above = runs.parent.get(id(run.element))
        if run.element.tag == "p" and above is not None:
            rows.setdefault(id(above), set()).add(run.place)
    found: set[int] = set()
    for places in rows.values():
        if 2 * _size(runs, places & kept) > _size(runs, places):
            left = (runs.runs[place] for place in (places - kept) & dense)
            found.update(run.place for run in left if run.link_share < _FEW_LINKS and not leads_elsewhere(run))
    return frozenset(found)


def _said_again(runs: Runs, kept: frozenset[int]) -> frozenset[int]:
    """Captions that stood before: galleries have each picture's twice and more, whole and cut short."""
    seen: dict[str, list[str]] = {}
    again: set[int] = set()
    for place in sorted(kept):
        run = runs.runs[place]
        if len(run.text) >= _BUTTON and _is_in_caption(runs, run):
            cut = _CUT.split(run.text)[0]
            words, whole = (" ".join(re.findall(r"\w+", text)) for text in (cut, run.text))
            others = seen.setdefault(words[:_BUTTON], [])
            if any(other.startswith(words) if cut != run.text else other == words for other in others[:_MOST_ALIKE]):
                again.add(place)
            others.append(whole)
    return frozenset(again)


def _is_in_caption(runs: Runs, run: Run) -> bool:
    """Whether it stands in an element that is a caption, or called one."""
    element: Element | None = run.element
    for _ in range(3):
        if element is None:
            return False
        if is_caption(element) or "caption" in element.attrs.get("class", "").lower():
            return True
        element = runs.parent.get(id(element))
    return False


def _size(runs: Runs, places: Iterable[int]) -> int:
    return sum(runs.runs[place].size for place in places)


def is_caption(element: Element) -> bool:
    """Whether an element is a picture's caption, by its tag or its name."""
    return element.tag == "figcaption" or bool(_CAPTION.search(element.attrs.get("class", "")))


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
