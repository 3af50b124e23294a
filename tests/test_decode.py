"""Bytes to text: which evidence wins, what counts as damage, what is no text at all."""

from __future__ import annotations

import codecs
import contextlib
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.model import PayloadKind, RejectReason
from cleaners.text.decode import Undecodable, binary_kind, decode, meta_charset
from cleaners.text.encodings import codec_of

HTML, TEXT = PayloadKind.HTML, PayloadKind.TEXT

SENTENCES = {  # invented; in the languages that each encoding was made for
    "cp1252": "Der Stadtrat hat für das nächste Jahr eine größere Förderung beschlossen, hieß es später.",
    "cp1250": "Městská rada schválila nový rozpočet na příští rok, řekla mluvčí v úterý večer.",
    "iso8859-2": "Rada miasta zatwierdziła nowy budżet na przyszły rok, mówi źródło ścisłe i wąskie, powiedziała.",
    "cp1251": "Городской совет утвердил новый бюджет на следующий год, сообщила пресс-служба мэрии.",
    "koi8-r": "Городской совет утвердил новый бюджет на следующий год, сообщила пресс-служба мэрии.",
    "koi8-u": "Міська рада затвердила новий бюджет на наступний рік, повідомила її пресслужба.",
    "cp1253": "Το δημοτικό συμβούλιο ενέκρινε τον νέο προϋπολογισμό για το επόμενο έτος.",
    "cp1254": "Belediye meclisi gelecek yılın bütçesini onayladı, açıklama ışıklı basın bürosundan geldi.",
    "cp1255": "מועצת העיר אישרה את התקציב החדש לשנה הבאה, כך מסר הדובר.",
    "cp1256": "وافق مجلس المدينة على الميزانية الجديدة للعام المقبل، حسبما قال المتحدث.",
    "cp1257": "Miesto taryba patvirtino kitų metų biudžetą, pranešė atstovė spaudai. Įstaiga žada greičiau.",
    "cp874": "สภาเมืองอนุมัติงบประมาณใหม่สำหรับปีหน้า โฆษกกล่าว",
    "gb18030": "市议会批准了明年的新预算，发言人表示，这是多年来最大的一次增长。",
    "big5hkscs": "市議會批准了明年的新預算，發言人表示，這是多年來最大的一次增長。",
    "cp932": "市議会は来年度の新しい予算を承認したと、広報担当者が発表した。",
    "euc_jp": "市議会は来年度の新しい予算を承認したと、広報担当者が発表した。",
    "cp949": "시의회는 내년도 새 예산을 승인했다고 대변인이 밝혔다. 이는 몇 년 만에 가장 큰 증가다.",
    "iso2022_jp_ext": "市議会は来年度の新しい予算を承認した。",
}
LABELS = {
    "cp1252": "iso-8859-1",
    "cp1254": "iso-8859-9",
    "cp874": "tis-620",
    "gb18030": "gb2312",
    "big5hkscs": "big5",
    "cp932": "shift_jis",
    "euc_jp": "euc-jp",
    "cp949": "ks_c_5601-1987",
    "iso2022_jp_ext": "iso-2022-jp",
    "cp1251": "windows-1251",
}


def html(body: str, charset: str = "") -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<!doctype html><html><head>{meta}<title>x</title></head><body><p>{body}</p></body></html>"


@pytest.mark.parametrize("codec", SENTENCES)
def test_undeclared_text_is_read_by_its_language(codec: str) -> None:
    for text in (SENTENCES[codec], html(SENTENCES[codec])):
        decoded = decode(text.encode(codec), HTML, None)
        assert (decoded.text, decoded.encoding, decoded.evidence, decoded.replaced) == (text, codec, "detector", 0)


@pytest.mark.parametrize("codec", SENTENCES)
@pytest.mark.parametrize("evidence", ["http", "meta"])
def test_a_declaration_is_believed_when_it_fits(codec: str, evidence: str) -> None:
    label = LABELS.get(codec, codec)
    page = html(SENTENCES[codec], label if evidence == "meta" else "")
    decoded = decode(page.encode(codec), HTML, label if evidence == "http" else None)
    assert decoded.text == page
    assert decoded.encoding == codec
    assert decoded.evidence == ("detector" if codec == "iso2022_jp_ext" else evidence)


@pytest.mark.parametrize(
    ("payload", "http", "encoding", "evidence"),
    [
        (html("Füße").encode(), "utf-8", "utf-8", "http"),
        (html("Füße", "utf-8").encode(), None, "utf-8", "meta"),
        (html("Füße").encode(), None, "utf-8", "utf8"),
        (html("Füße", "iso-8859-1").encode(), None, "utf-8", "utf8"),  # says Latin-1, is UTF-8
        (html("Füße", "utf-8").encode(), "iso-8859-1", "utf-8", "meta"),
        (html("Füße", "windows-1252").encode(), "ISO-8859-1", "utf-8", "utf8"),
        (html("plain", "iso-8859-1").encode(), None, "cp1252", "meta"),  # ASCII: as declared
        (html("plain").encode(), None, "utf-8", "utf8"),
        (html("Füße größer süß", "utf-8").encode("cp1252"), "utf-8", "cp1252", "detector"),  # says UTF-8, is not
        (html("Füße größer süß", "iso-8859-1").encode("cp1252"), "utf-8", "cp1252", "meta"),
        (html("Füße größer süß").encode("cp1252"), "no-such-charset", "cp1252", "detector"),
        (codecs.BOM_UTF8 + html("Füße", "iso-8859-1").encode(), "iso-8859-1", "utf-8", "bom"),
        (codecs.BOM_UTF16_LE + html("Füße").encode("utf-16-le"), "utf-8", "utf-16-le", "bom"),
        (codecs.BOM_UTF16_BE + html("Füße").encode("utf-16-be"), None, "utf-16-be", "bom"),
        (codecs.BOM_UTF32_LE + html("Füße").encode("utf-32-le"), None, "utf-32-le", "bom"),
        (html("Füße").encode("utf-16-le"), None, "utf-16-le", "detector"),
        (html("Füße").encode("utf-16-be"), None, "utf-16-be", "detector"),
        (html("Füße", "utf-16").encode(), None, "utf-8", "utf8"),  # whoever can read that label is not UTF-16
        # a server's unthinking Latin-1 against a page that knows better
        (html(SENTENCES["cp1251"], "windows-1251").encode("cp1251"), "iso-8859-1", "cp1251", "meta"),
        (html(SENTENCES["cp1252"], "windows-1250").encode("cp1252"), "iso-8859-1", "cp1252", "http"),
        # two Chinese characters that happen to be valid UTF-8
        (html("联通", "gb2312").encode("gb18030"), None, "gb18030", "meta"),
    ],
)
def test_the_order_of_evidence(payload: bytes, http: str | None, encoding: str, evidence: str) -> None:
    decoded = decode(payload, HTML, http)
    assert (decoded.encoding, decoded.evidence, decoded.replaced) == (encoding, evidence, 0)
    assert not decoded.text.startswith("\ufeff")


def test_text_of_the_container_is_taken_as_it_is() -> None:
    decoded = decode(html("Füße", "iso-8859-1").encode(), HTML, "unicode")
    assert (decoded.encoding, decoded.evidence, decoded.text) == ("utf-8", "container", html("Füße", "iso-8859-1"))


def test_plain_text_has_no_meta() -> None:
    text = 'They wrote <meta charset="koi8-r"> and Füße in one line.'
    assert decode(text.encode("cp1252"), TEXT, None).text == text


def test_a_few_bad_bytes_are_replaced_and_counted_and_the_page_stays_utf8() -> None:
    payload = html("ä" * 50).encode() + b"\xff\xe4 end"
    decoded = decode(payload, HTML, "utf-8")
    assert (decoded.encoding, decoded.evidence, decoded.replaced) == ("utf-8", "http", 2)
    assert decoded.text.endswith("\ufffd\ufffd end")


def test_a_replacement_character_of_the_page_itself_is_not_counted() -> None:
    assert decode(html("ä \ufffd ö").encode(), HTML, None).replaced == 0
    assert decode(html("ä \ufffd ö" * 20).encode() + b"\xff", HTML, "utf-8").replaced == 1


def test_stray_nuls_are_removed_and_counted() -> None:
    decoded = decode(b"<p>one\0 two\0</p>" + b"x" * 500, HTML, None)
    assert ("\0" in decoded.text, decoded.replaced) == (False, 2)


@pytest.mark.parametrize("payload", [b"", b"  \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n", b"\0 \0"])
def test_blank_payloads_are_empty(payload: bytes) -> None:
    with pytest.raises(Undecodable) as caught:
        decode(payload, HTML, None)
    assert caught.value.reason is RejectReason.EMPTY_PAYLOAD


BINARY = {
    "PDF": b"%PDF-1.7\n%\xe2\xe3",
    "PNG image": b"\x89PNG\r\n\x1a\n" + bytes(50),
    "JPEG image": b"\xff\xd8\xff\xe0" + bytes(50),
    "GIF image": b"GIF89a" + bytes(50),
    "zip archive": b"PK\x03\x04" + bytes(50),
    "gzip stream": b"\x1f\x8b\x08\x00" + bytes(50),
    "zstd stream": b"\x28\xb5\x2f\xfd" + bytes(50),
    "RIFF media": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "MP4 media": b"\x00\x00\x00\x18ftypmp42",
}


@pytest.mark.parametrize(
    ("name", "charset"),
    [(name, charset) for name in BINARY for charset in ("utf-8", None)] + [("GIF image", "unicode")],
)
def test_binary_files_are_named_whatever_their_label(name: str, charset: str | None) -> None:
    with pytest.raises(Undecodable, match=name) as caught:
        decode(BINARY[name], HTML, charset)
    assert caught.value.reason is RejectReason.BINARY_PAYLOAD


@pytest.mark.parametrize(
    "text", ["PK is short for park.", "GIF is a format.", "%PDF is a mark.", "RIFF on a theme", "BZh"]
)
def test_text_that_begins_like_a_binary_file_is_text(text: str) -> None:
    assert binary_kind(text.encode()) is None
    assert decode(text.encode(), TEXT, None).text == text


@pytest.mark.parametrize("seed", range(5))
def test_noise_is_no_text(seed: int) -> None:
    with pytest.raises(Undecodable) as caught:
        decode(random.Random(seed).randbytes(5000), HTML, None)
    assert caught.value.reason in (RejectReason.BINARY_PAYLOAD, RejectReason.UNDECODABLE)


def test_many_nuls_or_controls_are_binary() -> None:
    for payload in (b"abc" + bytes(100) + b"def", bytes(range(1, 9)) * 100):
        with pytest.raises(Undecodable) as caught:
            decode(payload, HTML, None)
        assert caught.value.reason is RejectReason.BINARY_PAYLOAD


def test_high_bytes_that_spell_nothing_are_undecodable() -> None:
    with pytest.raises(Undecodable) as caught:
        decode(bytes([0x98, 0xA4, 0xFF, 0xBC, 0x20]) * 100, TEXT, None)
    assert caught.value.reason is RejectReason.UNDECODABLE


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (b'<meta charset="UTF-8">', "UTF-8"),
        (b"<META CHARSET=windows-1251>", "windows-1251"),
        (b"<meta http-equiv='Content-Type' content='text/html; charset=gb2312'>", "gb2312"),
        (b'<meta content="text/html;charset=EUC-KR" http-equiv=Content-Type />', "EUC-KR"),
        (b'<?xml version="1.0" encoding="iso-8859-2"?><html>', "iso-8859-2"),
        (b'<?xml version="1.0" encoding="iso-8859-2"?><meta charset=utf-8>', "utf-8"),
        (b'<!-- <meta charset="koi8-r"> --><meta charset="utf-8">', "utf-8"),
        (b'<!-- <meta charset="koi8-r"> -->', None),
        (b'<script charset="utf-8" src="x.js">', None),
        (b'<meta name="description" content="which charset do you use?">', None),
        (b"<meta charset=>", None),
    ],
)
def test_the_declaration_in_the_page(head: bytes, label: str | None) -> None:
    assert meta_charset(b"<!doctype html>\n" + head if not head.startswith(b"<?") else head) == label


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("ISO-8859-1", "cp1252"),
        (" latin1 ", "cp1252"),
        ("us-ascii", "cp1252"),
        ('"utf-8"', "utf-8"),
        ("UTF8", "utf-8"),
        ("utf-8;", "utf-8"),
        ("GB2312", "gb18030"),
        ("gbk", "gb18030"),
        ("x-sjis", "cp932"),
        ("Shift_JIS", "cp932"),
        ("euc-kr", "cp949"),
        ("Big5", "big5hkscs"),
        ("iso-8859-9", "cp1254"),
        ("windows-874", "cp874"),
        ("iso-8859-15", "iso8859-15"),
        ("utf-16", None),
        ("utf-7", None),
        ("rot13", None),
        ("hex", None),
        ("idna", None),
        ("unknown", None),
        ("", None),
        ("\0", None),
        ("x" * 500, None),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec


@given(st.text(min_size=1), st.sampled_from(list(PayloadKind)))
def test_any_utf8_text_is_decoded_or_refused_for_a_reason(text: str, kind: PayloadKind) -> None:
    payload = text.encode("utf-8", "replace")
    try:
        decoded = decode(payload, kind, None)
    except Undecodable as error:
        assert error.reason in (RejectReason.EMPTY_PAYLOAD, RejectReason.BINARY_PAYLOAD)  # noqa: PT017
    else:
        assert decoded.encoding != "utf-8" or decoded.text == payload.decode().removeprefix("\ufeff").replace("\0", "")
        assert decoded.utf8 in (None, decoded.text.encode("utf-8"))


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "gb2312", "unicode", "latin-1", "nonsense"]))
def test_any_bytes_are_decoded_or_refused(payload: bytes, charset: str | None) -> None:
    try:
        decoded = decode(payload, HTML, charset)
    except Undecodable as error:
        assert str(error)  # noqa: PT017
    else:
        assert decoded.text.strip()
        assert decoded.utf8 in (None, decoded.text.encode("utf-8"))


@pytest.mark.parametrize(
    "payload", [b"<" * 300_000, b"<!--" * 90_000, b"<meta " * 60_000, b"\xe9<" * 150_000, b"\xe9" * 300_000]
)
def test_hostile_payloads_take_no_longer_than_they_are_long(payload: bytes) -> None:
    started = time.process_time()
    with contextlib.suppress(Undecodable):
        decode(payload, HTML, None)
    assert time.process_time() - started < 1.0


def test_a_sound_page_costs_next_to_nothing() -> None:
    payload = html("Ein Absatz mit Wörtern und Größen. " * 6000, "utf-8").encode()
    decode(payload, HTML, None)
    started = time.process_time()
    for _ in range(20):
        decode(payload, HTML, None)
    assert (time.process_time() - started) / 20 < 0.005  # measured: 0.0003
