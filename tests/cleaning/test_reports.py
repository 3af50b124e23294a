"""Reports open with place, day and agency in every language; that is the article's text, whatever it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaners.identity import PACKAGE
from cleaners.metadata.lines import byline, dateline_time, is_agency_line
from cleaners.model import Block, Document, Metadata, PayloadKind, Verdict
from cleaners.rules.rulebook import load_rules
from cleaners.voters import phrases, structure

# (language, the opening, what the report says)
REPORTS = [
    ("ar", "عمّان، 3 مايو (أ ف ب) - ",
     "أعلن مجلس المدينة أن الجسر القديم سيبقى مغلقا أمام الشاحنات حتى منتصف الشهر بعد العثور على شق ثان "
     "في قاعدته."),
    ("bg", "София, 3 май (БТА) – ",
     "Старият мост над реката остава затворен за камиони до средата на месеца, след като водолази откриха "
     "втора пукнатина."),
    ("cs", "Praha 3. května (ČTK) – ",
     "Starý most přes řeku zůstane pro nákladní auta zavřený do poloviny měsíce, protože potápěči našli "
     "druhou trhlinu."),
    ("da", "Aarhus, 3. maj (Ritzau) – ",
     "Den gamle bro over åen er lukket for lastbiler til midten af måneden, efter at dykkere har fundet "
     "endnu en revne."),
    ("de", "Bremen, 3. Mai (dpa) – ",
     "Die alte Brücke über den Fluss bleibt für Lastwagen bis Mitte des Monats gesperrt, weil Taucher "
     "einen zweiten Riss fanden."),
    ("el", "Αθήνα, 3 Μαΐου (ΑΠΕ-ΜΠΕ) – ",
     "Η παλιά γέφυρα του ποταμού μένει κλειστή για φορτηγά ως τα μέσα του μήνα, αφού δύτες βρήκαν δεύτερη "
     "ρωγμή."),
    ("en", "LEEDS, May 3 (Reuters) - ",
     "The old bridge over the river will stay shut to lorries until the middle of the month, after divers "
     "found a second crack."),
    ("es", "Sevilla, 3 de mayo (EFE).- ",
     "El viejo puente sobre el río seguirá cerrado a los camiones hasta mediados de mes, después de que "
     "los buzos hallaran otra grieta."),
    ("fa", "تهران، ۱۳ اردیبهشت (ایرنا) – ",
     "پل قدیمی رودخانه تا میانه ماه به روی کامیون‌ها بسته می‌ماند، زیرا غواصان شکاف دومی در پایه آن "
     "یافتند."),
    ("fi", "Turku, 3. toukokuuta (STT) – ",
     "Joen vanha silta pysyy suljettuna kuorma-autoilta kuun puoliväliin asti, koska sukeltajat löysivät "
     "toisen halkeaman."),
    ("fr", "Nantes, 3 mai (AFP) – ",
     "Le vieux pont sur la rivière restera fermé aux camions jusqu'au milieu du mois, des plongeurs ayant "
     "trouvé une seconde fissure."),
    ("he", "חיפה, 3 במאי (רויטרס) – ",
     "הגשר הישן מעל הנהר יישאר סגור למשאיות עד אמצע החודש, לאחר שצוללנים מצאו סדק שני בבסיס שלו."),
    ("hi", "लखनऊ, 3 मई (भाषा) - ",
     "नदी पर बना पुराना पुल महीने के मध्य तक ट्रकों के लिए बंद रहेगा, क्योंकि गोताखोरों को उसमें दूसरी "
     "दरार मिली है।"),
    ("hu", "Szeged, május 3. (MTI) – ",
     "A folyó régi hídja a hónap közepéig zárva marad a teherautók előtt, miután a búvárok egy második "
     "repedést találtak."),
    ("id", "Bandung, 3 Mei (ANTARA) - ",
     "Jembatan lama di atas sungai itu tetap ditutup bagi truk sampai pertengahan bulan setelah penyelam "
     "menemukan retakan kedua."),
    ("it", "Torino, 3 maggio (ANSA) – ",
     "Il vecchio ponte sul fiume resterà chiuso ai camion fino a metà mese, dopo che i sommozzatori hanno "
     "trovato una seconda crepa."),
    ("ja", "【ロンドン共同】",
     "川に架かる古い橋は、潜水士が土台に二つ目の亀裂を見つけたため、月の半ばまでトラックの通行が禁止される"
     "と市議会が三日発表した。"),
    ("ko", "(부산=연합뉴스) 홍길동 기자 = ",
     "잠수부들이 강을 가로지르는 오래된 다리에서 두 번째 균열을 발견하여 이 다리는 이달 중순까지 화물차 "
     "통행이 금지된다고 시가 밝혔다."),
    ("nl", "Utrecht, 3 mei (ANP) – ",
     "De oude brug over de rivier blijft tot het midden van de maand dicht voor vrachtwagens, nadat "
     "duikers een tweede scheur vonden."),
    ("no", "Oslo, 3. mai (NTB) – ",
     "Den gamle broen over elva er stengt for lastebiler til midten av måneden, etter at dykkere har "
     "funnet en ny sprekk."),
    ("pl", "Toruń, 3 maja (PAP) – ",
     "Stary most na rzece pozostanie zamknięty dla ciężarówek do połowy miesiąca, ponieważ nurkowie "
     "znaleźli drugie pęknięcie."),
    ("pt", "Braga, 3 mai (Lusa) – ",
     "A velha ponte sobre o rio ficará fechada a camiões até meados do mês, depois de os mergulhadores "
     "terem achado outra fenda."),
    ("ro", "Cluj, 3 mai (Agerpres) – ",
     "Podul vechi de peste râu rămâne închis pentru camioane până la mijlocul lunii, după ce scafandrii "
     "au găsit o a doua fisură."),
    ("ru", "ПСКОВ, 3 мая (ТАСС) – ",
     "Старый мост через реку останется закрытым для грузовиков до середины месяца, так как водолазы нашли "
     "вторую трещину."),
    ("sk", "Košice 3. mája (TASR) – ",
     "Starý most cez rieku zostane pre nákladné autá zatvorený do polovice mesiaca, lebo potápači našli "
     "druhú trhlinu."),
    ("sv", "Lund, 3 maj (TT) – ",
     "Den gamla bron över ån är stängd för lastbilar till mitten av månaden, sedan dykare har hittat en "
     "andra spricka."),
    ("tr", "İzmir, 3 Mayıs (AA) – ",
     "Nehrin üzerindeki eski köprü, dalgıçların ikinci bir çatlak bulması üzerine ay ortasına kadar "
     "kamyonlara kapalı kalacak."),
    ("uk", "Львів, 3 травня (Укрінформ) – ",
     "Старий міст через річку залишиться закритим для вантажівок до середини місяця, бо водолази знайшли "
     "другу тріщину."),
    ("vi", "Huế, 3 tháng 5 (TTXVN) – ",
     "Cây cầu cũ bắc qua sông sẽ tiếp tục cấm xe tải cho đến giữa tháng, sau khi thợ lặn tìm thấy vết nứt "
     "thứ hai."),
    ("zh", "新华社南京5月3日电 ",
     "河上的老桥在本月中旬之前继续禁止卡车通行，因为潜水员在桥墩上发现了第二条裂缝，市议会周二晚上公布了这"
     "一决定。"),
]  # fmt: skip


RULES = load_rules()


def test_every_language_with_rules_is_in_the_table() -> None:
    folder: Path = PACKAGE / "languages"
    ruled = {path.stem for path in folder.glob("*.toml") if "[[rule]]" in path.read_text("utf-8")}
    assert {row[0] for row in REPORTS} == ruled - {"any"}


@pytest.mark.parametrize(("language", "opening", "told"), REPORTS, ids=[row[0] for row in REPORTS])
def test_the_opening_of_a_report_is_its_text(language: str, opening: str, told: str) -> None:
    """Neither alone nor before a short or a long sentence is it a byline, a date, an agency's name or a credit."""
    for line in (opening + told, f"{opening}{told[:40]}.", f"{opening}{told[:20]}."):
        assert (dateline_time(line, language), byline(line), is_agency_line(line)) == (None, (), False)
        assert marks(language, "Old bridge stays shut", line, told, told[20:]) == []


@pytest.mark.parametrize("line", ["Reuters", "(AFP)", "Jane Doe, Reuters", "3 May 2024", "Photo: Jane Doe/Reuters"])
def test_agencies_and_days_on_lines_of_their_own_are_not(line: str) -> None:
    assert marks("en", "Old bridge stays shut", line, "The old bridge will stay shut to lorries. " * 4) != []


def marks(language: str, *lines: str) -> list[str]:
    """What the rules of phrases and shapes say of the second of these lines."""
    blocks, start = [], 0
    for index, line in enumerate(lines):
        blocks.append(Block(index, start, start + len(line), line, "line"))
        start += len(line) + 1
    document = Document(PayloadKind.TEXT, "\n".join(lines), tuple(blocks), Metadata(language=language))
    found = [*phrases.vote(document, RULES), *structure.vote(document, RULES)]
    return [mark.rule_id for mark in found if mark.block == 1 and mark.verdict is Verdict.CUT]
