"""A reference of JATS in the order in which it is read: who, when, what, where. A mixed citation is it already."""

from typing import Any

from exporter.readers.xml.jats.front import XLINK, name_of, words_of


def parts_of_citation(citation: Any, in_edited: str) -> list[tuple[str, str, str]]:
    """The words of an element citation: how each part is set ("", "em", "a"), its words, and its address; `in_edited`
    says in the article's language in whose book a chapter stands."""
    parts: list[tuple[str, str, str]] = []

    def say(text: str, tag: str = "", address: str = "") -> None:
        if text:
            parts.append((tag, text, address))

    people = _people(citation)
    year = words_of(citation.find("year"))
    say(people)
    say(f"{' ' if people else ''}({year}). " if year else ". " if people else "")
    for name in ("article-title", "chapter-title", "part-title", "data-title"):
        title = words_of(citation.find(name))
        say(f"{title}{'' if title.endswith(('.', '?', '!')) else '.'} " if title else "")
    editors = _people(citation, "editor") if citation.find("chapter-title") is not None else ""
    say(in_edited.format(people=editors) if editors else "")
    say(words_of(citation.find("source")), "em")
    volume, issue = words_of(citation.find("volume")), words_of(citation.find("issue"))
    say(f" {volume}({issue})" if volume and issue else f" {volume or issue}" if volume or issue else "")
    first, last = words_of(citation.find("fpage")), words_of(citation.find("lpage"))
    pages = f"{first}–{last}" if last and last != first else first or words_of(citation.find("elocation-id"))
    say(f": {pages}" if pages else "")
    for name in ("edition", "publisher-name", "publisher-loc", "conf-name", "patent", "comment"):
        words = words_of(citation.find(name))
        before = "" if not parts or parts[-1][1].rstrip().endswith(".") else ". "
        say(f"{before}{words}" if words else "")
    if parts and not parts[-1][1].rstrip().endswith("."):
        say(".")
    for each in citation.findall("pub-id"):
        kind, words = each.get("pub-id-type", ""), words_of(each)
        say(" ")
        if kind == "doi":
            say(f"doi:{words}", "a", f"https://doi.org/{words}")
        elif kind == "pmid":
            say(f"PMID {words}", "a", f"https://pubmed.ncbi.nlm.nih.gov/{words}/")
        else:
            say(f"{kind} {words}".strip())
    for each in (*citation.findall("ext-link"), *citation.findall("uri"), *citation.findall("comment/ext-link")):
        if (address := each.get(XLINK) or words_of(each)).startswith("http"):
            say(" ")
            say(address, "a", address)
    return parts


def _people(citation: Any, kind: str = "author") -> str:
    groups = citation.findall("person-group")
    wanted = [group for group in groups if group.get("person-group-type", "author") == kind]
    if not wanted and kind == "author":
        wanted = groups[:1] or [citation]
    names = []
    for group in wanted:
        for child in group:
            if child.tag == "name":
                surname, given = words_of(child.find("surname")), words_of(child.find("given-names"))
                names.append(f"{surname} {given} {words_of(child.find('suffix'))}".strip())
            elif child.tag in ("collab", "string-name"):
                names.append(words_of(child) or name_of(child))
            elif child.tag == "etal":
                names.append("et al")
    return ", ".join(names)
