"""Rules of what a PDF does by itself, of its form and of its signatures (ISO 19005-3, 6.1.12, 6.4, 6.5)."""

from collections.abc import Hashable, Iterator
from typing import Any

import pikepdf

from exporter.checks.pdf.objects import entries, entry, identity, is_dictionary, items, name
from exporter.checks.pdf.signatures import Signed, signed
from exporter.checks.rules import Finding, rule
from exporter.checks.rules.pdf import Subject

_ACTIONS = frozenset(("GoTo", "GoToR", "GoToE", "Thread", "URI", "Named", "SubmitForm"))
_NAMED = frozenset(("NextPage", "PrevPage", "FirstPage", "LastPage"))
_MOST = 20_000  # bookmarks, fields or actions that are looked at


@rule("V219", "error", "nothing in the file runs by itself",
      why="A script may change what is shown, and no archive can promise to run it.",
      mend="take the action out", source="ISO 19005-3, 6.5.1, 6.5.2")  # fmt: skip
def still(subject: Subject) -> Iterator[Finding]:
    for page, where, action in _actions(subject):
        kind = name(entry(action, "/S"))
        if kind not in _ACTIONS:
            text = f"an action of the kind {kind or 'that is not said'}"
            yield Finding(text, where, page)
        elif kind == "Named" and name(entry(action, "/N")) not in _NAMED:
            yield Finding(f"a named action, {name(entry(action, '/N')) or 'without a name'}", where, page)
    if entry(subject.root, "/Names", "/JavaScript") is not None:
        yield Finding("it holds scripts")
    if "/AA" in subject.root:
        yield Finding("it has additional actions")
    for number, page in enumerate(subject.pages, 1):
        if "/AA" in page.obj:
            yield subject.on(number, "the page has additional actions")


@rule("V235", "error", "a form is what it shows",
      why="Fields that a program fills or draws when the file is opened show something else each time.",
      mend="take XFA, NeedAppearances and the actions of fields out",
      source="ISO 19005-3, 6.4.1, 6.4.2; ISO 14289-1, 7.15")  # fmt: skip
def filled(subject: Subject) -> Iterator[Finding]:
    form = subject.root.get("/AcroForm")
    if entry(form, "/NeedAppearances") not in (None, False):
        yield Finding("the looks of its fields are left to the viewer (NeedAppearances)")
    if entry(form, "/XFA") is not None:
        yield Finding("it holds a form in XFA")
    if entry(subject.root, "/NeedsRendering") not in (None, False):
        yield Finding("it has to be drawn by a program before it is shown (NeedsRendering)")
    for page, note in subject.annotations:
        if name(note.get("/Subtype")) == "Widget" and ("/A" in note or "/AA" in note):
            yield subject.on(page, "a field has actions", note)
    for field in _fields(form):
        if name(entry(field, "/Subtype")) != "Widget" and "/AA" in field:
            yield Finding(f'the field "{str(entry(field, "/T"))[:40]}" has actions')


@rule("V236", "error", "a signature covers the file, and can be checked",
      why="What a signature leaves out can be changed after it; without its certificate nobody can tell who signed.",
      mend="sign the finished file again", source="ISO 19005-3, 6.1.12, 6.4.3")  # fmt: skip
def signed_whole(subject: Subject) -> Iterator[Finding]:
    permissions = subject.root.get("/Perms")
    others = [key[1:] for key in entries(permissions) if key not in ("/UR3", "/DocMDP")]
    if others:
        yield Finding(f"its permissions hold {', '.join(others)}")
    for field in _fields(subject.root.get("/AcroForm")):
        signature = entry(field, "/V")
        if name(entry(field, "/FT")) != "Sig" or not is_dictionary(signature):
            continue
        yield from _signature(subject, signature)
        if entry(permissions, "/DocMDP") is not None:
            keys = {key for part in items(signature.get("/Reference")) for key in entries(part)}
            told = sorted(keys & {"/DigestLocation", "/DigestMethod", "/DigestValue"})
            if told:
                yield Finding(f"a signature's reference holds {', '.join(key[1:] for key in told)}")


def _signature(subject: Subject, signature: Any) -> Iterator[Finding]:
    contents, bounds = signature.get("/Contents"), items(signature.get("/ByteRange"))
    numbers = [bound for bound in bounds if isinstance(bound, int)]
    if len(numbers) != 4 or numbers[0] != 0 or numbers[2] + numbers[3] != len(subject.data):
        yield Finding("a signature does not cover the whole file")
    elif subject.data[numbers[1] : numbers[1] + 1] != b"<" or subject.data[numbers[2] - 1 : numbers[2]] != b">":
        yield Finding("a signature leaves out more of the file than itself")
    found = signed(bytes(contents)) if isinstance(contents, pikepdf.String) else Signed()
    if not found.certificates:
        yield Finding("a signature brings no certificate of who signed")
    if found.signers != 1:
        yield Finding(f"a signature names {found.signers} signers instead of one")


def _fields(form: Any) -> Iterator[Any]:
    seen: set[Hashable] = set()
    waiting = items(entry(form, "/Fields"))
    while waiting and len(seen) < _MOST:
        field = waiting.pop()
        if is_dictionary(field) and identity(field) not in seen:
            seen.add(identity(field))
            yield field
            waiting += items(field.get("/Kids"))


def _actions(subject: Subject) -> Iterator[tuple[int, str, Any]]:
    """Every action with its page (0 for none) and the words for where it hangs."""
    first: list[tuple[int, str, Any]] = [(0, "the document", subject.root.get("/OpenAction"))]
    first += [(0, "the document", action) for action in entries(subject.root.get("/AA")).values()]
    for number, page in enumerate(subject.pages, 1):
        first += [(number, f"page {number}", action) for action in entries(entry(page.obj, "/AA")).values()]
    for number, note in subject.annotations:
        owned = (note.get("/A"), *entries(note.get("/AA")).values())
        first += [(number, f"page {number}", action) for action in owned]
    first += [(0, "a bookmark", item.get("/A")) for item in subject.bookmarks]
    for field in _fields(subject.root.get("/AcroForm")):
        if name(field.get("/Subtype")) != "Widget":
            first += [(0, "a field", action) for action in (field.get("/A"), *entries(field.get("/AA")).values())]
    seen: set[Any] = set()
    for page, where, action in first:
        waiting = [action]
        while waiting and len(seen) < _MOST:
            one = waiting.pop()
            if is_dictionary(one) and identity(one) not in seen:
                if one.is_indirect:
                    seen.add(identity(one))
                yield page, where, one
                waiting += items(one.get("/Next"))
