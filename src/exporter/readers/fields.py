"""From the fields of front matter to Metadata: every usual name of pandoc, Quarto, Hugo, Jekyll, and in French."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import msgspec

from exporter.messages import Report
from exporter.model.metadata import Contact, Metadata, Person
from exporter.model.options import SWITCHES, lacking, option_name
from exporter.origin import Origin
from exporter.readers.dates import w3cdtf
from exporter.readers.front_matter import Field

# Our name -> the other names that authors use for it, without hyphens, underscores and capitals. The first that stands
# in the front matter counts.
ALIASES: dict[str, tuple[str, ...]] = {
    "title": ("titre", "headline", "name"),
    "subtitle": ("soustitre", "subhead", "subheading"),
    "authors": ("author", "auteur", "auteurs", "auteure", "auteures", "by", "byline", "creator", "creators"),
    "date": ("published", "publisheddate", "publishedat", "datepublished", "pubdate", "publishdate", "publication",
             "publicationdate", "datedepublication", "datepublication", "created", "createdat"),
    "modified": ("datemodified", "modifieddate", "lastmod", "lastmodified", "lastmodifiedat", "updated", "updatedat",
                 "updateddate", "dateupdated", "maj", "misàjour", "miseàjour", "datedemodification"),
    "lang": ("language", "locale", "langue"),
    "dir": ("direction",),
    "summary": ("standfirst", "description", "abstract", "excerpt", "lead", "lede", "deck", "dek", "chapo", "chapô",
                "chapeau", "résumé", "resume", "accroche", "intro", "teaser"),
    "keywords": ("keyword", "tags", "tag", "topics", "topic", "motsclés", "motscles", "subject", "subjects"),
    "section": ("category", "categories", "rubrique", "department"),
    "identifier": ("doi", "isbn", "uid", "urn", "identifiant"),
    "publisher": ("organization", "organisation", "éditeur", "editeur", "institution"),
    "rights": ("copyright", "license", "licence", "droits"),
    "source": ("sources",),
    "place": ("location", "dateline", "lieu", "city", "ville"),
    "contact": ("contacts", "presscontact", "contactpresse"),
    "embargo": ("embargountil", "embargoed", "sousembargo"),
    "cover": ("coverimage", "image", "images", "featureimage", "featuredimages", "illustration", "thumbnail",
              "featuredimage", "heroimage", "couverture"),
    "cover_alt": ("coverimagealt", "imagealt", "imageaccessibility", "featuredimagealt", "couverturealt"),
    "url": ("canonicalurl", "canonical", "sourceurl"),
    "typography": ("typographie",),
    "watermark": ("filigrane",),
    "certifier": ("certifiedby", "accessibilityevaluator", "evaluatedby", "accessibilitéévaluéepar", "évaluéepar"),
}  # fmt: skip

# Fields that tell a site generator how to show a page, and nothing about the article: kept, and not spoken of.
QUIET = frozenset(
    "layout permalink draft weight slug aliases menu class order related toc toc-depth toc_depth format output id "
    "css theme type kind redirect_from redirect_to show_comments comments sitemap bibliography csl "
    "header-includes documentclass geometry fontsize mainfont number-sections numbersections engine execute params "
    "translator translators hero alt_text primary_image event_type registration_url youtube_id aliases expirydate "
    "linktitle markup outputs resources series url_alias cascade build headless iscjklanguage videos audio "
    "tableofcontents published references nocite link-citations bilingual translation "
    # Hugo
    "unpublishdate outputformats menus sitesections featured "
    # Jekyll and its usual plugins
    "excerpt_separator render_with_liquid redirect sitemap paginate pagination classes header sidebar nav_order parent "
    "has_children grand_parent nav_exclude author_profile read_time share toc_label toc_icon toc_sticky mathjax "
    # Eleventy
    "eleventynavigation eleventycomputed eleventyexcludefromcollections eleventydataschema eleventyimport "
    "templateengineoverride dynamicpermalink renderwithliquid "
    # Docusaurus
    "sidebar_label sidebar_position sidebar_class_name sidebar_custom_props displayed_sidebar pagination_label "
    "pagination_next pagination_prev hide_title hide_table_of_contents toc_min_heading_level toc_max_heading_level "
    "parse_number_prefixes custom_edit_url unlisted last_update author_image_url author_title author_url title_meta "
    "wrapperclassname mdx".split()
)
_NAMES = {alias: name for name, aliases in ALIASES.items() for alias in (name.replace("_", ""), *aliases)}
WATERMARK_LENGTH = 30
_TAG = re.compile(r"</?(?:a|abbr|b|br|cite|code|em|i|mark|q|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]*)?/?>", re.I)
_SPACES = re.compile(r"[ \t\n\r\f\v]+")  # a no-break space stays
_PICTURE_NAMES = ("src", "url", "path", "file", "image", "source", "feature")


def metadata_of(
    fields: tuple[Field, ...], settings: dict[str, str], report: Report, file_date: str = ""
) -> tuple[Metadata, dict[str, Origin]]:
    """The metadata, and the place of each known field's value; `settings` win over the fields.

    `file_date` (a date in the file's name, as Jekyll wants) stands in when there is no other.
    """
    chosen: dict[str, Field] = {}
    extra: dict[str, Any] = {}
    outside = tuple(Field(key, value, Origin("--set"), Origin("--set")) for key, value in settings.items())
    for field in (*outside, *fields):
        name = _NAMES.get(_plain_key(field.key))
        if name == "date" and str(field.value).lower() in ("true", "false"):
            name = None  # Jekyll's switch `published`, not a date
        if name is None:
            if field.key.lower() not in QUIET and option_name(field.key) not in SWITCHES:
                _unknown(field, report)
            elif wanted := lacking(field.key, field.value):
                _wrong(field, wanted, report)
            extra.setdefault(field.key, field.value)
        elif name in chosen and not (field.value and _is_more_plain(field, chosen[name], name)):
            if field.value != chosen[name].value:
                extra.setdefault(field.key, field.value)
        elif field.value not in (None, "", []):
            if name in chosen:
                extra.setdefault(chosen[name].key, chosen[name].value)
            chosen[name] = field
    _part_cover(chosen)
    values: dict[str, Any] = {}
    for name, field in chosen.items():
        value = _VALUES.get(name, _one_text)(field, report)
        if value in ("", ()):
            extra.setdefault(field.key, field.value)
        else:
            values[name] = value
    if "date" not in values and file_date:
        values["date"] = file_date
    return Metadata(**values, extra=extra), {name: field.origin for name, field in chosen.items()}


def _is_more_plain(field: Field, other: Field, name: str) -> bool:
    """Whether a field is the article's date, and another only the day of its publishing, as Hugo has both."""
    return name == "date" and field.key.lower() == name != other.key.lower() and other.origin.file != "--set"


def known_name(key: str) -> str:
    """Our own name for what a field says of an article; "" for what is not known."""
    return _NAMES.get(_plain_key(key), "")


def _plain_key(key: str) -> str:
    return re.sub(r"[-_ ]", "", key.lower())


def _part_cover(chosen: dict[str, Field]) -> None:
    """A cover that is written with its alternative text (`image: {src: ..., alt: ...}`) becomes two fields."""
    cover = chosen.get("cover")
    if cover is not None and isinstance(cover.value, list):  # Hugo's list of pictures: the first stands for the page
        cover = msgspec.structs.replace(cover, value=next(iter(cover.value), None))
        chosen["cover"] = cover
    if cover is None or not isinstance(cover.value, dict):
        return
    for name, parts in (("cover", _PICTURE_NAMES), ("cover_alt", ("alt", "alttext", "alt_text"))):
        text = next((cover.value[part] for part in parts if isinstance(cover.value.get(part), str)), None)
        if text is not None:
            chosen[name] = msgspec.structs.replace(cover, value=text)


def _unknown(field: Field, report: Report) -> None:
    import difflib

    near = difflib.get_close_matches(_plain_key(field.key), [name for name in _NAMES if len(name) > 3], 3, 0.8)

    def order(name: str) -> tuple[float, bool]:  # the nearest first; of equals, our own name
        return -difflib.SequenceMatcher(None, _plain_key(field.key), name).ratio(), name not in ALIASES

    near.sort(key=order)
    slips = [name for name in near if _is_slip(_plain_key(field.key), name)]
    text = f'the field "{field.key}" is unknown'
    if slips:
        report.add("R109", text, f'did you mean "{slips[0]}"?', field.key_origin)
    else:
        hint = f'did you mean "{near[0]}"?' if near else "nothing to do: it is kept, and no template shows it"
        report.add("R104", text, hint, field.key_origin)


def _is_slip(word: str, name: str) -> bool:
    """Whether one letter too many, too few or wrong, or two that changed places, part a word from a name.

    A plural is a word of its own.
    """
    if f"{word}s" == name or word == f"{name}s":
        return False
    place = next((i for i, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), min(len(word), len(name)))
    ours, theirs = word[place:], name[place:]
    swapped = ours[:2] == theirs[:2][::-1] and ours[2:] == theirs[2:]
    return swapped or ours[1:] == theirs[1:] or ours == theirs[1:] or ours[1:] == theirs


def _one_text(field: Field, report: Report) -> str:
    value = field.value
    if isinstance(value, list):
        texts = [item for item in value if isinstance(item, str) and item.strip()]
        if len(texts) == len([item for item in value if item is not None]):
            return ", ".join(text.strip() for text in texts)
    elif isinstance(value, str):
        return _words(value)
    elif isinstance(value, dict):
        for key in ("name", "text", "src", "url", "value", "statement", "holder"):
            if isinstance(value.get(key), str):
                return _words(value[key])
    _wrong(field, "a text", report)
    return ""


def _words(text: str) -> str:
    """Text on one line, with HTML entities read as the characters that they stand for."""
    return unescape(_SPACES.sub(" ", text.strip()))


def _texts(field: Field, report: Report) -> tuple[str, ...]:
    value = field.value
    if isinstance(value, str):
        return tuple(_words(part) for part in re.split(r"[,;]", value) if part.strip())
    if isinstance(value, list):  # Docusaurus gives a tag its address, too
        value = [_label(item) if isinstance(item, dict) else item for item in value]
    if isinstance(value, list) and all(item is None or isinstance(item, str) for item in value):
        return tuple(dict.fromkeys(_words(item) for item in value if item and item.strip()))
    _wrong(field, "a list of words", report)
    return ()


def _label(item: dict[str, Any]) -> Any:
    return next((item[name] for name in ("label", "name", "title") if isinstance(item.get(name), str)), item)


def _title(field: Field, report: Report) -> str:
    """A title without HTML tags; a star or an underscore in it is no markup."""
    value = field.value
    if isinstance(value, str):
        return _words(_TAG.sub(lambda found: " " if found.group().lower().startswith("<br") else "", value))
    return _one_text(field, report)


def _section(field: Field, report: Report) -> str:
    names = _texts(field, report)
    return names[0] if names else ""


def _date(field: Field, report: Report) -> str:
    text = _one_text(field, report)
    date = w3cdtf(text)
    if text and not date:
        report.add(
            "R103",
            f'"{text}" is not a date',
            "write the day as 2025-02-13, or 2025-02-13T09:00:00+01:00 with its time",
            field.origin,
        )
    if len(date) == 19 and _NAMES[_plain_key(field.key)] != "embargo":
        return date[:10]  # W3CDTF has no time without its zone; an embargo needs it all the same
    return date


def _people(field: Field, report: Report) -> tuple[Person, ...]:
    value = field.value
    entries = value if isinstance(value, list) else [value]
    people: list[Person] = []
    for entry in entries:
        if isinstance(entry, str) and entry.strip():
            people.extend(_person(name) for name in re.split(r"\s*;\s*|\s+&\s+", entry) if name.strip())
        elif isinstance(entry, dict):
            people.append(_person_of(entry))
        elif entry is not None:
            _wrong(field, "a name, or a list of names", report)
    return tuple(person for person in people if person.name)


def _person(text: str) -> Person:
    found = re.fullmatch(r"(.*?)\s*<([^<>\s]+@[^<>\s]+)>", text.strip())
    return Person(name=_words(found[1]), email=found[2]) if found else Person(name=_words(text))


def _person_of(entry: dict[str, Any]) -> Person:
    lower = {key.lower(): value for key, value in entry.items()}

    def text(*names: str) -> str:
        for name in names:
            value = lower.get(name)
            if isinstance(value, list) and value:
                value = value[0]
            if isinstance(value, dict):
                value = value.get("name") or " ".join(str(part) for part in value.values() if part)
            if isinstance(value, str) and value.strip():
                return _words(value)
        return ""

    return Person(
        name=text("name", "nom", "literal") or " ".join(filter(None, (text("given"), text("family")))),
        role=text("role", "fonction", "title", "job"),
        affiliation=text("affiliation", "affiliations", "institute", "organization", "organisation"),
        email=text("email", "mail", "courriel"),
        url=text("url", "website", "orcid"),
    )


_CONTACT_NAMES = {
    "organisation": "organization", "nom": "name", "courriel": "email", "mail": "email", "tel": "phone",
    "telephone": "phone", "téléphone": "phone", "fonction": "role", "adresse": "address", "site": "url",
}  # fmt: skip


def _contacts(field: Field, report: Report) -> tuple[Contact, ...]:
    known = set(Contact.__struct_fields__)
    contacts: list[Contact] = []
    for entry in field.value if isinstance(field.value, list) else [field.value]:
        if isinstance(entry, str):
            contacts.append(_contact_of(entry))
        elif isinstance(entry, dict):
            values = {_CONTACT_NAMES.get(key.lower(), key.lower()): value for key, value in entry.items()}
            contacts.append(
                Contact(**{key: _words(v) for key, v in values.items() if key in known and isinstance(v, str)})
            )
        elif entry is not None:
            _wrong(field, "a name with an e-mail or a telephone number", report)
    return tuple(contacts)


def _contact_of(text: str) -> Contact:
    email = re.search(r"[^\s<>,;]+@[^\s<>,;]+\.\w+", text)
    phone = re.search(r"\+?\d[\d .()/-]{6,}\d", text)
    name = text
    for found in (email, phone):
        name = name.replace(found.group(), "") if found else name
    return Contact(
        name=_words(re.sub(r"[\s,;<>·|]+$|^[\s,;<>·|]+", "", re.sub(r"[<>]", "", name))),
        email=email.group() if email else "",
        phone=phone.group() if phone else "",
    )


def _lang(field: Field, report: Report) -> str:
    text = _one_text(field, report).replace("_", "-").split(".")[0]
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", text):
        parts = text.split("-")
        return "-".join([parts[0].lower(), *(part.upper() if len(part) == 2 else part for part in parts[1:])])
    report.add("R108", f'"{text}" is not a language tag', "write lang: fr, en, ar, pt-BR ...", field.origin)
    return ""


def _direction(field: Field, report: Report) -> str:
    text = _one_text(field, report).lower()
    if text not in ("ltr", "rtl", "auto"):
        _wrong(field, "ltr or rtl", report)
    return text if text in ("ltr", "rtl") else ""


def _address(field: Field, report: Report) -> str:
    text = _one_text(field, report)
    return text if re.match(r"https?://\S+$", text) else ""


def _wrong(field: Field, wanted: str, report: Report) -> None:
    report.add("R105", f'the field "{field.key}" is not {wanted}', f"write {wanted}", field.origin)


def _switch(field: Field, report: Report) -> str:
    """`auto` or `off`; YAML's other words for yes and no count as these."""
    word = field.value.strip().lower() if isinstance(field.value, str) else ""
    if word in ("off", "no", "false", "none"):
        return "off"
    if word in ("auto", "on", "yes", "true"):
        return "auto"
    _wrong(field, '"auto" or "off"', report)
    return ""


def _watermark(field: Field, report: Report) -> str:
    """ "draft" for yes and that word; any other word as it is, none for no."""
    if isinstance(field.value, bool):
        return "draft" if field.value else ""
    text = _one_text(field, report)
    if text.lower() in ("no", "off", "false", "none"):
        return ""
    if len(text) > WATERMARK_LENGTH:
        _wrong(field, f"a word or two, of at most {WATERMARK_LENGTH} characters", report)
        return ""
    return "draft" if text.lower() in ("draft", "yes", "on", "true") else text


_VALUES: dict[str, Callable[[Field, Report], Any]] = {
    "authors": _people,
    "contact": _contacts,
    "date": _date,
    "dir": _direction,
    "embargo": _date,
    "keywords": _texts,
    "lang": _lang,
    "modified": _date,
    "section": _section,
    "subtitle": _title,
    "title": _title,
    "url": _address,
    "typography": _switch,
    "watermark": _watermark,
}
