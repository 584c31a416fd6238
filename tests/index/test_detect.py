"""The language of an article: what its source says, else what its words are in, else unknown."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from index import detect as detection
from index.detect import detect
from index.ingest import SAMPLES, add_articles
from index.types import RawArticle
from tests.index.children import opened

NEWS = {
    "en": "The government said on Tuesday that the new bridge over the river would not open before the summer.",
    "de": "Die Regierung teilte am Dienstag mit, dass die neue Brücke über den Fluss nicht vor dem Sommer öffnet.",
    "fr": "Le gouvernement a annoncé mardi que le nouveau pont sur le fleuve n'ouvrirait pas avant l'été prochain.",
    "es": "El gobierno anunció el martes que el nuevo puente sobre el río no se abrirá antes del próximo verano.",
    "it": "Il governo ha annunciato martedì che il nuovo ponte sul fiume non aprirà prima della prossima estate.",
    "pt": "O governo anunciou na terça-feira que a nova ponte sobre o rio não abrirá antes do próximo verão.",
    "nl": "De regering heeft dinsdag gezegd dat de nieuwe brug over de rivier niet voor de zomer opengaat.",
    "pl": "Rząd ogłosił we wtorek, że nowy most na rzece nie zostanie otwarty przed latem przyszłego roku.",
    "sv": "Regeringen sade på tisdagen att den nya bron över älven inte kommer att öppnas före sommaren.",
    "fi": "Hallitus ilmoitti tiistaina, että uutta joen ylittävää siltaa ei avata ennen ensi kesää.",
    "cs": "Vláda v úterý oznámila, že nový most přes řeku nebude otevřen dříve než příští léto.",
    "hu": "A kormány kedden közölte, hogy a folyón átívelő új híd nem nyílik meg a jövő nyár előtt.",
    "tr": "Hükümet salı günü yaptığı açıklamada nehir üzerindeki yeni köprünün yazdan önce açılmayacağını söyledi.",
    "ro": "Guvernul a anunțat marți că noul pod peste râu nu va fi deschis înainte de vara viitoare.",
    "el": "Η κυβέρνηση ανακοίνωσε την Τρίτη ότι η νέα γέφυρα στον ποταμό δεν θα ανοίξει πριν από το καλοκαίρι.",
    "ru": "Правительство сообщило во вторник, что новый мост через реку не откроется раньше следующего лета.",
    "uk": "Уряд повідомив у вівторок, що новий міст через річку не відкриється раніше наступного літа.",
    "ar": "قالت الحكومة يوم الثلاثاء إن الجسر الجديد فوق النهر لن يفتح قبل الصيف المقبل",
    "he": "הממשלה הודיעה ביום שלישי כי הגשר החדש מעל הנהר לא ייפתח לפני הקיץ הבא",
    "hi": "सरकार ने मंगलवार को कहा कि नदी पर बना नया पुल अगली गर्मियों से पहले नहीं खुलेगा",
    "zh": "政府星期二表示，这座横跨河流的新桥在明年夏天之前不会开"
    "放。交通部长说，工程比计划晚了三个月，费用也增加了不少。",
    "ja": "政府は火曜日、川にかかる新しい橋が来年の夏までに開通し"
    "ないと発表した。費用も当初の計画より増えているという。",
    "ko": "정부는 화요일 강을 가로지르는 새 다리가 내년 여름 전에"
    "는 개통되지 않을 것이라고 밝혔다고 전했다 비용도 늘었다",
}


@pytest.mark.parametrize("language", NEWS)
def test_two_lines_of_news_are_enough(language: str) -> None:
    assert detect(NEWS[language]) == language


@pytest.mark.parametrize(
    "text", ["", "Ferry late", "OK", "12 345 678 " * 40, "🛳️ " * 100, "https://coast.example/a/b/c"]
)
def test_too_little_is_no_language(text: str) -> None:
    assert detect(text) is None


def test_what_is_in_two_languages_is_in_neither() -> None:
    assert detect((NEWS["en"] + " ") * 5 + (NEWS["de"] + " ") * 5) is None


def test_it_is_the_same_every_time_and_does_not_read_on_for_ever() -> None:
    long = (NEWS["en"] + " ") * 30
    assert len(long) > detection.READ
    assert {detect(long + NEWS["fr"] * n) for n in range(3)} == {"en"}


def test_every_sample_article_is_english() -> None:
    for path in SAMPLES.iterdir():
        assert detect(path.read_text("utf-8").partition("---\n")[2].partition("---\n")[2]) == "en", path.name


def test_the_source_is_believed_before_the_words(tmp_path: Path) -> None:
    def language(said: str | None, text: str) -> str | None:
        add_articles(library, [RawArticle(text, "-", title="x", id="x", language=said)])
        return library.catalog.article("x").language

    with opened(tmp_path / "home") as library:
        assert language("de-AT", NEWS["en"]) == "de"
        assert language(None, NEWS["fr"]) == "fr"
        assert language("Klingon", NEWS["es"]) == "es"
        assert language(None, "Ferry late") is None
        add_articles(library, [RawArticle(NEWS["it"], "-", title="x", id="y")])
        report = add_articles(library, [RawArticle(NEWS["it"], "-", title="x", id="y")])
        assert [item.state for item in report.articles] == ["unchanged"]


def test_articles_of_an_older_dateline_get_their_language_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with opened(home) as library:
        add_articles(library, [RawArticle(text, "-", id=code) for code, text in NEWS.items()])
        add_articles(library, [RawArticle("Ferry late", "-", id="short")])
    with contextlib.closing(sqlite3.connect(home / "catalog.sqlite")) as raw, raw:
        raw.execute("UPDATE articles SET language = NULL")
        raw.execute("UPDATE articles SET language = 'en' WHERE id = 'fr'")  # as if its source had said so
        raw.execute("DELETE FROM meta WHERE key = 'languages'")
    with opened(home) as library:
        generation = library.catalog.generation
        library.sync()
        found = {article.id: article.language for article in library.catalog.articles()}
        assert found == {**{code: code for code in NEWS}, "fr": "en", "short": None}
        assert library.catalog.generation == generation
    with contextlib.closing(sqlite3.connect(home / "catalog.sqlite")) as raw, raw:
        raw.execute("UPDATE articles SET language = NULL")
    with opened(home) as library:
        library.sync()
        assert library.catalog.article("en").language is None  # they are not looked at again at every start
