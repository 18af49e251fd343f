"""Finds the article on its page: the smallest element that holds nearly all of its running text, without furniture."""

import re

import msgspec

from exporter.model.nodes import Text
from exporter.readers.elements import Element
from exporter.readers.web.furniture import RULES, Rule, furniture_of
from exporter.readers.web.phrases import announced
from exporter.readers.web.runs import WORDLESS, Run, Runs

_PROTECTED = frozenset({"html", "body", "main", "article"})


class Left(msgspec.Struct, frozen=True):
    """An element that is left out."""

    element: Element
    rule: Rule


class Selection(msgspec.Struct, frozen=True):
    """The elements that hold the article, in their order, and what inside them is no part of it."""

    parts: tuple[Element, ...]
    left: dict[int, Left]
    runs: Runs


def select(root: Element) -> Selection:
    flagged = _flagged(root, Runs(root))
    for find in (_teasers, _announced, _link_lists):
        runs = Runs(root, flagged.keys())
        flagged.update(find(runs))
    runs = Runs(root, flagged.keys())
    chosen = _densest(root, runs)
    parts = _joined(chosen, runs)
    flagged.update(_repeats(parts, runs))
    runs = Runs(root, flagged.keys())
    head = _headline(root, parts, runs)
    if head is not None:
        flagged.update(_before(parts, head, runs))
    runs = Runs(root, flagged.keys())
    return Selection(tuple(parts), flagged, runs)


def _norm(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _titles(root: Element) -> list[str]:
    found = []
    for e in root.descendants():
        if e.tag == "title":
            found.append(" ".join("".join(t.value for t in _texts(e)).split()))
            break
    for e in root.descendants():
        if e.tag == "meta" and (e.attrs.get("property", "") + e.attrs.get("name", "")).lower() in ("og:title", "twitter:title", "dc.title", "title"):
            found.append(e.attrs.get("content", ""))
    return [_norm(t) for t in found if t.strip()]


def _headline(root: Element, parts: list[Element], runs: Runs) -> Run | None:
    titles = _titles(root)
    inside = [run for part in parts for run in runs.within(part)]
    prose = sum(run.size for run in inside if is_prose(run))
    before = 0
    first_h1 = None
    for run in inside:
        words = _norm(run.text)
        if len(words) >= 8 and before <= 0.2 * prose and any(words == t or (len(words) >= 15 and (words in t or t in words and len(t) > 0.6 * len(words))) for t in titles):
            if run.element.tag in _HEADINGS or run.size < 250:
                return run
        if run.element.tag == "h1" and first_h1 is None and before <= 0.1 * prose:
            first_h1 = run
        if is_prose(run):
            before += run.size
    return first_h1


def _before(parts: list[Element], head: Run, runs: Runs) -> dict[int, Left]:
    found: dict[int, Left] = {}
    for part in parts:
        stack = [part]
        while stack:
            element = stack.pop()
            first, end = runs.first.get(id(element)), runs.end.get(id(element))
            if first is None or first == end or first > head.place:
                continue
            if end <= head.place + 1:
                found[id(element)] = Left(element, RULES["links"])
                continue
            if not element.is_block:
                continue
            stack.extend(element.elements())
    return found


def _repeats(parts: list[Element], runs: Runs) -> dict[int, Left]:
    found: dict[int, Left] = {}
    seen: dict[str, Run] = {}
    pieces: set[str] = set()
    for part in parts:
        for run in runs.within(part):
            words = _norm(run.text)
            if len(words) < 60 or run.element.tag in ("pre", "td", "th"):
                continue
            first = seen.get(words)
            if first is not None and runs.parent.get(id(run.element)) is not runs.parent.get(id(first.element)):
                if len(runs.within(run.element)) == 1:
                    found[id(run.element)] = Left(run.element, RULES["repeat"])
            seen.setdefault(words, run)
            parts_ = words.split()
            grams = {" ".join(parts_[i : i + 6]) for i in range(0, len(parts_) - 5)}
            if len(grams) > 250 and len(grams & pieces) > 0.6 * len(grams):
                found[id(run.element)] = Left(run.element, RULES["repeat"])
            pieces |= grams
    return found


def _signature(run: Run, runs: Runs) -> tuple:
    parent = runs.parent.get(id(run.element))
    return (run.element.tag, (run.element.classes or [""])[0], parent.tag if parent is not None else "", (parent.classes or [""])[0] if parent is not None else "")


def _joined(chosen: Element, runs: Runs) -> list[Element]:
    weights: dict[tuple, int] = {}
    for run in runs.within(chosen):
        if is_prose(run):
            s = _signature(run, runs)
            weights[s] = weights.get(s, 0) + run.size
    whole = sum(weights.values()) or 1
    strong = {s for s, w in weights.items() if w >= 0.25 * whole}
    parts = [chosen]
    below = chosen
    for level, above in enumerate(runs.ancestors(chosen)[:5]):
        if above.tag in ("html",):
            break
        for child in above.elements():
            if child is below or not child.is_block:
                continue
            inside = [run for run in runs.within(child) if is_prose(run)]
            if not inside:
                continue
            size = sum(r.size for r in inside)
            like = sum(r.size for r in inside if _signature(r, runs) in strong or (level == 0 and r.element.tag == "p" and r.element is child and r.size > 80))
            if like >= 0.5 * size and sum(r.linked for r in runs.within(child)) < 0.3 * sum(r.size for r in runs.within(child)):
                parts.append(child)
        below = above
    order = {id(e): n for n, e in enumerate(runs.elements)}
    return sorted(parts, key=lambda e: order[id(e)])


_FAR = 0.8


def _densest(root: Element, runs: Runs) -> Element:
    """The element with the most running text near it: what lies a level deeper counts a fifth less."""
    own: dict[int, float] = {}
    for run in runs.runs:
        key = id(run.element)
        own[key] = own.get(key, 0.0) + value_of(run)
    best, chosen = 0.0, root
    scores: dict[int, float] = {}
    for element in reversed(runs.elements):  # children before their parents
        if not element.is_block:
            continue
        below = [scores.get(id(child), 0.0) for child in _block_children(element)]
        below = [score for score in below if score]
        if element.tag in _TEXT_BLOCKS:
            score = own.get(id(element), 0.0) + sum(below)
        elif len(below) == 1 and not own.get(id(element)):
            score = below[0]
        else:
            score = own.get(id(element), 0.0) + _weighted(element, scores)
        scores[id(element)] = score
        if score >= best and element.tag not in _TEXT_BLOCKS:
            if score > best * 1.0001 or True:
                best, chosen = score, element
    return chosen


def _weighted(element: Element, scores: dict[int, float]) -> float:
    total = 0.0
    for child in _block_children(element):
        score = scores.get(id(child), 0.0)
        total += score if child.tag in _TEXT_BLOCKS or score < 0 else _FAR * score
    return total


def _block_children(element: Element) -> list[Element]:
    """The block elements directly below, and those inside inline elements."""
    found: list[Element] = []
    for child in element.elements():
        if child.is_block:
            found.append(child)
    return found


_TEXT_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 pre blockquote li dd dt ul ol dl figcaption".split())


def value_of(run: Run) -> float:
    share = run.link_share
    if share > 0.5:
        return -float(run.size)
    if is_prose(run):
        return run.size * (1 - share)
    return 0.0 if share == 0 else -run.size * share


def is_prose(run: Run) -> bool:
    return run.link_share <= 0.5 and (run.size >= 80 or (run.size >= 25 and run.has_sentence))


_WHOLE_ONLY = frozenset({"page-footer", "comments", "cookie-notice"})


def _flagged(root: Element, runs: Runs) -> dict[int, Left]:
    def held(element: Element) -> int:
        return sum(run.size for run in runs.within(element) if run.size >= 80 and run.link_share < 0.3)

    whole = held(root) or 1
    found: dict[int, Left] = {}
    stack = [root]
    while stack:
        element = stack.pop()
        rule = None if element.tag in _PROTECTED else furniture_of(element)
        if rule is not None and not element.is_block and rule.name not in ("hidden",):
            inside = runs.within(element)
            own = len(" ".join(t.value for t in _texts(element)).split())
            if len(inside) == 1 and own < 0.8 * len(inside[0].text.split()):
                rule = None
        if rule is not None and held(element) <= (0.85 if rule.name in _WHOLE_ONLY else 0.3) * whole:
            found[id(element)] = Left(element, rule)
            continue
        if element.tag not in WORDLESS:
            stack.extend(list(element.elements())[::-1])
    return found


def _teasers(runs: Runs) -> dict[int, Left]:
    """Neighbours that are alike, each with a linked title and few words: they lead to other articles."""
    found: dict[int, Left] = {}
    for element in runs.elements:
        if not element.is_block or element.tag in ("tr", "tbody", "table"):
            continue
        kinds: dict[str, list[Element]] = {}
        for child in element.elements():
            if child.is_block and child.tag in ("li", "div", "article", "section", "a", "td"):
                kinds.setdefault(child.tag, []).append(child)
        for children in kinds.values():
            like = [child for child in children if _is_teaser(child, runs)]
            if len(like) >= 3 and len(like) >= 0.6 * sum(1 for c in children if runs.within(c)):
                found.update((id(child), Left(child, RULES["related"])) for child in like)
    return found


def _is_teaser(element: Element, runs: Runs) -> bool:
    inside = runs.within(element)
    if not 1 <= len(inside) <= 12:
        return False
    size = sum(run.size for run in inside)
    linked = sum(run.size for run in inside if run.link_share > 0.9)
    titles = [run for run in inside if run.link_share > 0.9 and run.size >= 15]
    return bool(titles) and size <= 900 and linked >= 0.15 * size and (len(inside) > 1 or linked > 0.9 * size)


_HEADS = frozenset("h1 h2 h3 h4 h5 h6 p div span strong b dt header".split())


def _announced(runs: Runs) -> dict[int, Left]:
    """Lines of their own that announce something else, and what they announce."""
    found: dict[int, Left] = {}
    for run in runs.runs:
        if run.size > 120:
            continue
        element = run.element
        rule = announced(run.text)
        if rule is None:
            continue
        if len(runs.within(element)) != 1:
            continue
        found[id(element)] = Left(element, rule)
        if rule.name not in ("related", "comments", "subscription", "author-box", "share-bar"):
            continue
        # what follows beside it
        top = element
        parent = runs.parent.get(id(top))
        while parent is not None and len(runs.within(parent)) == 1:
            top, parent = parent, runs.parent.get(id(parent))
        if parent is None:
            continue
        found[id(top)] = Left(top, rule)
        is_heading = element.tag in _HEADINGS
        seen = False
        for child in parent.elements():
            if child is top:
                seen = True
            elif seen and child.is_block:
                inside = runs.within(child)
                if not inside:
                    continue
                if child.tag in _HEADINGS or any(r.element.tag in _HEADINGS and r.element.tag <= element.tag for r in inside if is_heading) and child.tag not in ("ul", "ol"):
                    break
                size = sum(r.size for r in inside)
                linked = sum(r.linked for r in inside)
                if linked > 0.5 * size or (is_heading and rule.name != "related" and size < 600):
                    found[id(child)] = Left(child, rule)
                else:
                    break
    return found


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def _link_lists(runs: Runs) -> dict[int, Left]:
    found: dict[int, Left] = {}
    skip: set[int] = set()
    for element in runs.elements:
        parent = runs.parent.get(id(element))
        if parent is not None and id(parent) in skip:
            skip.add(id(element))
            continue
        if element.tag not in ("ul", "ol", "div", "section", "table", "dl", "header", "center"):
            continue
        inside = runs.within(element)
        size = sum(run.size for run in inside)
        linked = sum(run.linked for run in inside)
        if size and linked > 0.6 * size and not any(is_prose(run) and run.size >= 120 for run in inside):
            found[id(element)] = Left(element, RULES["links"])
            skip.add(id(element))
    return found


def _texts(element: Element) -> list[Text]:
    return [c for e in (element, *element.descendants()) for c in e.children if isinstance(c, Text)]
