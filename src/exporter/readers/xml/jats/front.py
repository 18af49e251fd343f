"""What the front of a JATS article says: title, people and where they work, dates, journal, identifiers, rights."""

from collections.abc import Iterator
from typing import Any

from exporter.theme.label_files import word_of

XLINK = "{http://www.w3.org/1999/xlink}href"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ROLES = {"author": "", "editor": "editor", "translator": "translator", "reviewer": "reviewer"}
_PUBLISHED = ("epub", "pub", "epub-ppub", "ppub", "publication", "collection", "epreprint", "preprint")


def fields_of(article: Any) -> dict[str, Any]:
    """The metadata of an article under the names of `readers.fields`."""
    meta = article.find("front/article-meta")
    journal = article.find("front/journal-meta")
    if meta is None:
        return {"lang": article.get(LANG, "")}
    doi = _first(meta, "article-id[@pub-id-type='doi']")
    uri = next((each.get(XLINK, "") for each in meta.findall("self-uri") if each.get(XLINK, "").startswith("http")), "")
    return {
        "title": words_of(meta.find("title-group/article-title")),
        "subtitle": words_of(meta.find("title-group/subtitle")),
        "authors": list(people_of(meta, word_of("anonymous", article.get(LANG) or "en"))),
        "date": _published(meta),
        "lang": article.get(LANG, ""),
        "keywords": list(dict.fromkeys(words_of(kwd) for kwd in meta.findall("kwd-group/kwd"))),
        "section": _section(meta),
        "identifier": f"doi:{doi}" if doi else _first(meta, "article-id"),
        "url": f"https://doi.org/{doi}" if doi else uri,
        "publisher": _first(journal, "publisher/publisher-name"),
        "source": _in_journal(journal, meta),
        "rights": _rights(meta),
    }


def extra_of(article: Any) -> dict[str, Any]:
    """What no other field holds."""
    meta, journal = article.find("front/article-meta"), article.find("front/journal-meta")
    if meta is None:
        return {}
    found: dict[str, Any] = {
        "article-type": article.get("article-type", ""),
        "identifiers": [
            f"{each.get('pub-id-type', 'id')}:{words_of(each)}" for each in meta.findall("article-id")
        ],
        "issn": [words_of(each) for each in (journal.findall("issn") if journal is not None else ())],
        "subjects": [words_of(each) for each in meta.iterfind("article-categories//subject")],
        "translated-titles": [
            f"{each.get(LANG, '')}: {words_of(each.find('trans-title'))}".removeprefix(": ")
            for each in meta.findall("title-group/trans-title-group")
        ],
        "history": [f"{each.get('date-type', '')}: {_day(each)}" for each in meta.findall("history/date")],
        "funding": [words_of(each) for each in meta.findall("funding-group/funding-statement")],
        "awards": [words_of(each, " ") for each in meta.findall("funding-group/award-group")],
        "notes": [
            f"{words_of(each.find('meta-name'))}: {words_of(each.find('meta-value'))}"
            for each in meta.findall("custom-meta-group/custom-meta")
        ],
    }  # fmt: skip
    return {key: value for key, value in found.items() if value}


def people_of(meta: Any, anonymous: str) -> Iterator[dict[str, str]]:
    """The contributors of an article or a part of one, each with the places where they work; one who wants no name is
    called `anonymous`."""
    places = {aff.get("id"): place_of(aff) for aff in meta.iter("aff") if aff.get("id")}
    letters = {each.get("id"): _first(each, ".//email") for each in meta.iter("corresp") if each.get("id")}
    for group in meta.findall("contrib-group"):
        own = [place_of(aff) for aff in group.findall("aff") if not aff.get("id")]
        for contrib in group.findall("contrib"):
            refs = contrib.findall("xref")
            named = [places[ref.get("rid")] for ref in refs if ref.get("rid") in places]
            inside = [place_of(aff) for aff in contrib.findall("aff")]
            mail = _first(contrib, ".//email") or next(
                (letters[r.get("rid")] for r in refs if r.get("rid") in letters), ""
            )
            kind = contrib.get("contrib-type", "author")
            person = {
                "name": name_of(contrib) or (anonymous if contrib.find("anonymous") is not None else ""),
                "role": words_of(contrib.find("role")) or _ROLES.get(kind, kind),
                "affiliation": "; ".join(dict.fromkeys([*named, *inside] or own)),
                "email": mail,
                "url": _orcid(contrib),
            }
            if person["name"]:
                yield {key: value for key, value in person.items() if value}


def name_of(node: Any) -> str:
    """A person's or a group's name as one reads it."""
    name = node if node.tag == "name" else node.find("name")
    if name is None and node.find("name-alternatives") is not None:
        name = node.find("name-alternatives/name")
    if name is not None:
        parts = [words_of(name.find(part)) for part in ("prefix", "given-names", "surname")]
        if name.get("name-style") == "eastern":
            parts = [parts[0], parts[2], parts[1]]
        suffix = words_of(name.find("suffix"))
        return " ".join(part for part in (*parts, suffix) if part)
    for tag in ("string-name", "collab", "name-alternatives"):
        found = node.find(tag)
        if found is not None:
            return words_of(found) if tag != "collab" else _collab(found)
    return ""


def place_of(aff: Any) -> str:
    """Where somebody works, without the sign that refers to it."""
    own = ("label", "institution-id", "email")
    skipped = {child for name in own for child in aff.iter(name)}
    text = "".join(_texts(aff, skipped))
    if not _has_signs(text) and len(aff):
        text = ", ".join(filter(None, (words_of(child) for child in aff if child.tag not in own)))
    return " ".join(text.split()).replace(" ,", ",").strip(" ,;")


def words_of(node: Any, between: str = "") -> str:
    """The words of an element on one line; "" for none."""
    return "" if node is None else " ".join(between.join(node.itertext()).split())


def _collab(collab: Any) -> str:
    """A group's name without its members."""
    skipped = set(collab.iter("contrib-group"))
    return " ".join("".join(_texts(collab, skipped)).split())


def _texts(node: Any, skipped: set[Any]) -> Iterator[str]:
    if node not in skipped:
        yield node.text or ""
        for child in node:
            yield from _texts(child, skipped)
            yield child.tail or ""


def _has_signs(text: str) -> bool:
    return any(sign in text for sign in ",;")


def _orcid(contrib: Any) -> str:
    for each in contrib.findall("contrib-id"):
        if each.get("contrib-id-type") == "orcid":
            words = words_of(each)
            return words if words.startswith("http") else f"https://orcid.org/{words}"
    return next((each.get(XLINK, "") for each in contrib.findall("uri")), "")


def _published(meta: Any) -> str:
    dates = {each.get("date-type") or each.get("pub-type") or "": _day(each) for each in meta.findall("pub-date")}
    ordered = [*_PUBLISHED, *dates]
    whole = [dates[kind] for kind in ordered if dates.get(kind)]
    return max(whole, key=lambda day: (len(day), -whole.index(day)), default="")


def _day(date: Any) -> str:
    """A date of year, month and day, as far as it is known."""
    if exact := date.get("iso-8601-date"):
        return str(exact)[:10]
    year, month, day = (words_of(date.find(part)) for part in ("year", "month", "day"))
    if not month.isdecimal():
        return f"{month} {year}".strip() if month and not day else f"{day} {month} {year}".strip() if month else year
    return f"{year}-{month:0>2}" + (f"-{day:0>2}" if day.isdecimal() else "")


def _section(meta: Any) -> str:
    groups = meta.findall("article-categories/subj-group")
    wanted = next(
        (group for group in groups if group.get("subj-group-type") == "heading"), groups[0] if groups else None
    )
    return "" if wanted is None else words_of(wanted.find("subject"))


def _in_journal(journal: Any, meta: Any) -> str:
    """Where the article stands: the journal, its volume and issue, the pages."""
    title = _first(journal, ".//journal-title")
    volume, issue = _first(meta, "volume"), _first(meta, "issue")
    pages = "–".join(filter(None, (_first(meta, "fpage"), _first(meta, "lpage")))) or _first(meta, "elocation-id")
    number = f"{volume}({issue})" if volume and issue else volume or issue
    place = f"{title} {number}".strip()
    return f"{place}: {pages}" if place and pages else place


def _rights(meta: Any) -> str:
    statement = _first(meta, "permissions/copyright-statement")
    licence = meta.find("permissions/license")
    words = words_of(licence) or ("" if licence is None else licence.get(XLINK, ""))
    return ". ".join(filter(None, (statement.rstrip("."), words)))


def _first(node: Any, path: str) -> str:
    return "" if node is None else words_of(node.find(path))
