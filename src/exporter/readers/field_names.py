"""The names of the fields of front matter: every usual one of pandoc, Quarto, site generators, and in French."""

import re

from exporter.messages import Report
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
NAMES = {alias: name for name, aliases in ALIASES.items() for alias in (name.replace("_", ""), *aliases)}


def known_name(key: str) -> str:
    """Our own name for what a field says of an article; "" for what is not known."""
    return NAMES.get(plain_key(key), "")


def plain_key(key: str) -> str:
    """A field's name without hyphens, underscores and capitals."""
    return re.sub(r"[-_ ]", "", key.lower())


def tell_unknown(field: Field, report: Report) -> None:
    """Say that a field has no known name, and which is near."""
    import difflib

    near = difflib.get_close_matches(plain_key(field.key), [name for name in NAMES if len(name) > 3], 3, 0.8)

    def order(name: str) -> tuple[float, bool]:  # the nearest first; of equals, our own name
        return -difflib.SequenceMatcher(None, plain_key(field.key), name).ratio(), name not in ALIASES

    near.sort(key=order)
    slips = [name for name in near if _is_slip(plain_key(field.key), name)]
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
