"""Rules of what leaves the house with a Word file, and of what it asks or forbids its reader."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.docx import Subject, W, is_on, kind_of, words_of
from exporter.checks.rules.words import counted, shortened

_CHANGES = {
    **dict.fromkeys(("ins", "cellIns"), ("insertion", "insertions")),
    **dict.fromkeys(("del", "cellDel"), ("deletion", "deletions")),
    **dict.fromkeys(("moveFrom", "moveTo"), ("move", "moves")),
    **dict.fromkeys(("rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange"),
                    ("change of format", "changes of format")),
}  # fmt: skip
_ONLY_TEXT = {"readOnly": "nobody may change it", "forms": "only its fields may be filled", "comments": "only comments",
              "trackedChanges": "only tracked changes"}  # fmt: skip
_TEMPLATES = frozenset(("", "normal", "normal.dotm", "normal.dot", "normal.dotx"))
_PROGRAMS = frozenset(("python-docx", "microsoft office user", "user", "pandoc", "libreoffice", "calibre"))
_PATH = re.compile(r"[a-zA-Z]:\\|\\\\|file:|/(?:Users|home)/")
_CARRIED = {"oleObject": "an embedded object", "package": "a file of another program", "control": "an ActiveX control",
            "vbaProject": "macros", "printerSettings": "the settings of a printer, with its name",
            "attachedToolbars": "toolbars", "keyMapCustomizations": "keys", "recipientData": "the list of a mailing",
            "mailMergeSource": "the list of a mailing", "aFChunk": "another document"}  # fmt: skip


@rule("V439", "warning", "no tracked change is left over",
      why="Every reader can see what stood there before, who changed it, and when.",
      mend="accept or reject all changes (Review, Accept All)", source="ECMA-376-1, 17.13.5")  # fmt: skip
def decided(subject: Subject) -> Iterator[Finding]:
    for name, root in subject.texts:
        found = [e for e in root.iter(*(f"{W}{tag}" for tag in _CHANGES)) if e.get(f"{W}author") is not None]
        if found:
            kinds = Counter(_CHANGES[e.tag.removeprefix(W)] for e in found)
            shown = ", ".join(counted(count, *kind) for kind, count in kinds.items())
            who = _people([e.get(f"{W}author") or "" for e in found])
            yield Finding(f"{shown}{who}, first here", subject.place(name, found[0]))


@rule("V440", "warning", "no comment is left over",
      why="What colleagues told each other is read by everybody.",
      mend="delete all comments (Review, Delete All)", source="ECMA-376-1, 17.13.4")  # fmt: skip
def uncommented(subject: Subject) -> Iterator[Finding]:
    root = subject.beside("comments")
    found = list(root.iter(f"{W}comment")) if root is not None else []
    if found:
        who = _people([e.get(f"{W}author") or "" for e in found])
        words = shortened(words_of(found[0]), 40)
        yield Finding(f'{counted(len(found), "comment", "comments")}{who}, the first "{words}"')


@rule("V441", "warning", "no text is hidden",
      why="It is not printed, and is in the file for everybody who looks; some screen readers read it out.",
      mend="delete it, or show it", source="ECMA-376-1, 17.3.2.41")  # fmt: skip
def shown(subject: Subject) -> Iterator[Finding]:
    root = subject.beside("styles")
    any_hides = root is not None and next(root.iter(f"{W}vanish"), None) is not None
    hidden = {name for name in subject.styles if _hides(subject, name)} if any_hides else set()
    for name, root in subject.texts:
        for mark in root.iter(f"{W}vanish", *([f"{W}rStyle"] if hidden else [])):
            run = mark.getparent().getparent()
            if mark.tag == f"{W}rStyle" and mark.get(f"{W}val") not in hidden:
                continue
            if mark.tag == f"{W}vanish" and not is_on(mark.get(f"{W}val")):
                continue
            if run.tag == f"{W}r" and words_of(run) and mark.getparent().find(f"{W}specVanish") is None:
                yield Finding(f'"{shortened(words_of(run), 40)}" is hidden', subject.place(name, run))


@rule("V442", "warning", "the file asks nothing when it is opened",
      why='Word asks whether to update "fields that may refer to other files", and a reader fears a virus.',
      mend="renew the fields (select all, F9) and save it", source="ECMA-376-1, 17.15.1, 17.16.18")  # fmt: skip
def quiet(subject: Subject) -> Iterator[Finding]:
    update = subject.settings.find(f"{W}updateFields")
    if update is not None and is_on(update.get(f"{W}val")):
        yield Finding("it asks to renew its fields when it is opened", "settings")
    for name, root in subject.texts:
        dirty = [e for e in root.iter(f"{W}fldChar", f"{W}fldSimple") if is_on(e.get(f"{W}dirty", "0"))]
        if dirty:
            text = f"{counted(len(dirty), 'field is', 'fields are')} out of date, first here"
            yield Finding(text, subject.place(name, dirty[0]))


@rule("V443", "warning", "nothing in the file is locked",
      why="Who needs another font, more space or a program that reads aloud is locked out together with forgers.",
      mend="take the protection away (Review, Restrict Editing); publish what must not change as PDF",
      source="ECMA-376-1, 17.15.1.29; WCAG 2.1, 4.1.2")  # fmt: skip
def unlocked(subject: Subject) -> Iterator[Finding]:
    lock = subject.settings.find(f"{W}documentProtection")
    if lock is not None and is_on(lock.get(f"{W}enforcement", "0")):
        kind = lock.get(f"{W}edit", "")
        yield Finding(
            f"the document is protected: {_ONLY_TEXT.get(kind, kind or 'parts of it are locked')}", "settings"
        )


@rule("V444", "warning", "the properties say no more than they should",
      why="Names of persons, folders and templates of the house are read by whoever opens the file's properties.",
      mend="remove them (File, Info, Inspect Document)", source="ECMA-376-2, 11; ECMA-376-1, 15.2.12")  # fmt: skip
def discreet(subject: Subject) -> Iterator[Finding]:
    core, extended = subject.properties("core"), subject.properties("extended")
    found = []
    editor = core.get("lastModifiedBy", "")
    public = f"{core.get('creator', '')};{extended.get('Company', '')}"
    if editor and editor not in public and editor.casefold() not in _PROGRAMS:
        found.append(f'last modified by "{editor}"')
    for key in ("Manager", "HyperlinkBase"):
        if extended.get(key):
            found.append(f'{key.casefold()} "{extended[key]}"')
    template = extended.get("Template", "")
    if template.casefold() not in _TEMPLATES:
        found.append(f'template "{template}"')
    if _PATH.match(core.get("title", "")):
        found.append(f'title "{core["title"]}"')
    custom = subject.once(_custom)
    if custom:
        found.append("own properties " + ", ".join(f'"{name}"' for name in custom[:6]))
    if found and extended.get("Company"):  # by itself it is the publisher's name
        found.append(f'company "{extended["Company"]}"')
    if found:
        yield Finding("they tell " + ", ".join(found))


@rule("V445", "warning", "the file carries no other files",
      why="Behind a chart lies the whole workbook, behind a button a macro: more than the reader sees, and filters of "
      "mail refuse it.",
      mend="paste charts and objects as pictures; save it without macros", source="ECMA-376-1, 15.2.10, 15.2.11",
      )  # fmt: skip
def alone(subject: Subject) -> Iterator[Finding]:
    seen: set[str] = set()
    for owner in sorted(subject.names):
        for relation in subject.relations(owner) if owner.endswith(".xml") else ():
            kind, name = kind_of(relation), subject.target(owner, relation)
            if kind in _CARRIED and relation.get("TargetMode") != "External" and subject.has(name) and name not in seen:
                seen.add(name)
                behind = " behind a chart" if "/charts/" in f"/{owner}" else ""
                yield Finding(f"{_CARRIED[kind]}{behind}: {posixpath.basename(name)}", name)


def _people(names: list[str]) -> str:
    known = [name for name in dict.fromkeys(names) if name]
    shown = ", ".join(f'"{name}"' for name in known[:3])
    return f" by {shown}{' and others' if len(known) > 3 else ''}" if known else ""


def _hides(subject: Subject, identifier: str) -> bool:
    """Whether a character style hides its text."""
    for style in subject.chain(identifier):
        mark = style.find(f"{W}rPr/{W}vanish")
        if mark is not None:
            return style.get(f"{W}type") == "character" and is_on(mark.get(f"{W}val"))
    return False


def _custom(subject: Subject) -> list[str]:
    """The names of the properties that the house has added."""
    for relation in subject.relations(""):
        name = subject.target("", relation)
        if kind_of(relation) == "custom-properties" and subject.has(name):
            return [element.get("name") or "" for element in subject.part(name).iterchildren("*")]
    return []
