"""People as a byline and a contact box name them: names, and what stands behind each."""

import re
from typing import Any

from exporter.model import nodes as n
from exporter.model.walk import plain_text

_EMAIL = re.compile(r"[^\s<>,;·]+@[^\s<>,;·]+\.\w+")
_PHONE = re.compile(r"\+?\d[\d .()/\u00a0\u202f-]{5,}\d")


def people_of(children: Any) -> list[dict[str, str]]:
    """The people of a byline: each name is a label, or names stand between semicolons."""
    people: list[dict[str, str]] = []
    if not any(isinstance(child, n.Span) and child.classes == ("label",) for child in children):
        words = plain_text(children)
        names = re.split(r"\s*;\s*|\n", re.sub(r"^(?:by|par|von|por|di|door)\s+", "", words, flags=re.IGNORECASE))
        return [{"name": name.strip()} for name in names if name.strip()]
    for child in children:
        if isinstance(child, n.Span) and child.classes == ("label",):
            people.append({"name": plain_text(child).strip()})
            continue
        for part in re.split(r"\s*[,،、]\s*", plain_text(child)):
            if people and part.strip():
                _add_part(people[-1], part.strip())
    return people


def _add_part(person: dict[str, str], part: str) -> None:
    if _EMAIL.fullmatch(part):
        person["email"] = part
    elif "affiliation" not in person:
        person["affiliation"] = part
    elif "role" not in person:  # two parts are role and affiliation, in this order
        person["role"], person["affiliation"] = person["affiliation"], part
    else:
        person["affiliation"] += f", {part}"


def add_contact(contacts: list[dict[str, str]], children: Any) -> None:
    """A line of the contact box: a name begins the next contact."""
    words = plain_text(children).strip()
    first = children[0] if children else None
    if isinstance(first, n.Span) and first.classes == ("label",):
        head = [plain_text(first).strip(), *filter(None, re.split(r"\s*[,،、]\s*", plain_text(children[1:])))]
        contacts.append(dict(zip(("name", "role", "organization"), head, strict=False)))
        return
    if not contacts:
        contacts.append({})
    last = contacts[-1]
    email, phone = _EMAIL.search(words), _PHONE.search(words)
    if email or (phone and len(phone[0]) >= len(words) - 2):
        if email:
            last["email"] = email[0]
        if phone:
            last["phone"] = phone[0]
    elif re.match(r"https?://\S+$", words):
        last["url"] = words
    else:
        last["address"] = ", ".join(filter(None, (last.get("address", ""), words)))
