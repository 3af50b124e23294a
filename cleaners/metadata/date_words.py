"""The closed vocabularies of datelines, lower case, for the languages that the cleaners know.

Words are looked up in lower-cased NFKC text whose digits are ASCII and whose combining dot (Turkish) is gone, so that
`HAZİRAN` reads `haziran`. A word that is missing here makes a line "not only a date": the safe side.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cleaners.text.vocabulary import VOCABULARY


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
DATE_LABELS = VOCABULARY.words("date_labels")
#: Time zones as minutes east of UTC.
ZONES = VOCABULARY.zones

AFTERNOON = VOCABULARY.words("afternoon")
FORENOON = VOCABULARY.words("forenoon")
