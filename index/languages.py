"""Languages by their ISO 639-1 code: what a source says of its own, and what a reader types."""

import re

from index.names import fold

_TABLE = """
aa Afar, ab Abkhazian, ae Avestan, af Afrikaans, ak Akan, am Amharic, an Aragonese, ar Arabic, as Assamese, av Avaric,
ay Aymara, az Azerbaijani, ba Bashkir, be Belarusian, bg Bulgarian, bi Bislama, bm Bambara, bn Bengali, bo Tibetan,
br Breton, bs Bosnian, ca Catalan, ce Chechen, ch Chamorro, co Corsican, cr Cree, cs Czech, cu Church Slavonic,
cv Chuvash, cy Welsh, da Danish, de German, dv Divehi, dz Dzongkha, ee Ewe, el Greek, en English, eo Esperanto,
es Spanish, et Estonian, eu Basque, fa Persian, ff Fulah, fi Finnish, fj Fijian, fo Faroese, fr French,
fy Western Frisian, ga Irish, gd Scottish Gaelic, gl Galician, gn Guarani, gu Gujarati, gv Manx, ha Hausa, he Hebrew,
hi Hindi, ho Hiri Motu, hr Croatian, ht Haitian, hu Hungarian, hy Armenian, hz Herero, ia Interlingua, id Indonesian,
ie Interlingue, ig Igbo, ii Sichuan Yi, ik Inupiaq, io Ido, is Icelandic, it Italian, iu Inuktitut, ja Japanese,
jv Javanese, ka Georgian, kg Kongo, ki Kikuyu, kj Kuanyama, kk Kazakh, kl Greenlandic, km Khmer, kn Kannada, ko Korean,
kr Kanuri, ks Kashmiri, ku Kurdish, kv Komi, kw Cornish, ky Kyrgyz, la Latin, lb Luxembourgish, lg Ganda, li Limburgish,
ln Lingala, lo Lao, lt Lithuanian, lu Luba-Katanga, lv Latvian, mg Malagasy, mh Marshallese, mi Maori, mk Macedonian,
ml Malayalam, mn Mongolian, mr Marathi, ms Malay, mt Maltese, my Burmese, na Nauru, nb Norwegian Bokmål,
nd North Ndebele, ne Nepali, ng Ndonga, nl Dutch, nn Norwegian Nynorsk, no Norwegian, nr South Ndebele, nv Navajo,
ny Chichewa, oc Occitan, oj Ojibwa, om Oromo, or Oriya, os Ossetian, pa Punjabi, pi Pali, pl Polish, ps Pashto,
pt Portuguese, qu Quechua, rm Romansh, rn Rundi, ro Romanian, ru Russian, rw Kinyarwanda, sa Sanskrit, sc Sardinian,
sd Sindhi, se Northern Sami, sg Sango, si Sinhala, sk Slovak, sl Slovenian, sm Samoan, sn Shona, so Somali, sq Albanian,
sr Serbian, ss Swati, st Southern Sotho, su Sundanese, sv Swedish, sw Swahili, ta Tamil, te Telugu, tg Tajik, th Thai,
ti Tigrinya, tk Turkmen, tl Tagalog, tn Tswana, to Tonga, tr Turkish, ts Tsonga, tt Tatar, tw Twi, ty Tahitian,
ug Uighur, uk Ukrainian, ur Urdu, uz Uzbek, ve Venda, vi Vietnamese, vo Volapük, wa Walloon, wo Wolof, xh Xhosa,
yi Yiddish, yo Yoruba, za Zhuang, zh Chinese, zu Zulu
"""
_LONGER = """
ara ar, bul bg, cat ca, ces cs, cze cs, chi zh, zho zh, cmn zh, dan da, deu de, ger de, dut nl, nld nl, ell el, gre el,
eng en, est et, fas fa, per fa, fin fi, fra fr, fre fr, gle ga, heb he, hin hi, hrv hr, hun hu, ind id, isl is, ice is,
ita it, jpn ja, kor ko, lav lv, lit lt, nor no, nob nb, nno nn, pol pl, por pt, ron ro, rum ro, rus ru, slk sk, slo sk,
slv sl, spa es, srp sr, swe sv, tha th, tur tr, ukr uk, urd ur, vie vi, fil tl, iw he, in id, ji yi, jw jv, mo ro
"""
"""Three letters (ISO 639-2 and 639-3) of languages that news is often in, and codes of two that are out of use."""

_PAIRS = [entry.strip().partition(" ") for entry in _TABLE.replace("\n", " ").split(",")]
NAMES = {code: name for code, _, name in _PAIRS}
"""Code -> English name, of every language that has a code of two letters."""
_CODES = {fold(name): code for code, name in NAMES.items()} | {
    longer: code
    for longer, _, code in (entry.strip().partition(" ") for entry in _LONGER.replace("\n", " ").split(","))
}


def code(said: str | None) -> str | None:
    """The code for `de`, `de-AT`, `de_CH`, `deu` or `German`; None for what names no language that has one."""
    if not said or not said.strip():
        return None
    first = re.split(r"[-_]", said.strip(), maxsplit=1)[0].lower()
    return first if first in NAMES else _CODES.get(first) or _CODES.get(fold(said))


def name(language: str) -> str:
    """`German (de)` for `de`."""
    return f"{NAMES[language]} ({language})" if language in NAMES else language
