"""What class names, ids and roles say about an element, as bits of an integer.

Site builders name their boxes in a small shared vocabulary. Each cue below is a set of words of that
vocabulary; the bits of an element and of its ancestors become features of the blocks inside it.
"""

from __future__ import annotations

import re

# Cue -> words. A word also stands for its plural; `a-b` for two neighbouring words, joined or not.
CUES: dict[str, str] = {
    "nav": (
        "nav navi navbar menu menubar breadcrumb crumb navigation toolbar pagination pager paging pagenav "
        "skip drawer offcanvas"
    ),
    "header": "masthead header banner topbar top-bar branding logo",
    "footer": "footer colophon foot bottom copyright imprint legal disclaimer",
    "aside": "sidebar aside rail complementary secondary side right-col left-col right-column left-column",
    "comments": (
        "comment disqus respond discussion kommentar kommentare reply replies commentlist coral livefyre "
        "commentaire comentario"
    ),
    "social": (
        "share sharing shares social follow facebook twitter whatsapp addtoany addthis sharedaddy like likes "
        "sociable socials"
    ),
    "related": (
        "related relatedpost relatedarticle recommend recommended recommendation recirc recirculation more- "
        "from more-on more-stories more-news more-posts more-articles more-like also read-more read-also "
        "most-read most-popular popular trending latest outbrain taboola similar suggest suggested suggestion "
        "next-post next-article next-up prev previous up-next read-next upsell crosslink further weitere "
        "verwandt yarpp jp-relatedposts linkbox onward zergnet relacionada relacionado correlati"
    ),
    "teaser": (
        "teaser card promo promotion promoted tile excerpt thumb thumbnail carousel slider slick swiper grid "
        "listing feed river latest-news"
    ),
    "ad": (
        "ad advert advertisement advertising advertorial adslot adsense sponsor sponsored dfp gpt ad-unit ad- "
        "slot ad-container ad-wrapper ad-banner ad-box anzeige werbung publicidad publicite pub reklama "
        "commercial affiliate native shopping buy price product deal cta call-to adv leaderboard mpu"
    ),
    "newsletter": (
        "newsletter subscribe subscription subscriber subscribing signup sign-up mailing mailchimp mc4wp "
        "optin opt-in email inbox register registration form convertkit"
    ),
    "paywall": (
        "paywall piano premium regwall meter metered login signin log-in sign-in account membership member "
        "donate donation support patreon abo"
    ),
    "consent": (
        "cookie consent gdpr privacy cmp onetrust cookiebar ccpa didomi notice cookiebanner cookielaw cookieconsent"
    ),
    "caption": (
        "caption credit figcaption photo-credit image-credit bildunterschrift legend wp-caption img-caption "
        "img-desc image-caption legende"
    ),
    "media": (
        "gallery slideshow video player media audio image photo figure picture embed podcast lightbox "
        "jwplayer brightcove soundcloud"
    ),
    "byline": "byline by-line author auteur autor contributor reporter writer creator vcard dateline",
    "bio": (
        "bio about-author about-the author-box author-bio author-info author-description author-card profile "
        "avatar user-info about-me author-about"
    ),
    "date": ("date time timestamp published pubdate pub-date updated datum posted-on datetime read-time reading- time"),
    "meta": (
        "meta metadata info detail tool action button control print utility view stat counter rating star vote btn"
    ),
    "tags": (
        "tag topic keyword category categories cat-links label taxonomy kicker eyebrow section-name section- "
        "label rubrik term"
    ),
    "popup": (
        "popup pop-up modal overlay dialog alert toast sticky floating tooltip dropdown flyout hidden sr-only "
        "screen-reader visuallyhidden visually-hidden offscreen collapse accordion tab"
    ),
    "widget": (
        "widget module block-list toc table-of ez-toc lwptoc search searchform weather stock ticker quiz poll "
        "survey contact"
    ),
    "body": (
        "article-body article-content article-text article-copy article-main story-body story-content story- "
        "text post-body post-content post-text post-entry entry-content entry-body entry-text body-copy body- "
        "text body-content blog-content page-content main-content content-body content-main content-text "
        "content-area rich-text prose wysiwyg text-content text-body artikel articulo cuerpo corps single- "
        "content news-text news-body news-content news-detail detail-text detail-content detail-body field- "
        "body articletext"
    ),
    "article": "article post story entry hentry blog news single content main text body copy paragraph",
    "lead": (
        "lead lede intro standfirst dek summary subtitle sub-headline subheadline subheading sub-header "
        "subheader subhead abstract description deck strapline chapo vorspann"
    ),
    "title": "title headline heading entry-title post-title",
    "quote": "pull-quote quote blockquote",
    "tweet": "twitter-tweet tweet instagram-media fb-post tiktok-embed bluesky-embed twitter-video",
    "factbox": "factbox fact-box infobox info-box box inset callout highlight note key-point takeaway at-a tldr",
    "live": "live-blog timeline live-update update live",
    "faq": "faq question answer recipe ingredient instruction step howto how-to",
    "noprint": "no-print noprint print-hidden nocontent nosnippet js-only hide-print",
}
NAMES: tuple[str, ...] = tuple(CUES)
BIT: dict[str, int] = {name: 1 << position for position, name in enumerate(NAMES)}
# Names that say how an element is shown, as bits above those of the cues. No column of the features. They count as
# whole names only: `field--label-visually_hidden` stands on a box whose label alone is hidden.
SHOWN_AS: dict[str, str] = {
    "drop_cap": "drop-cap first-letter initial-letter lettrine",
    "screen_readers": "sr-only screen-reader visually-hidden assistive-text a11y-hidden",
}
DROP_CAP, SCREEN_READERS = (1 << (len(NAMES) + position) for position in range(len(SHOWN_AS)))
_SHOWN = DROP_CAP | SCREEN_READERS
_SHOWN_NAMES = (
    (DROP_CAP, re.compile(r"(?:^|\s)\S*(?:drop-?_?cap|first-?_?letter|initial-?_?letter|lettrine)\S*")),
    (
        SCREEN_READERS,
        re.compile(
            r"(?:^|\s)(?:(?:u|is|c|ui|usa|govuk)-)?(?:sr-only|visually[-_]?hidden|screen-?readers?(?:-(?:text|only))?|"
            r"assistive-text|a11y-hidden)(?:\s|$)"
        ),
    ),
)
MAX_NAME = 300  # characters of the names of one element that are looked at


def _vocabulary() -> dict[bytes, int]:
    words: dict[bytes, int] = {}
    for place, listed in enumerate((*CUES.values(), *SHOWN_AS.values())):
        for word in listed.split():
            joined = word.replace("-", "")
            forms = {word, joined, word + "s", joined + "s"} if len(joined) > 2 else {word}
            for form in map(str.encode, forms):
                words[form] = words.get(form, 0) | 1 << place
    return words


_WORDS = _vocabulary()
_FIRST_OF_TWO = frozenset(word.partition(b"-")[0] for word in _WORDS if b"-" in word)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TO_WORDS = bytes(byte if byte in b"abcdefghijklmnopqrstuvwxyz" else ord(" ") for byte in range(256))

# What the tag alone says; added to what names say.
TAG_BITS: dict[str, int] = {
    "nav": BIT["nav"],
    "header": BIT["header"],
    "footer": BIT["footer"],
    "aside": BIT["aside"],
    "figcaption": BIT["caption"],
    "caption": BIT["caption"],
    "figure": BIT["media"],
    "time": BIT["date"],
    "address": BIT["byline"],
    "article": BIT["article"],
    "main": BIT["article"],
    "form": BIT["newsletter"],
    "dialog": BIT["popup"],
    "menu": BIT["nav"],
    "cite": BIT["caption"],
    **dict.fromkeys(("amp-ad", "amp-embed", "amp-sticky-ad"), BIT["ad"]),
    **dict.fromkeys(("amp-consent", "amp-user-notification"), BIT["consent"]),
}


def cue_bits(names: str) -> int:
    """Bits of the cues found in a space-separated string of class, id and role values."""
    names = names[:MAX_NAME]
    if not names.islower():
        names = _CAMEL.sub("-", names).lower()
    bits, before = 0, b""
    for word in names.encode("utf-8", "replace").translate(_TO_WORDS).split():  # bytes: a third of a pattern's time
        bits |= _WORDS.get(word, 0)
        if before in _FIRST_OF_TWO:
            bits |= _WORDS.get(before + b"-" + word, 0)
        before = word
    return bits & ~_SHOWN | _shown_as(names) if bits & _SHOWN else bits


def _shown_as(names: str) -> int:
    return sum(bit for bit, pattern in _SHOWN_NAMES if pattern.search(names))
