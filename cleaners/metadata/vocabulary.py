"""The closed vocabularies of datelines and bylines, lower case, for the languages that the cleaners know.

Words are looked up in lower-cased NFKC text whose digits are ASCII and whose combining dot (Turkish) is gone, so that
`HAZİRAN` reads `haziran`. A word that is missing here makes a line "not only a date": the safe side.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _numbered(rows: tuple[str, ...]) -> Mapping[str, int]:
    return MappingProxyType({word: number for number, row in enumerate(rows, 1) for word in row.split()})


#: Month word to number. One row a month: en de fr es it pt nl pl cs sv, then uk ru, tr, ar.
MONTHS = _numbered(
    (
        "january jan januar jän jänner janvier janv enero ene gennaio gen janeiro januari stycznia styczeń sty ledna "
        "leden led січня січень січ января январь янв ocak oca يناير كانون_الثاني جانفي",
        "february feb febr februar février fevrier févr fév febrero febbraio fevereiro fev februari lutego luty lut "
        "února únor úno лютого лютий лют февраля февраль фев şubat şub فبراير شباط فيفري",
        "march mar märz mrz mär maerz mars marzo março marco maart mrt marca marzec března březen bře "
        "березня березень бер марта март мар mart مارس آذار",
        "april apr avril avr abril abr aprile kwietnia kwiecień kwi dubna duben dub квітня квітень кві апреля апрель "
        "апр nisan nis أبريل ابريل إبريل نيسان أفريل",
        "may mai mayo maggio mag maio mei maja maj května květen kvě травня травень тра мая май mayıs mayis مايو أيار "
        "ماي",
        "june jun juni juin junio giugno giu junho czerwca czerwiec cze června červen čvn червня червень чер июня июнь "
        "июн haziran haz يونيو يونيه حزيران جوان",
        "july jul juli juillet juil julio luglio lug julho lipca lipiec lip července červenec čvc липня липень лип "
        "июля июль июл temmuz tem يوليو يوليه تموز جويلية",
        "august aug août aout agosto ago agosto augustus augusti sierpnia sierpień sie srpna srpen srp серпня серпень "
        "сер августа август авг ağustos agustos ağu أغسطس اغسطس آب أوت",
        "september sep sept septembre septiembre setiembre settembre set setembro września wrzesień wrz září zář "
        "вересня вересень вер сентября сентябрь сен сент eylül eylul eyl سبتمبر أيلول",
        "october oct oktober okt octobre octubre ottobre ott outubro out października październik paź října říjen říj "
        "жовтня жовтень жов октября октябрь окт ekim eki أكتوبر اكتوبر",
        "november nov novembre noviembre novembro listopada listopad lis листопада листопад лис ноября ноябрь ноя "
        "kasım kasim kas نوفمبر",
        "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro grudnia grudzień gru prosince "
        "prosinec pro грудня грудень гру декабря декабрь дек aralık aralik ara ديسمبر",
    )
)

WEEKDAYS = _words(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim
    lunes martes miércoles miercoles jueves viernes sábado sabado domingo mié jue vie sáb dom
    lunedì martedì mercoledì giovedì venerdì sabato domenica gio sab
    segunda-feira terça-feira quarta-feira quinta-feira sexta-feira segunda terça quarta quinta sexta feira seg ter qua
    qui sex maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    poniedziałek wtorek środa sroda czwartek piątek sobota niedziela pondělí úterý středa čtvrtek pátek neděle
    måndag tisdag onsdag torsdag fredag lördag söndag
    понеділок вівторок середа четвер п'ятниця субота неділя понедельник вторник среда четверг пятница суббота
    воскресенье пн вт ср чт пт сб нд вс
    pazartesi salı çarşamba perşembe cuma cumartesi pazar
    الاثنين الإثنين الثلاثاء الأربعاء الاربعاء الخميس الجمعة السبت الأحد الاحد
    星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 周一 周二 周三 周四 周五 周六 周日
    月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 月 火 水 木 金 土 日 월요일
    화요일 수요일 목요일 금요일 토요일 일요일 월 화 수
    목 금 토 일
    """
)

#: Labels and small words that may stand around a date in a line that is only a date.
DATE_LABELS = _words(
    """
    published publish publication posted post updated update modified revised created filed issued released reviewed
    edited first last originally date date-time on at of the in time o'clock
    a.m p.m am pm
    veröffentlicht aktualisiert aktualisierung zuletzt stand erstellt erschienen geändert bearbeitet vom am um uhr den
    der datum artikel
    publié publie publiée publication mis mise à a l jour actualisé modifié créé le la du de dernière heure article
    publicado publicada publicación actualizado actualizada actualización actualizado última el del las los a-las h hs
    hrs horas modificado creado fecha
    pubblicato pubblicata pubblicazione aggiornato aggiornata aggiornamento ultimo ultima modifica alle ore il creato
    data
    postado atualizado atualizada atualização publicação em às as última modificado
    gepubliceerd geplaatst bijgewerkt gewijzigd aangepast laatst laatste update op om uur
    opublikowano opublikowany aktualizacja zaktualizowano ostatnia utworzono dodano data publikacji dnia godz godzina o
    r g
    publikováno vydáno aktualizováno upraveno zveřejněno poslední změna v ve dne hod
    publicerad publicerades uppdaterad uppdaterades senast ändrad skapad den kl klockan
    опубліковано оновлено дата публікації о року рік р востаннє створено
    опубликовано обновлено дата публикации размещено изменено в года год г время мск последнее обновление создано
    yayınlanma yayınlandı yayın güncelleme güncellendi güncellenme son tarihi tarih giriş saat oluşturulma
    نشر نُشر نشرت تاريخ النشر تم آخر تحديث التحديث في يوم الساعة بتاريخ م ص مساء صباحا صباحًا مساءً حدث
    发布 发布于 发布时间 发表于 更新 更新于 更新时间 编辑 时间 日期 發布 發佈 時間 上午 下午
    公開 公開日 公開日時 配信 投稿 投稿日 掲載 掲載日 更新日 更新日時 最終更新 最終更新日 発行 午前 午後 作成
    입력 수정 등록 기사입력 기사수정 최종수정 작성 승인 업데이트 게시 발행 오전 오후 최종
    """
)

#: Time zones as minutes east of UTC. Ambiguous letters take the sense that newsrooms use most (IST India, CST USA).
ZONES: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("z", "utc", "gmt", "wet"), 0),
        **dict.fromkeys(("bst", "west", "cet", "mez", "wat"), 60),
        **dict.fromkeys(("cest", "mesz", "eet", "sast", "cat"), 120),
        **dict.fromkeys(("eest", "msk", "мск", "trt", "eat", "ast"), 180),
        "gst": 240,
        "pkt": 300,
        "ist": 330,
        **dict.fromkeys(("ict", "wib"), 420),
        **dict.fromkeys(("sgt", "hkt", "myt", "pht", "awst"), 480),
        **dict.fromkeys(("jst", "kst"), 540),
        "aest": 600,
        "aedt": 660,
        "nzst": 720,
        "nzdt": 780,
        "brt": -180,
        "edt": -240,
        **dict.fromkeys(("est", "et", "cdt"), -300),
        **dict.fromkeys(("cst", "ct", "mdt"), -360),
        **dict.fromkeys(("mst", "mt", "pdt"), -420),
        **dict.fromkeys(("pst", "pt"), -480),
    }
)

AFTERNOON = _words("pm p.m p.m. 下午 午後 오후 مساء مساءً")
FORENOON = _words("am a.m a.m. 上午 午前 오전 صباحا صباحًا")

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
