"""One article in every format that a reader knows, with a paragraph of words, a link and a picture that are given."""

import json
from html import escape

import test_opendocument as odt
import word_files as word
from web_archive import Archive, page

from exporter.origin import Source
from exporter.readers.xhtml.forms import GENERATOR, NAMESPACE

FORMATS = ("markdown", "json", "yaml", "text", "word", "odt", "rss", "wxr", "jats", "web", "xhtml", "warc")
READERS = {"rss": "xml", "wxr": "xml", "jats": "xml"}
ENDINGS = {"markdown": "md", "text": "txt", "word": "docx", "web": "html", **dict.fromkeys(READERS, "xml")}


def html(body: str) -> str:
    """A page with nothing around its article."""
    return f'<!DOCTYPE html><html lang="en"><head><title>A title</title></head><body>{body}'


def feed(inside: str) -> str:
    """A feed, which is an export of WordPress when it has posts in it."""
    names = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"'
    return f'<rss version="2.0" {names}><channel><title>F</title>{inside}</channel></rss>'


def item(content: str, more: str = "") -> str:
    """An entry of a feed."""
    return f"<item><title>A title</title>{more}<content:encoded><![CDATA[{content}]]></content:encoded></item>"


def post(content: str) -> str:
    """A post of a site."""
    return item(content, "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type><wp:post_id>1</wp:post_id>")


def journal(body: str) -> str:
    """An article of a journal."""
    front = (
        "<front><article-meta><title-group><article-title>A title</article-title></title-group></article-meta></front>"
    )
    return f'<article xmlns:xlink="http://www.w3.org/1999/xlink">{front}<body>{body}</body></article>'


def source(form: str, words: str, link: str = "", picture: str = "") -> Source:
    """The article as a source of one of the FORMATS. `words` stand in it as they are, but for what its markup needs."""
    return Source(f"a.{ENDINGS.get(form, form)}", data(form, words, link, picture), READERS.get(form, form))


def data(form: str, words: str, link: str = "", picture: str = "") -> bytes:
    text = f"<p>{escape(words)}</p>"
    text += f'<p>Read <a href="{escape(link)}">on here</a> today.</p>' if link else ""
    text += f'<p><img src="{escape(picture)}" alt="A bridge"></p>' if picture else ""
    match form:
        case "markdown":
            inner = f"{words}\n"
            inner += f"\nRead [on here](<{link}>) today.\n" if link else ""
            inner += f"\n![A bridge](<{picture}>)\n" if picture else ""
            return f"---\ntitle: A title\nlang: en\n---\n\n{inner}".encode("utf-8", "surrogatepass")
        case "json":
            return json.dumps(_tree(words, link, picture), ensure_ascii=False).encode("utf-8", "surrogatepass")
        case "yaml":  # JSON is YAML
            return json.dumps(_tree(words, link, picture), ensure_ascii=False, indent=1).encode()
        case "text":
            return f"A title\n\n{words}\n\nRead on here: {link or picture}\n".encode("utf-8", "surrogatepass")
        case "xhtml":
            body = text.replace('alt="A bridge">', 'alt="A bridge"/>')
            head = f'<head><meta name="generator" content="{GENERATOR}"/></head>'
            inner = f"<header><h1>A title</h1></header><main>{body}</main>"
            page_ = f'<html xmlns="{NAMESPACE}" lang="en">{head}<body>{inner}</body></html>'
            return page_.encode("utf-8", "surrogatepass")
        case "word":
            return _word(words, link, picture)
        case "odt":
            inner = odt.paragraph(escape(words))
            inner += odt.paragraph(f'Read <text:a xlink:href="{escape(link)}">on here</text:a> today.') if link else ""
            frame = (
                f'<draw:frame><draw:image xlink:href="{escape(picture)}"/><svg:title>A bridge</svg:title></draw:frame>'
            )
            return word.zipped(odt.parts_of(inner + (odt.paragraph(frame) if picture else "")))
        case "rss":
            return feed(item(text)).encode()
        case "wxr":
            return feed(post(text)).encode()
        case "jats":
            inner = f"<p>{escape(words)}</p>"
            inner += f'<p>Read <ext-link xlink:href="{escape(link)}">on here</ext-link> today.</p>' if link else ""
            inner += f'<fig><graphic xlink:href="{escape(picture)}"/></fig>' if picture else ""
            return journal(inner).encode()
        case "web":
            return page("A title", escape(words), text.partition("</p>")[2]).encode()
    assert form == "warc"
    return Archive().add("/a", page("A title", escape(words), text.partition("</p>")[2])).data


def _tree(words: str, link: str, picture: str) -> dict[str, object]:
    body: list[object] = [{"type": "paragraph", "children": [{"type": "text", "value": words}]}]
    if link:
        on = {"type": "link", "target": link, "children": [{"type": "text", "value": "on here"}]}
        body.append({"type": "paragraph", "children": [{"type": "text", "value": "Read "}, on]})
    if picture:
        body.append({"type": "figure", "images": [{"type": "image", "src": picture, "alt": "A bridge"}]})
    return {"metadata": {"title": "A title", "lang": "en"}, "body": body}


def _word(words: str, link: str, picture: str) -> bytes:
    body, relations = word.paragraph(escape(words)), ""
    if link:
        body += word.paragraph(f'{word.run("Read ")}<w:hyperlink r:id="l">{word.run("on here")}</w:hyperlink>')
        relations += word.relation("l", "hyperlink", escape(link), external=True)
    if picture:
        body += word.paragraph(
            '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="A bridge"/><a:graphic><a:graphicData><pic:pic>'
            '<pic:blipFill><a:blip r:link="p"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
            "</w:drawing></w:r>"
        )
        relations += word.relation("p", "image", escape(picture), external=True)
    return word.zipped(word.parts_of(body, relations))
