"""Fetches a picture or a page from the network, only where the user allowed it: bounded in size, time and redirections.

Whoever allows it allows every host that this machine reaches, those of its own network too; a service that builds
articles of strangers must not.
"""

import msgspec

from exporter.readers.picture_faults import PictureFault

_SECONDS = 10
_PIECE_BYTES = 1 << 16


class Answer(msgspec.Struct, frozen=True):
    """What an address gave: its bytes, where they were in the end, their character set and the answer's date as the
    server has them ("" for none)."""

    data: bytes
    address: str
    charset: str = ""
    date: str = ""


def fetch(url: str, max_bytes: int) -> bytes:
    """The bytes behind an http or https address. Raises PictureFault."""
    return answer(url, max_bytes).data


def answer(url: str, max_bytes: int) -> Answer:
    """What an http or https address gives. Raises PictureFault."""
    import time
    import urllib.request as web  # 40 ms, and needed only here
    from http.client import HTTPException

    # Of urllib's handlers those of the web alone: a redirection must not end at ftp: or file:.
    opener = web.OpenerDirector()
    for handler in (
        web.ProxyHandler, web.HTTPHandler, web.HTTPSHandler, web.HTTPRedirectHandler, web.HTTPDefaultErrorHandler,
        web.HTTPErrorProcessor, web.UnknownHandler,
    ):  # fmt: skip
        opener.add_handler(handler())
    request = web.Request(url, headers={"User-Agent": "exporter"})  # noqa: S310 - the scheme was matched
    until = time.monotonic() + _SECONDS
    data = bytearray()
    try:
        with opener.open(request, timeout=_SECONDS) as stream:
            while piece := stream.read(_PIECE_BYTES):
                data += piece
                if len(data) > max_bytes:
                    hint = "save a smaller copy beside the article"
                    raise PictureFault("R308", f"has more than {max_bytes:,} bytes", hint)
                if time.monotonic() > until:
                    raise TimeoutError("it took too long")
            headers = stream.headers
            charset, date = headers.get_content_charset("") or "", str(headers.get("Date", ""))
            address = str(stream.geturl())
    except (OSError, ValueError, HTTPException) as exc:
        raise PictureFault("R304", f"could not be fetched: {exc}", "save it beside the article") from exc
    return Answer(bytes(data), address, charset, date)
