"""What a style stands for, by its name: ours, Word's own in any language, LibreOffice's, pandoc's.

Word keeps the names of its own styles in English, whatever the language of its menus; other programs, and templates of
houses, write them in theirs.
"""

import re
from functools import cache

import msgspec


class StyleRole(msgspec.Struct, frozen=True):
    """A role of the theme, and the box whose frame a line of this style wears."""

    role: str
    box: str = ""


# Role -> names of styles, in small letters. Ours come first.
_NAMES: dict[str, str] = {
    "body": "normal; body text; text body; first paragraph; compact; standard; default paragraph style; corps de "
    "texte; "
    "textkörper; textkörper einzug; fließtext; texto independiente; corpo del testo; corpo de texto; plain text; "
    "default style; no spacing; texte brut",
    "lead": "lead",
    "cover-title": "cover title",
    "masthead": "masthead",
    "title": "title; titre; titel; título; titolo; tytuł; rubrik; otsikko; заголовок; العنوان; "
    "标题; 標題; 表題; כותרת; doctitle; document title",
    "subtitle": "subtitle; sous-titre; untertitel; subtítulo; sottotitolo; ondertitel; podtytuł; undertitel; "
    "underrubrik; "
    "подзаголовок; العنوان الفرعي; 副标题; 副標題; 副題; כותרת משנה",
    "translated-title": "translated title",
    "logo": "logo",
    "kicker": "kicker; surtitre; dachzeile; antetítulo; overline",
    "byline": "byline; author; authors; auteur; auteurs; autor; autore; verfasser; signature auteur",
    "dateline": "dateline; date; datum; fecha; data",
    "embargo": "embargo",
    "release": "release",
    "issue": "issue",
    "cover-line": "cover line",
    "standfirst": "standfirst; abstract; summary; résumé; chapô; chapeau; chapo; vorspann; zusammenfassung; "
    "entradilla; "
    "intro; introduction text",
    "standfirst-heading": "abstract title; abstract heading",
    **{
        f"heading-{level}": f"heading {level}; titre {level}; überschrift {level}; título {level}; titolo {level}; "
        f"kop {level}; nagłówek {level}; rubrik {level}; overskrift {level}; otsikko {level}; заголовок {level}; "
        f"العنوان {level}; عنوان {level}; 标题 {level}; 標題 {level}; 見出し {level}; כותרת {level}; nadpis {level}; "
        f"címsor {level}; başlık {level}; 제목 {level}; head {level}"
        for level in range(1, 10)
    },
    "list-item": "list paragraph; paragraphe de liste; listenabsatz; párrafo de lista; paragrafo elenco; lijstalinea; "
    "akapit z listą; parágrafo da lista; list; list content; liste; "
    + "; ".join(
        f"{name}{level}"
        for name in ("list", "list bullet", "list number", "list continue")
        for level in ("", " 2", " 3", " 4", " 5")
    ),
    "term": "definition term; definition term tight; list heading",
    "definition": "definition; definition definition; definition definition tight; list contents",
    "quote": "quote; quotations; block text; citation; zitat; cita; citazione; citaat; cytat; citat; citação; block "
    "quote; "
    "引用; 引文; اقتباس; ציטוט; цитата; quotation",
    "pull-quote": "intense quote; pull quote; citation intense; intensives zitat; cita destacada; citazione intensa; "
    "duidelijk citaat; cytat intensywny; citação intensa; exergue",
    "attribution": "attribution",
    "callout": "call-out",
    "callout-title": "call-out title",
    "key-number": "key number",
    "key-label": "key label",
    "table-cell": "table text; table contents; table content; contenu de tableau; tabelleninhalt",
    "table-header": "table header; table heading; titre de tableau; tabellenüberschrift",
    "data-header": "data header",
    "data-name": "data name",
    "data-value": "data value",
    "caption": "caption; image caption; table caption; légende; beschriftung; bildunterschrift; epígrafe; leyenda; "
    "didascalia; bijschrift; legenda; illustration; figure caption; drawing; text; table; captioned figure caption",
    "figure": "figure; captioned figure; figuur; abbildung",
    "code-block": "code block; source code; html preformatted; preformatted text; code; verbatim; macro text; "
    "préformaté html; html vorformatiert; texte préformaté",
    "missing-picture": "missing picture",
    "note": "footnote text; endnote text; footnote; endnote; note de bas de page; fußnotentext; notas al pie",
    "notes-heading": "notes heading",
    "contact-heading": "contact heading",
    "contact-line": "contact line",
    "side-heading": "side heading",
    "contents-heading": "toc heading; contents heading; index heading; toa heading; en-tête de table des matières; "
    "inhaltsverzeichnisüberschrift",
    **{
        f"toc-{level}": f"toc {level}; contents {level}; verzeichnis {level}; tm {level}; tdc {level}"
        for level in range(1, 10)
    },
    "toc-figure": "table of figures; figure index 1; illustration index 1; table index 1",
    "end-mark": "end mark",
    "small-print": "small print",
    "equation": "equation",
    "reference": "bibliography; references; bibliography 1; bibliographie",
    "furniture": "header; footer; header left; header right; footer left; footer right; en-tête; pied de page; "
    "kopfzeile; "
    "fußzeile",
    "drop-cap": "drop cap",
    "watermark": "watermark",
    "rule": "rule; horizontal line; ligne horizontale; horizontale linie",
    "spacer": "spacer",
}
# The frames of our boxes: what stands before a role in the name of a style, "Call-out Tip Title".
_BOXES = {
    "call-out key facts": "callout-key-facts",
    "call-out warning": "callout-warning",
    "call-out note": "callout-note",
    "call-out tip": "callout-tip",
    "call-out": "callout",
    "intense quote": "pull-quote",
    "quote": "quote",
    "contact box": "contact-box",
    "notes to editors": "editors",
    "boilerplate": "boilerplate",
}
# What the role of a style without words of its own is, in a box.
_OWN_ROLES = {"contact-box": "contact-line", "editors": "body", "boilerplate": "body"}
_SHORTENED = {"title": "callout-title", "heading": "contact-heading", "line": "contact-line", "text": "table-cell"}
_CHARACTERS: dict[str, str] = {
    "link": "hyperlink; internet link; followedhyperlink; visited internet link; lien hypertexte",
    "code": "code; linked code; html code; source text; verbatim char; html sample; html keyboard; teletype; inline "
    "code; "
    "macro text char; html typewriter",
    "strong": "strong; strong emphasis; élevé; fett; intense emphasis; intense reference",
    "emphasis": "emphasis; accentuation; hervorhebung; subtle emphasis",
    "quote": "html cite; citation; quote char",
    "label": "label",
    "credit": "credit",
    "note-call": "footnote reference; endnote reference; footnote anchor; endnote anchor; footnote symbol; "
    "endnote symbol; appel note de bas de p.; fußnotenzeichen",
}
_BODY_LEVEL = 9  # the outline level of what is no heading
_SPACES = re.compile(r"[\s_]+")


def role_of_name(name: str) -> StyleRole | None:
    """The role of a paragraph style; None where its name says nothing."""
    plain = _plain(name)
    found = _roles().get(plain)
    if found:
        return StyleRole(found, _frame_of(found))
    for before, box in _BOXES.items():
        rest = plain.removeprefix(before).strip()
        if plain == before:
            return StyleRole(_OWN_ROLES.get(box, "callout" if box.startswith("callout") else box), box)
        if plain.startswith(before + " "):
            role = _SHORTENED.get(rest) or _roles().get(rest)
            if role == "callout-title" and not box.startswith("callout"):
                role = "title"
            if role:
                return StyleRole(role, box)
    for scale in (" dense", " denser"):  # the smaller type of a wide table
        if plain.endswith(scale):
            return role_of_name(plain.removesuffix(scale))
    if plain == "list paragraph loose":
        return StyleRole("list-item")
    return None


def role_of_style(names: list[str], identifier: str, level: int) -> tuple[StyleRole, str, float]:
    """The role of a style, the rule that says so, and how sure it is: by its own name, by its outline level (which
    counts from 0), by the name of one that it is based on. `names` are its own and theirs."""
    own = role_of_name(names[0]) or role_of_name(_spaced(identifier))
    if own and (own.role != "body" or own.box):
        return own, f'style "{names[0]}"', 1.0
    if level < _BODY_LEVEL:
        return StyleRole(f"heading-{level + 1}"), f'style "{names[0]}", outline level {level + 1}', 0.95
    for name in names[1:]:
        found = role_of_name(name)
        if found and found.role not in ("body", "table-cell", "furniture"):
            return found, f'style "{names[0]}", based on "{name}"', 0.9
        if found:
            break
    return StyleRole("body"), f'style "{names[0]}"', 1.0 if own else 0.9


def _spaced(identifier: str) -> str:
    """A style's id as a name: "Titre1" gives "Titre 1"."""
    return identifier[:-1] + " " + identifier[-1] if identifier[-1:].isdigit() else identifier


def character_role(name: str) -> str:
    """What a character style stands for: "link", "code", "strong" ...; "" where its name says nothing."""
    return _character_roles().get(_plain(name), "")


def _frame_of(role: str) -> str:
    return role if role in ("quote", "pull-quote", "callout") else ""


def _plain(name: str) -> str:
    return _SPACES.sub(" ", name.strip().lower()).removesuffix(" char")


@cache
def _roles() -> dict[str, str]:
    return {name: role for role, names in _NAMES.items() for name in names.split("; ")}


@cache
def _character_roles() -> dict[str, str]:
    return {name: role for role, names in _CHARACTERS.items() for name in names.split("; ")}
