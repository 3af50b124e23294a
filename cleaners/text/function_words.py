"""The most frequent function words of some languages: in running prose every third to fifth word is one of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_LISTED = {
    "en": "the of and to a in that is was for on with as by at from his her their has had were which been but not",
    "de": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden"
    " aus er hat dass",
    "fr": "le la les de des du et en un une que est pour dans qui au par sur pas plus avec ont sont ce il elle",
    "es": "el los las y que del se por con para una su al lo como más pero sus fue ha",
    "it": "il di che e per un non sono della con da del si nel alla ma dei delle è gli",
    "pt": "o os as do da em não uma no na por mais foi ao das dos se",
    "nl": "het een van en dat niet zijn op te voor met door ook bij aan wordt naar",
    "pl": "w i na z się nie do że jest o jak to po od przez był oraz ale",
    "cs": "a v se na je že s z o do by ve pro jsou byl která který jako",
    "sv": "och att det i en på är som för av med till den har de inte om ett",
    "uk": "та в у на що з до не і за як від про це його",
    "ru": "и в не на что с по как это он его для за от из но был",
    "tr": "ve bir bu için ile da de olarak en çok daha olan gibi sonra kadar",
}
FUNCTION_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {language: frozenset(words.split()) for language, words in _LISTED.items()}
)
