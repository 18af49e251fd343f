"""What two editions say otherwise: paragraphs, tables, notes, alternative texts, links and metadata."""

import msgspec

from exporter.checks.editions.aligning import align
from exporter.checks.editions.beside import (
    changes_in_formulas,
    changes_in_links,
    changes_in_metadata,
    changes_in_pictures,
)
from exporter.checks.editions.blocks import identities, note_blocks, text_blocks
from exporter.checks.editions.changes import Change
from exporter.checks.editions.matched import changes_of
from exporter.checks.editions.tokens import Manner, key_of
from exporter.checks.receipt.contents import Contents


def changes_in_words(old: Contents, new: Contents, manner: Manner) -> list[Change]:
    """Every change, in the order of the new edition: its text, then notes, pictures, links and metadata."""
    if manner == "loose":
        old, new = _without_navigation(old, new), _without_navigation(new, old)
    notes, new_notes = note_blocks(old, manner), note_blocks(new, manner)
    note_matches = align(notes, new_notes, "")
    known, new_known = identities(note_matches, old, new)
    blocks, new_blocks = text_blocks(old, known, manner), text_blocks(new, new_known, manner)
    text = list(changes_of(blocks, new_blocks, align(blocks, new_blocks, " " if manner == "exact" else "")))
    # What stands in a paragraph moves with it: a note with its call, a picture, a link.
    still = not any(change.what == "moved" for change in text)
    others = [
        *(change for change in changes_of(notes, new_notes, note_matches) if change.what != "moved" or change.spans),
        *changes_in_pictures(old, new, manner),
        *(changes_in_formulas(old, new) if manner != "loose" else ()),
        *changes_in_links(old, new, manner),
    ]
    kept = [change for change in others if still or change.what != "moved"]
    return [*text, *kept, *changes_in_metadata(old.metadata, new.metadata, manner)]


def _without_navigation(contents: Contents, other: Contents) -> Contents:
    """An edition without the headings above tables of contents, which another format keeps apart."""
    apart = {key_of(passage.text, "loose") for passage in other.navigation}
    kept = tuple(passage for passage in contents.passages if key_of(passage.text, "loose") not in apart)
    return msgspec.structs.replace(contents, passages=kept)
