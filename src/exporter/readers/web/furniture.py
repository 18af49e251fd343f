"""What on a page is no part of its article, by what elements say of themselves: tags, roles, names of classes and ids.

A rule has a name, which the report tells. Names are taken apart into words ("post-share_bar" says post, share, bar), so
that "shareholders" is no share bar.
"""

import re
from functools import lru_cache
from itertools import pairwise

import msgspec

from exporter.readers.elements import Element
from exporter.readers.web.runs import Run, is_hidden


class Rule(msgspec.Struct, frozen=True):
    """Why a part is left out: the rule's name, what it takes the part for, and how sure it is."""

    name: str
    why: str
    confidence: float


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ROLES = {
    "navigation": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "doc-toc": "contents",
    "banner": "page-header",
    "contentinfo": "page-footer",
    "complementary": "sidebar",
    "search": "form",
    "dialog": "popup",
    "alertdialog": "popup",
    "alert": "popup",
    "tooltip": "popup",
}
_TAGS = {
    "nav": "navigation", "footer": "page-footer", "aside": "sidebar", "form": "form", "button": "tools",
    "dialog": "popup",
}  # fmt: skip
# Words that decide wherever they stand in a name.
_NAMED: dict[str, frozenset[str]] = {
    "navigation": _words(
        "nav navbar navigation navlinks subnav topnav submenu breadcrumb breadcrumbs crumbs pagination pager paging "
        "paginator skiplink skiplinks sitemap topbar prevnext navi ariane"
    ),
    "contents": _words("toc tableofcontents sommaire inhaltsverzeichnis"),
    "share-bar": _words(
        "share sharing sharebar sharer sharedaddy sharethis social socials socialmedia socialbar addthis addtoany a2a "
        "shareaholic ssba heateor shariff partage partager teilen compartir condividi"
    ),
    "related": _words(
        "related relateds recommended recommendation recommendations recommends outbrain taboola zergnet readmore "
        "yarpp jprelatedposts relatedposts mostread mostpopular upnext crosslinks crosslink linkbox morelikethis "
        "lireaussi"
    ),
    "comments": _words(
        "comment comments commentlist commentform disqus livefyre fyre shoutbox kommentare kommentar commentaires "
        "commentaire comentarios reacties pingback pingbacks trackback trackbacks"
    ),
    "advertisement": _words(
        "ad ads adv advert adverts advertise advertising advertisement advertisements adsense adslot adbox adunit "
        "adwrap adcontainer adblock doubleclick dfp gpt sponsored skyscraper leaderboard publicite publicidad werbung "
        "anzeige reklame"
    ),
    "cookie-notice": _words("cookie cookies cookiebar gdpr consent cmp onetrust"),
    "subscription": _words(
        "newsletter newsletters subscribe subscription subscriptions signup optin paywall login signin abonnement "
        "abonnieren mailchimp"
    ),
    "sidebar": _words("sidebar sidebars rightrail leftrail seitenleiste marginalspalte"),
    "page-footer": _words("footer footers colophon sitefooter pagefooter impressum"),
    "page-header": _words("masthead siteheader pageheader topheader"),
    "tools": _words("toolbar toolbox printlink textsize fontsize editsection metabox"),
    "popup": _words("popup lightbox tooltip"),
    "byline": _words("byline bylines pubdate postmeta entrymeta postinfo articleinfo"),
    "author-box": _words("authorbox authorbio aboutauthor"),
    "keywords": _words("taglist tagcloud posttags catlinks"),
    "hidden": _words("visuallyhidden sronly offscreen noprint nodisplay"),
}
# Words that say so only as a class's whole name or its beginning: "widget-area", not "figure-widget".
_WEAK: dict[str, frozenset[str]] = {
    "sidebar": _words("widget widgets rail aside barre"),
    "related": _words(
        "similar popular trending explore discover suggestions onward promo promos promotion teaser teasers"
    ),
    "advertisement": _words("pub commercial banner banners affiliate sponsor sponsors"),
    "tools": _words("tools utility utilities rate vote votes voting likes edit controls rating ratings"),
    "author-box": _words("bio vcard"),
    "keywords": _words("tags categories topics themen cats"),
    "byline": _words("author authors dateline"),
    "popup": _words("modal popup popin overlay dialog toast"),
    "navigation": _words("menu menus"),
    "subscription": _words("abo membership donate donation registration register"),
    "hidden": _words("hidden invisible"),
    "comments": _words("discussion remark commentary respond replies"),
}
# Long words, with which a name may begin: "relatedpoststitle".
_BEGINNINGS = {
    "related": ("related", "recommend", "outbrain", "taboola", "mostread", "mostpopular"),
    "comments": ("comments", "commentlist", "disqus"),
    "subscription": ("newsletter", "subscri"),
    "navigation": ("breadcrumb", "navbar"),
    "share-bar": ("sharebar", "sharedaddy", "socialshare", "sharing"),
    "cookie-notice": ("cookie",),
    "page-footer": ("footer",),
    "sidebar": ("sidebar",),
    "advertisement": ("advert",),
}
_PAIRS: dict[str, tuple[tuple[str, str], ...]] = {
    "navigation": (("skip", "link"), ("skip", "content"), ("post", "navigation"), ("jump", "to"), ("back", "top")),
    "contents": (("table", "contents"),),
    "share-bar": (("share", "bar"), ("follow", "us"), ("like", "box"), ("follow", "me")),
    "related": (
        ("read", "more"), ("more", "stories"), ("more", "from"), ("more", "on"), ("also", "read"), ("see", "also"),
        ("read", "also"),
        ("most", "read"), ("most", "popular"), ("up", "next"), ("next", "article"), ("lire", "aussi"), ("you", "may"),
        ("latest", "news"), ("recent", "posts"), ("editors", "picks"), ("inline", "promo"), ("link", "box"),
        ("more", "articles"), ("other", "articles"), ("latest", "posts"), ("story", "package"),
    ),
    "comments": (("leave", "reply"), ("user", "comments")),
    "advertisement": (("ad", "slot"), ("google", "ads"), ("ad", "wrapper"), ("native", "ad")),
    "subscription": (("sign", "up"), ("sign", "in"), ("log", "in"), ("opt", "in"), ("call", "action")),
    "page-footer": (("site", "footer"), ("page", "footer"), ("site", "info"), ("copyright", "notice")),
    "page-header": (("site", "header"), ("page", "header"), ("site", "branding")),
    "tools": (("print", "link"), ("text", "size"), ("font", "size"), ("edit", "link"), ("article", "tools")),
    "byline": (
        ("post", "meta"), ("entry", "meta"), ("article", "meta"), ("post", "info"), ("by", "line"), ("posted", "on"),
        ("post", "date"), ("entry", "date"), ("publish", "date"), ("published", "date"), ("article", "info"),
    ),
    "author-box": (
        ("author", "bio"), ("author", "box"), ("about", "author"), ("author", "info"), ("author", "profile"),
    ),
    "keywords": (
        ("tag", "list"), ("post", "tags"), ("entry", "tags"), ("tags", "links"), ("cat", "links"), ("tag", "cloud"),
    ),
    "hidden": (("sr", "only"), ("visually", "hidden"), ("screen", "reader"), ("no", "print"), ("d", "none")),
}  # fmt: skip
_WHY = {
    "navigation": "leads elsewhere",
    "contents": "a list of contents, which the publication makes itself",
    "share-bar": "buttons to share the page",
    "related": "leads to other articles",
    "comments": "comments of readers",
    "advertisement": "an advertisement",
    "cookie-notice": "asks for consent",
    "subscription": "asks to subscribe or sign in",
    "sidebar": "stands beside the article",
    "page-footer": "the foot of the site",
    "page-header": "the head of the site",
    "tools": "works on a web page only",
    "popup": "a window over the page",
    "byline": "says who wrote the article, and when",
    "author-box": "about the author",
    "keywords": "the article's keywords",
    "hidden": "is not shown",
    "form": "a form to fill in",
}
_SURE = {"hidden": 0.95, "sidebar": 0.8, "byline": 0.8, "keywords": 0.8, "tools": 0.75, "author-box": 0.8}
RULES = {name: Rule(name, why, _SURE.get(name, 0.85)) for name, why in _WHY.items()}
_BY_WORD = {word: rule for rule, words in _NAMED.items() for word in words}
_BY_WEAK = {word: rule for rule, words in _WEAK.items() for word in words}
_BY_PAIR = {pair: rule for rule, pairs in _PAIRS.items() for pair in pairs}
# What a name begins with that tells of the page, or of what is not there: "has-sidebar", "no-comments".
_DENIES = re.compile(
    r"(?:has|no|with|without|is|not|js|theme|layout|page|single|post-\d+|type|format|status|category|tag)[-_]",
    re.IGNORECASE,
)
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
# How a paragraph begins that is there for its link.
_LEADS = re.compile(
    r"\W*(?:related|read more|see more|read also|see also|also read|also on|leggi anche|lea también|"
    r"leia também|leia mais|lire aussi|à lire|lesen sie auch|mehr zum thema|lees ook|zobacz też|czytaj też)\b",
    re.IGNORECASE,
)


def furniture_of(element: Element) -> Rule | None:
    """The rule by which an element is no part of the article, by itself."""
    attrs = element.attrs
    if is_hidden(element):
        return RULES["hidden"]
    if attrs.get("aria-modal") == "true":
        return RULES["popup"]
    role = _ROLES.get(attrs.get("role", "").lower())
    if role:
        return RULES[role]
    if element.tag in _TAGS:
        return RULES[_TAGS[element.tag]]
    names = f"{attrs.get('class', '')} {attrs.get('id', '')}"
    if names != " " and (found := _of_names(names)):
        return RULES[found]
    return None


def leads_elsewhere(run: Run) -> bool:
    """Whether a stretch of text is a link in capitals, or one that says that it leads to other articles."""
    is_link = run.link_share > 0.6 and run.size > 12
    return is_link and (run.text.isupper() or bool(_LEADS.match(run.text)))


@lru_cache(maxsize=4096)
def _of_names(names: str) -> str:
    """The rule that the names of an element's classes and id mean; "" for none."""
    for name in names.split():
        if _DENIES.match(name):
            continue
        parts = [part.lower() for part in _PART.findall(name)]
        whole = "".join(parts)
        if whole in _BY_WORD:
            return _BY_WORD[whole]
        for pair in pairwise(parts):
            if pair in _BY_PAIR:
                return _BY_PAIR[pair]
            if "".join(pair) in _BY_WORD:
                return _BY_WORD["".join(pair)]
        for part in parts:
            if part in _BY_WORD:
                return _BY_WORD[part]
        if parts and parts[0] in _BY_WEAK:
            return _BY_WEAK[parts[0]]
        for rule, beginnings in _BEGINNINGS.items():
            if whole.startswith(beginnings):
                return rule
    return ""
