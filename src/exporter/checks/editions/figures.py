"""What became of the pictures of a page: moved, larger, replaced, gone or new."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from exporter.checks.editions.boxes import Box
from exporter.checks.editions.moving import MOVED_PT
from exporter.checks.editions.sheets import Figure
from exporter.checks.editions.sights import Pages, Sight, length, moved_by


def sights_of_figures(old: Sequence[Figure], new: Sequence[Figure], pages: Pages) -> Iterator[Sight]:
    """What is seen of their pictures."""
    matcher = SequenceMatcher(None, [one.sha256 for one in old], [one.sha256 for one in new], autojunk=False)
    for tag, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        before, after = list(old[a_from:a_to]), list(new[b_from:b_to])
        if tag == "equal":
            for one, other in zip(before, after, strict=True):
                yield from _placed(one.box, other.box, pages)
            continue
        for one, other in zip(before, after, strict=False):
            yield _sight(pages, "a picture was replaced by another", [one.box], [other.box])
        for one in before[len(after) :]:
            yield _sight(pages, "a picture is gone", [one.box], [])
        for other in after[len(before) :]:
            yield _sight(pages, "a picture was added", [], [other.box])


def _sight(pages: Pages, text: str, old: Sequence[Box], new: Sequence[Box]) -> Sight:
    return Sight("picture", pages, text, tuple(old), tuple(new))


def _placed(old: Box, new: Box, pages: Pages) -> Iterator[Sight]:
    """A picture that is the same, and may stand elsewhere or be larger."""
    right_pt, down_pt = new.left_pt - old.left_pt, new.top_pt - old.top_pt
    width_pt, new_width_pt = old.right_pt - old.left_pt, new.right_pt - new.left_pt
    if abs(new_width_pt - width_pt) > MOVED_PT:
        text = f"a picture is {length(new_width_pt)} wide, was {length(width_pt)}"
        yield _sight(pages, text, [old], [new])
    elif abs(right_pt) > MOVED_PT or abs(down_pt) > MOVED_PT:
        text = f"a picture moved {moved_by(right_pt, down_pt)}"
        yield Sight("moved", pages, text, (old,), (new,), round(right_pt, 2), round(down_pt, 2))
