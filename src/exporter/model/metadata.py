"""What is said about an article. Names are Dublin Core's and schema.org's.

Dates are W3CDTF strings: "2025", "2025-02", "2025-02-13" or "2025-02-13T09:00:00+01:00"; readers normalise them.
"""

from typing import Any, Literal

import msgspec

Typography = Literal["auto", "off"]


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str
    role: str = ""
    affiliation: str = ""
    email: str = ""
    url: str = ""


class Contact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whom to ask."""

    name: str = ""
    role: str = ""
    organization: str = ""
    email: str = ""
    phone: str = ""
    url: str = ""
    address: str = ""


class Metadata(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The fields that templates and packages know; `extra` keeps every other field as it came."""

    title: str = ""
    subtitle: str = ""
    authors: tuple[Person, ...] = ()
    date: str = ""
    modified: str = ""
    lang: str = ""
    dir: Literal["", "ltr", "rtl"] = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()
    section: str = ""
    identifier: str = ""
    publisher: str = ""
    rights: str = ""
    source: str = ""
    place: str = ""
    contact: tuple[Contact, ...] = ()
    embargo: str = ""
    cover: str = ""
    cover_alt: str = ""
    url: str = ""
    typography: Literal["", "auto", "off"] = ""
    watermark: str = ""  # words across each page; "draft" stands for that word in the article's language
    certifier: str = ""  # who evaluated the accessibility of this article as it is published
    extra: dict[str, Any] = {}
