"""The closed vocabularies of bylines: agencies, leads, particles, roles, and words that are no names. Lower case."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: News agencies and wire desks, as they stand alone on a line.
AGENCIES = frozenset(
    {
        *_words(
            """reuters afp ap dpa apa ansa efe ats sda pap čtk ctk ntb ritzau belga anp lusa tass interfax ukrinform
        unian afp-services xinhua kyodo jiji yonhap pti ani ians iana upi bloomberg anadolu iha dha petra wafa
        adnkronos agi askanews lapresse europapress sid kna epd afxp bta tanjug hina sta mti agerpres antara bernama
        aap cp nzn keystone-sda news24 adn telam télam notimex
        新华社 中新社 共同通信 時事通信 共同 時事 연합뉴스 뉴시스 뉴스1
        рейтер тасс интерфакс укрінформ уніан риа рбк رويترز واس وام قنا بترا"""
        ),
        "ap news",
        "the associated press",
        "associated press",
        "thomson reuters",
        "agence france-presse",
        "agencia efe",
        "europa press",
        "press association",
        "pa media",
        "pa news",
        "the canadian press",
        "canadian press",
        "xinhua news agency",
        "kyodo news",
        "press trust of india",
        "deutsche presse-agentur",
        "austria presse agentur",
        "agência brasil",
        "agência lusa",
        "agencia brasil",
        "anadolu agency",
        "anadolu ajansı",
        "риа новости",
        "интерфакс-украина",
        "інтерфакс-україна",
        "українські новини",
        "united press international",
        "dow jones",
        "dow jones newswires",
        "pr newswire",
        "business wire",
        "globe newswire",
        "globenewswire",
        "بي بي سي",
        "أ ف ب",
        "أ.ف.ب",
        "فرانس برس",
        "وكالات",
        "وكالة الأنباء",
        "الأناضول",
        "時事通信社",
        "共同通信社",
        "新華社",
    }
)

#: Words that announce an author at the start of a line when a space or a colon follows.
BYLINE_LEADS = frozenset(
    {
        *_words(
            """by von par por di door av yazan muhabir skribent napsal napsala napisał napisała oprac opracował
        بقلم إعداد"""
        ),
        *(
            f"{verb} by"
            for verb in sorted(
                _words(
                    "written posted published created authored story words text report reported reporting guide recipe"
                )
            )
        ),
        "article by",
        "verfasst von",
        "geschrieben von",
        "ein beitrag von",
        "ein kommentar von",
        "eine analyse von",
        "ein gastbeitrag von",
        "text von",
        "écrit par",
        "publié par",
        "rédigé par",
        "propos recueillis par",
        "escrito por",
        "publicado por",
        "redactado por",
        "postado por",
        "scritto da",
        "pubblicato da",
        "a cura di",
        "articolo di",
        "geschreven door",
        "geplaatst door",
        "skriven av",
        "publicerad av",
        "haberi hazırlayan",
    }
)

#: Words that announce an author only with a colon, slash or dash after them: alone they begin headings and prose.
BYLINE_LABELS = _words(
    """author authors autor autorin autoren autorka autora autore autori auteur auteurs автор авторка автори авторы
    text texte tekst texto testo haber yazar текст كتب كتبت الكاتب المؤلف 文 作者 记者 記者 執筆 撰文 글 기자"""
)

NAME_JOINERS = _words("and und et y e i och en и та ve with mit avec con med и і a oraz و")

#: Lower-case words that stand inside names.
NAME_PARTICLES = _words(
    """van von de der den del della di da do dos das du la le los las el al bin ibn ben ter ten te zu zur zum af av
    und y e st mc mac o' d' l' dei degli ap abu ould bint jr sr ii iii iv"""
)

#: Capitalised words and phrases that have a name's shape and are none: sections, labels, weekdays, page furniture.
NOT_NAMES = frozenset(
    {
        *_words(
            """news politics sport sports business opinion world economy culture
            lifestyle health travel science technology
        tech entertainment video photo photos gallery home about contact today yesterday tomorrow tonight updated
        published share comments comment newsletter subscribe advertisement editor's breaking live read more watch
        politik wirtschaft kultur meinung wissen wissenschaft panorama nachrichten ausland inland gesundheit reise
        politique société économie monde france idées débats política economía deportes sociedad mundo cultura opinión
        política economia esportes esporte cronaca politica esteri nieuws politiek economie cultuur
        polityka gospodarka kultura świat zprávy ekonomika nyheter ekonomi
        monday tuesday wednesday thursday friday saturday sunday january february march april june july august
        september october november december montag dienstag mittwoch donnerstag freitag samstag sonntag
        login log sign member full bio profile get start started free try buy shop learn view follow join download
        search
        menu close open guide tips recipes release press sponsored people company type information understanding
        cookie cookies privacy policy terms link links
        the this that these those what why how when where who will here there it its a an in on for from to
        los las les der die das dem den il lo gli"""
        ),
        "popular demand",
        "the numbers",
        "the way",
        "white house",
        "united states",
        "united kingdom",
        "new york",
        "los angeles",
        "real estate",
        "climate change",
        "middle east",
        "latest news",
        "top stories",
    }
) - {"may", "april", "june", "august", "da", "dem", "den", "der", "die", "las", "los"}

#: Words that make a desk of a group of words, which then signs as an author does.
DESK_WORDS = _words("desk staff team newsroom bureau redaktion rédaction redacción redazione redação redactie")

#: Words of newsroom roles: beside a name they make a byline even without "by".
NEWSROOM_ROLES = _words(
    """
    reporter correspondent editor editors writer journalist columnist contributor contributing producer staff desk
    bureau photographer newsroom columnists
    redakteur redakteurin korrespondent korrespondentin reporterin journalistin chefredakteur redaktion autor autorin
    volontär volontärin ressortleiter ressortleiterin
    journaliste correspondant correspondante rédacteur rédactrice rédaction chroniqueur envoyé spécial envoyée
    redactor redactora redacción corresponsal periodista editora
    giornalista corrispondente redazione inviato caporedattore
    repórter jornalista redação correspondente colunista
    verslaggever redacteur redactie correspondente columnist
    dziennikarz dziennikarka redakcja redaktor korespondent
    redaktorka redakce novinář zpravodaj
    reporter journalist krönikör redaktör
    журналіст журналістка кореспондент редактор редакція журналист корреспондент редакция обозреватель
    muhabir editör yazar haber merkezi
    مراسل محرر صحفي كاتب
    记者 編輯 编辑 特派员 記者 特派員 編集委員 기자 특파원
    """
)

#: Words of any role that may follow an announced name; alone they also stand beside people who are quoted.
ROLE_WORDS = NEWSROOM_ROLES | _words(
    """
    chief associate assistant director author analyst intern editorial fellow professor critic blogger anchor host
    presenter specialist economist researcher founder president manager expert consultant phd md ceo cfo cto
    """
)

#: Words that organisations add to a name.
ORGANISATION_WORDS = DESK_WORDS | _words(
    "the ltd inc llc gmbh ag sa blog news media online editorial editors group company"
)
