"""Writes a web archive of a given size, and reads it: seconds, articles, and the memory that it took.

python benchmarks/web_archive.py /tmp/big.warc.gz 1000000000
"""

import io
import random
import resource
import sys
import time
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from exporter.messages import Report
from exporter.readers import ReadOptions, articles_of, source_of

PICTURE = Path(__file__).parents[1] / "samples" / "pictures" / "page-and-stream.png"


def write(file: Path, size_bytes: int) -> None:
    """Pages of 2,400 words, each with a picture and a film."""
    draw = random.Random(1)
    words = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=draw.randint(3, 10))) for _ in range(5000)]
    picture = PICTURE.read_bytes()
    with file.open("wb") as sink:
        writer = WARCWriter(sink, gzip=file.name.endswith(".gz"))
        number = 0
        while sink.tell() < size_bytes:
            number += 1
            paragraphs = "".join(f"<p>{' '.join(draw.choices(words, k=120))}.</p>" for _ in range(20))
            title = f"Page {number}"
            page = (
                f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><nav>Home</nav>'
                f'<article><h1>{title}</h1>{paragraphs}<img src="/{number}.png" alt="A page"></article></body></html>'
            )
            for ending, media, data in (
                ("", "text/html; charset=utf-8", page.encode()),
                (".png", "image/png", picture + draw.randbytes(60_000)),
                (".mp4", "video/mp4", draw.randbytes(400_000)),
            ):
                http = StatusAndHeaders("200 OK", [("Content-Type", media)], protocol="HTTP/1.1")
                address = f"https://big.example/{number}{ending}"
                payload = io.BytesIO(data)
                writer.write_record(writer.create_warc_record(address, "response", payload=payload, http_headers=http))


def main() -> None:
    file = Path(sys.argv[1])
    if not file.is_file():
        write(file, int(sys.argv[2]))
    before = time.monotonic()
    count = pictures = 0
    for article in articles_of(source_of(file.name, file, "warc", ReadOptions()), ReadOptions(), Report()):
        count += 1
        pictures += len(article.assets)
    seconds = time.monotonic() - before
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{file.stat().st_size:,} bytes: {count:,} articles, {pictures:,} pictures, {seconds:.0f} s, {mib} MiB")


if __name__ == "__main__":
    main()
