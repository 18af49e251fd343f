"""Which language a Word file is in: that of most of its letters, since its settings are often those of a template."""

from collections import Counter
from typing import Any

from exporter.readers.office.languages import plain_language, same_language
from exporter.readers.office.letters import Letters, over
from exporter.readers.word.names import W
from exporter.readers.word.styles import Styles

_WIDE = ("\u3040", "\uffef")  # where letters of East Asian scripts are


def language_of(body: Any, styles: Styles, stated: str) -> tuple[str, float]:
    """The language and how sure that is; `stated` is what the file's properties say, which tells the region better."""
    letters: Counter[str] = Counter()
    for paragraph in body.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        base = styles.paragraph(style.get(f"{W}val") if style is not None else None).letters
        for run in paragraph.iter(f"{W}r"):
            text = "".join(part.text or "" for part in run.iterchildren(f"{W}t"))
            count = sum(map(str.isalpha, text))
            if count:
                own = over(styles.letters(run.find(f"{W}rPr")), over(base, styles.defaults))
                letters[plain_language(lang_of(own, text))] += count
    del letters[""]
    if not letters:
        return stated, 0.5 if stated else 0.0
    [(lang, count)] = letters.most_common(1)
    if stated and same_language(stated, lang):
        lang = stated
    return lang, count / letters.total()


def lang_of(letters: Letters, text: str) -> str:
    """The language of a run: files name one for each kind of script (ISO/IEC 29500-1, 17.3.2.20)."""
    if letters.rtl:
        return letters.lang_rtl or ""
    if letters.lang_east and any(_WIDE[0] <= sign <= _WIDE[1] for sign in text):
        return letters.lang_east
    return letters.lang or ""
