"""Fetches a picture from the network, only where the user allowed it: bounded in size and time."""

from exporter.readers.image_files import PictureFault

_SECONDS = 10


def fetch(url: str, max_bytes: int) -> bytes:
    """The bytes behind an http or https address. Raises PictureFault."""
    import urllib.request  # 40 ms, and needed only here

    request = urllib.request.Request(url, headers={"User-Agent": "exporter"})  # noqa: S310 - the scheme was matched
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            data: bytes = answer.read(max_bytes + 1)
    except (OSError, ValueError) as exc:
        raise PictureFault("R304", f"could not be fetched: {exc}", "save it beside the article") from exc
    if len(data) > max_bytes:
        raise PictureFault("R308", f"has more than {max_bytes:,} bytes", "save a smaller copy beside the article")
    return data
