"""Addresses as every format takes them: known schemes, valid hosts, and percent signs for all else (RFC 3986)."""

import re

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
# What a reader's device can open; `https` alone among them may name a picture or a citation.
SCHEMES = frozenset("http https mailto tel ftp sftp sip sms geo urn".split())
_WITH_HOST = frozenset("http https ftp sftp".split())
_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"[A-Za-z0-9_\-]+(?:\.[A-Za-z0-9_\-]+)*\.?|\[[0-9A-Fa-f:.]+\]")


class AddressFault(Exception):  # noqa: N818 - it never leaves the passes
    """Why an address cannot stand in a link: a message's code, and the reason as the end of a sentence."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def scheme_of(text: str) -> str:
    """The scheme of an address in small letters, "" when it is relative; a single letter is a drive of Windows."""
    # Browsers leave out tabs and line breaks (WHATWG URL, 4.4): "java\tscript:" is a scheme.
    found = _SCHEME.match(re.sub(r"[\t\n\r]", "", text.strip()))
    return found[1].lower() if found else ""


def address(text: str) -> str:
    """An absolute address in valid form. Raises AddressFault when it has no scheme or host that can be opened."""
    text = re.sub(r"[\t\n\r]", "", text.strip())
    if text.startswith("//"):
        text = f"https:{text}"
    scheme = scheme_of(text)
    rest = text[len(scheme) + 1 :]
    if scheme == "doi":
        scheme, rest = "https", f"//doi.org/{rest.lstrip('/')}"
    if scheme not in SCHEMES:
        raise AddressFault("P107", f'begins with "{scheme}:", which no reader can open')
    if scheme not in _WITH_HOST:
        return f"{scheme}:{_escaped(rest)}"
    found = re.match(r"[/\\]*([^/\\?#]*)([/\\]?[^?#]*)(.*)", rest, re.DOTALL)
    assert found, "every part may be empty"
    authority, path, tail = found.groups()
    path = path.replace("\\", "/")
    return f"{scheme}://{_authority(authority)}{_escaped(path)}{_escaped(tail)}"


def _authority(text: str) -> str:
    user, at, place = text.rpartition("@")
    found = re.fullmatch(r"(\[.*\]|[^:]*)(?::([0-9]{0,5}))?", place)
    host = _host(found[1]) if found else ""
    if not found or not host or int(found[2] or 0) > 65535:
        raise AddressFault("P107", f'has no valid host ("{text[:40]}")')
    port = f":{found[2]}" if found[2] else ""
    return f"{_escaped(user).replace('@', '%40')}{at}{host}{port}"


def _host(text: str) -> str:
    """A host in ASCII, "" when it is none; international names in Punycode (RFC 3492), as packages store them."""
    if not text.isascii():
        try:
            text = text.encode("idna").decode()
        except UnicodeError:
            return ""
    return text if _HOST.fullmatch(text) else ""


def _escaped(text: str) -> str:
    return _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), text)
