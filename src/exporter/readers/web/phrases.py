"""Words with which a page announces what is no part of its article, in the languages of the labels."""

import re

from exporter.readers.web.furniture import RULES, Rule

_RELATED = (
    r"related(?: \w+){0,3}|recommended(?: \w+){0,2}|you (?:may|might)(?: also)? (?:like|be interested|enjoy|want).*|"
    r"more (?:from|in|on|about|like|stories|news|articles|posts|to explore|coverage)\b.*|(?:read|watch|listen)[ -](?:more|next|also|now)\b.*|"
    r"(?:most|more) (?:read|popular|viewed|shared|commented)\b.*|(?:trending|popular)(?: \w+){0,2}|"
    r"(?:latest|recent|top|other|similar|featured) (?:news|stories|posts|articles|videos|comments|headlines)\b.*|"
    r"don['’]t miss.*|up next|next (?:article|post|story|up)|previous (?:article|post|story)|also (?:on|in|read|see)\b.*|"
    r"editor['’]?s['’]? picks?|what to read next|see more|in other news|in case you missed it|top videos?|"
    r"(?:à|a) (?:lire|voir|découvrir)(?: aussi| également)?\b.*|lire aussi.*|voir aussi|articles? (?:liés|similaires|connexes|récents)|"
    r"sur le même (?:sujet|thème)|les plus lus|dans la même (?:rubrique|catégorie)|ailleurs sur le web|"
    r"mehr (?:zum thema|dazu|aus|von)\b.*|lesen sie (?:auch|mehr|hier)\b.*|das könnte .* interessieren|ähnliche (?:artikel|beiträge)|"
    r"(?:weitere|aktuelle|neueste|verwandte|beliebte) (?:artikel|beiträge|themen|meldungen|nachrichten|news)\b.*|auch interessant|meistgelesen.*|zum thema|"
    r"(?:te puede|le puede|quizás te) (?:interesar|interese)\b.*|más (?:noticias|información|sobre|leídas)\b.*|"
    r"(?:noticias|artículos|entradas) relacionad[ao]s|lo más (?:leído|visto)|(?:lea|lee|ver|mira) también\b.*|"
    r"(?:leia|veja|saiba) (?:também|mais)\b.*|você (?:pode|também pode|vai) gostar\b.*|(?:mais|as mais) lidas|(?:notícias|posts|artigos|matérias) relacionad[ao]s|"
    r"leggi anche.*|(?:ti )?potrebbe(?:ro)? (?:anche )?interessar\w*.*|articoli correlati|"
    r"lees (?:ook|meer|verder)\b.*|meer over\b.*|gerelateerde? .*|czytaj (?:też|także|więcej)\b.*|zobacz (?:też|także)\b.*|"
    r"(?:関連|おすすめ|人気|最新)(?:記事|ニュース|の?リンク|情報).*|あわせて読みたい|相关(?:阅读|文章|新闻|推荐)|推荐阅读|延伸閱讀|"
    r"(?:читайте|смотрите) также.*|(?:اقرأ|شاهد) (?:أيضا|أيضًا|المزيد).*|קראו (?:גם|עוד).*"
)
_COMMENTS = (
    r"(?:\d+ |all |view |show |hide |load |post a |add a |leave a |write a )*(?:comments?|replies|responses)(?: ?\(?\d*\)?| closed| are closed| policy)?|"
    r"leave a (?:comment|reply)\b.*|join the (?:conversation|discussion).*|(?:post|submit) (?:a )?comment|tell us what you think.*|what do you think\?|"
    r"(?:\d+ )?(?:commentaires?|réactions)(?: ?\(?\d*\)?)?|laisser un commentaire|(?:\d+ )?kommentare?(?: ?\(?\d*\)?)?|schreiben? sie einen kommentar|"
    r"schreibe einen kommentar.*|kommentar (?:schreiben|verfassen|hinterlassen)|(?:\d+ )?comentarios?(?: ?\(?\d*\)?)?|dej[ae] (?:un comentario|una respuesta).*|"
    r"(?:\d+ )?comentários?|deixe (?:um comentário|uma resposta).*|(?:\d+ )?commenti|lascia un commento|(?:\d+ )?reacties|"
    r"(?:\d+ )?thoughts? on .*|(?:コメント|評論|评论|댓글).{0,8}"
)
_SHARE = (
    r"(?:please )?(?:share|tweet|pin|email|print)(?: (?:this|it|the|on|via|with|to)\b.*)?|share|sharing is caring.*|(?:follow|like) (?:us|me)\b.*|"
    r"follow @.*|spread the (?:word|love)|share your thoughts.*|partage[rz](?: .*)?|teilen(?: .*)?|auf \w+ teilen|compart(?:ir|e|ilhar|ilhe)(?: .*)?|condividi(?: .*)?|"
    r"delen(?: .*)?|udostępnij.*|シェア.*|ツイート|分享.*|like this|loading\.*|(?:facebook|twitter|whatsapp|pinterest|linkedin|reddit|email|e-mail|print|tumblr)"
    r"(?:[ |,/·•]+(?:facebook|twitter|whatsapp|pint\w*|linkedin|reddit|email|e-mail|print|tumblr|telegram|baixar|google\+?))*"
)
_SUBSCRIBE = (
    r"(?:sign|log) (?:up|in)\b.*|subscribe\b.*|get (?:the|our) .*newsletter.*|(?:our |the )?newsletter|join (?:our|the) (?:newsletter|mailing list).*|"
    r"s['’]abonner.*|s['’]inscrire.*|abonnez-vous.*|(?:jetzt )?(?:abonnieren|anmelden).*|suscríbete.*|assine.*|iscriviti.*|already a (?:member|subscriber).*|"
    r"to continue reading.*|support (?:us|our).*"
)
_KEYWORDS = (
    r"(?:tags?|tagged|keywords?|filed under|topics?|categor(?:y|ies)|posted in|in this (?:story|article)|schlagw[oö]rte?r?|schlagworte|themen|stichworte|"
    r"mots[- ]clés|étiquettes?|etiquetas|palabras clave|temas|categorías?|categoria|argomenti|trefwoorden|タグ|カテゴリー?|标签|关键词) ?[:：].*|"
    r"tags?|filed under|topics|schlagwörter|mots-clés|etiquetas"
)
_AUTHOR = r"about (?:the )?authors?|über (?:den|die) autor(?:in|en)?|(?:à propos de|sur) l['’]auteure?|sobre (?:el|o|la|a) autora?|author bio|written by"
_AD = (
    r"(?:article continues |story continues |continue reading )?(?:below |after )?(?:this |the )?(?:advert(?:isement)?s?|ads?)(?: below| - continue reading below| -- .*)?|anzeige|"
    r"werbung|publicité|publicidade?|pubblicità|advertentie|reklama|sponsored(?: content)?|story continues below.*|article continues (?:below|after).*|広告|廣告|广告"
)
_PAGING = (
    r"(?:skip|jump|back) to .*|(?:next|previous|prev|older|newer) (?:page|posts?|entries|article|story)?|page \d+ of \d+|"
    r"this slideshow requires javascript\.?|(?:please )?enable javascript.*|click to (?:enlarge|expand|view).*|"
    r"(?:open|view) (?:gallery|slideshow|image) ?.*|play(?: video)?|zurück|weiter|suivant|précédent|continue reading.*"
)
_ALL = {
    "related": _RELATED,
    "comments": _COMMENTS,
    "share-bar": _SHARE,
    "subscription": _SUBSCRIBE,
    "keywords": _KEYWORDS,
    "author-box": _AUTHOR,
    "advertisement": _AD,
    "navigation": _PAGING,
}
_PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _ALL.items()}
_DECORATION = re.compile(r"^[\s>»›→▶►|•·:\-–—*#(\[]+|[\s>»›→▶►|•·:\-–—*…)\]]+$")
_LONGEST = 120


def announced(text: str) -> Rule | None:
    """What a heading or a line of its own announces, when that is no part of an article."""
    if len(text) > _LONGEST:
        return None
    words = _DECORATION.sub("", text)
    for name, pattern in _PATTERNS.items():
        if pattern.fullmatch(words):
            return RULES[name]
    return None
