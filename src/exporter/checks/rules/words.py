"""Words that say nothing: of links, and in the place of an alternative text."""

import re

# What a link says when it says nothing, by the language that it is said in.
_EMPTY_LINKS = frozenset(
    words.strip()
    for words in """
    click here|here|read more|more|link|learn more|see more|details|this link|this page|this|continue reading|go
    download
    cliquez ici|ici|lire la suite|en savoir plus|plus|voir plus|lien|suite|télécharger
    hier|hier klicken|klicken sie hier|mehr|mehr lesen|weiterlesen|mehr erfahren|weiter
    aquí|haga clic aquí|más|leer más|ver más|saber más|enlace
    qui|clicca qui|leggi di più|leggi tutto|continua|scopri di più
    aqui|clique aqui|leia mais|saiba mais|mais
    klik hier|lees meer|meer|lees verder
    tutaj|kliknij tutaj|czytaj więcej|więcej
    здесь|тут|подробнее|далее|читать далее
    اضغط هنا|هنا|المزيد|اقرأ المزيد
    כאן|לחצו כאן|לחץ כאן|עוד|קרא עוד
    こちら|ここ|詳細|続きを読む|もっと見る|ここをクリック
    点击这里|这里|更多|阅读更多|点击此处|點擊這裡|這裡|閱讀更多
    """.strip()
    .replace("\n", "|")
    .split("|")
)
_FILE_NAME = r"(?i)[\w\-.%() ]+\.(?:jpe?g|png|gif|svg|webp|tiff?|bmp|emf|wmf|heic)"
_CAMERA = r"(?i)(?:img|dsc[fn]?|pict?|image|screenshot|bild|photo|grafik|picture)[\s_\-]*\d+"
_PLACEHOLDERS = frozenset(
    "image picture photo photograph graphic figure img icon logo untitled alt bild foto grafik abbildung imagen imagem "
    "immagine illustration diagram chart graph screenshot spacer placeholder afbeelding".split()
)


def says_nothing(words: str) -> bool:
    """Whether the words of a link leave its reader without a hint of where it leads."""
    return words.casefold().strip(" .…»>→:!()[]") in _EMPTY_LINKS


def is_placeholder(text: str) -> bool:
    """Whether an alternative text is a file's name or the name of a kind of picture, and describes nothing."""
    bare = text.strip().casefold().strip(".")
    return bare in _PLACEHOLDERS or bool(re.fullmatch(_FILE_NAME, text.strip()) or re.fullmatch(_CAMERA, bare))


def counted(count: int, one: str, many: str) -> str:
    """A number with its words: "1 note", "1,200 notes"."""
    return f"{count:,} {one if count == 1 else many}"


def shortened(words: str, most: int = 50) -> str:
    """Words on one line, cut at a word's end."""
    joined = " ".join(words.split())
    if len(joined) <= most:
        return joined
    return joined[:most].rpartition(" ")[0].rstrip(",;:") + "…" if " " in joined[:most] else joined[:most] + "…"
