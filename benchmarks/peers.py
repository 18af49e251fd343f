"""What other programs are given of a folder of articles, and what they are run with: `python benchmarks/peers.py ...`

Poison, which they cannot read, and articles that a collection leaves out as said twice are not among it. Front matter
is written as they know it, and pictures are where they look for them: none of this is counted as their time.
"""

import argparse
import re
import stat
import sys
from collections.abc import Iterator
from os.path import relpath
from pathlib import Path, PurePosixPath

from corpus.expected import EXPECTED, POISON, read_expected

_HEAD = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
_PICTURE = re.compile(r"(!\[[^\]]*\]\()([^):]+)\)")
_TYPST = """#!{python} -IS
import sys
sys.path.append({packages!r})
import typst
_, _, source, target = sys.argv
typst.compile(source, output=target)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a folder that articles.py wrote")
    parser.add_argument("output", type=Path, metavar="OUT")
    options = parser.parse_args()
    write_articles(options.folder, options.output / "articles")
    write_chapters(options.output / "articles", options.output / "chapters")
    write_stylesheet(options.output / "book.css")
    write_typst(options.output / "bin" / "typst")
    return 0


def write_articles(folder: Path, output: Path) -> None:
    """Each article as a file of its own, with title, author and date."""
    import yaml

    output.mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(_chosen(folder), 1):
        text = (folder / path).read_text("utf-8")
        head = _HEAD.match(text)
        assert head
        fields = yaml.safe_load(head[1])
        authors = fields.get("authors") or [fields["author"]]
        said = {"title": fields["title"], "author": authors, "date": str(fields["date"])[:10], "lang": fields["lang"]}
        start = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=10_000)
        here = folder / PurePosixPath(path).parent
        body = _PICTURE.sub(lambda match: f"{match[1]}{relpath(here / match[2], output)})", text[head.end() :])  # noqa: B023
        (output / f"{number:05}.md").write_text(f"---\n{start}---\n{body}", "utf-8")


def write_chapters(articles: Path, output: Path) -> None:
    """The same as chapters of one book: the title is a heading, the author and date a line below it."""
    import yaml

    output.mkdir(parents=True, exist_ok=True)
    for file in articles.iterdir():
        text = file.read_text("utf-8")
        head = _HEAD.match(text)
        assert head
        fields = yaml.safe_load(head[1])
        line = f"*{', '.join(fields['author'])}, {fields['date']}*"
        (output / file.name).write_text(f"# {fields['title']}\n\n{line}\n{text[head.end() :]}", "utf-8")


def write_stylesheet(file: Path) -> None:
    """The stylesheet that our own book is set with, and the fonts that it names."""
    from exporter.backends.pdf.faces import needed_faces
    from exporter.messages import Report
    from exporter.model.article import Article
    from exporter.model.metadata import Metadata
    from exporter.model.nodes import Paragraph, Text
    from exporter.publication import Layout
    from exporter.publication.compose import compose

    words = "".join(map(chr, (*range(0x21, 0x7F), *range(0xA1, 0x180), 0x2013, 0x2019, 0x0627, 0x062A)))
    article = Article(
        metadata=Metadata(title="Book", lang="en", extra={"collection": "Book"}),
        body=(Paragraph(children=(Text(value=words),)),),
    )
    publication = compose(article, Layout(kind="collection/article"), Report(), ("print",))
    rules = []
    for number, face in enumerate(needed_faces(publication)):
        font = file.with_name(f"font-{number}.otf")
        font.write_bytes(face.data())
        style = "italic" if face.face.italic else "normal"
        rules.append(
            f'@font-face {{ font-family: "{face.family}"; font-weight: {face.face.weight}; font-style: {style}; '
            f"src: url({font.name}) }}"
        )
    file.write_text("\n".join([*rules, publication.print_css]), "utf-8")


def write_typst(file: Path) -> None:
    """The command `typst`, from the package of that name, which brings none."""
    import typst

    file.parent.mkdir(parents=True, exist_ok=True)
    packages = str(Path(typst.__file__).parents[1])
    file.write_text(_TYPST.format(python=sys.executable, packages=packages), "utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def _chosen(folder: Path) -> Iterator[str]:
    for row in read_expected(folder / EXPECTED):
        if row.status == "exported" and not row.kind.startswith(POISON):
            yield row.path


if __name__ == "__main__":
    sys.exit(main())
