"""Small web archives, written by warcio as crawlers write them."""

import io
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PICTURE = Path(__file__).parents[1] / "samples" / "pictures" / "page-and-stream.png"
SITE = "https://town.example"


class _Writer(WARCWriter):
    """warcio's, but for the temporary files that it never closes."""

    @staticmethod
    def _create_temp_file() -> io.BytesIO:
        return io.BytesIO()


class Archive:
    """An archive in the making; `data` are its bytes."""

    def __init__(self, gzip: bool = True) -> None:
        self._sink = io.BytesIO()
        self._count = 0
        self._writer = _Writer(self._sink, gzip=gzip)

    @property
    def data(self) -> bytes:
        return self._sink.getvalue()

    def add(
        self,
        address: str,
        body: bytes | str,
        media: str = "text/html; charset=utf-8",
        status: str = "200 OK",
        date: str = "2020-01-02T03:04:05Z",
        **headers: str,
    ) -> "Archive":
        """A response, with more headers of HTTP as `Content_Encoding="gzip"`."""
        fields = [("Content-Type", media), *((key.replace("_", "-"), value) for key, value in headers.items())]
        self._write(address, "response", body, StatusAndHeaders(status, fields, protocol="HTTP/1.1"), date)
        return self

    def again(self, address: str, of: str, digest: str, date: str) -> "Archive":
        """A revisit: the server said the same as before."""
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        record = self._writer.create_revisit_record(f"{SITE}{address}", digest, f"{SITE}{of}", date, http_headers=http)
        record.rec_headers.replace_header("WARC-Date", date)
        self._put(record)
        return self

    def _write(self, address: str, kind: str, body: bytes | str, http: Any, date: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        record = self._writer.create_warc_record(
            address if "://" in address else f"{SITE}{address}", kind, payload=io.BytesIO(data), http_headers=http,
            warc_headers_dict={"WARC-Date": date},
        )  # fmt: skip
        self._put(record)

    def _put(self, record: Any) -> None:
        """Write a record under a number, where warcio would take a random one."""
        self._count += 1
        record.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:00000000-0000-4000-8000-{self._count:012}>")
        self._writer.write_record(record)


def page(title: str, words: str, more: str = "") -> str:
    """A page with furniture around its article."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title><meta name="author" content="Ada Palmer"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1><p>{words}</p>{more}</article></body></html>"
    )
