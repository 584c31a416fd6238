"""`check_claim` looks as answers do: at who said it, on what day, and at all the rules know."""

import pytest

from assistant import prompt
from assistant.check import CheckResult, check_claim
from index.ingest import SAMPLES
from index.readers import read_source
from index.split import normalise
from index.types import Article, RawArticle

TEMPLATE = prompt.load("check")


def sample(name: str) -> tuple[Article, str]:
    (raw,) = (one for one in read_source(str(SAMPLES / f"{name}.txt")) if isinstance(one, RawArticle))
    article = Article(
        name, raw.title or "", raw.source or "", raw.author, raw.published, None, None, "en", 9, 1, name, True
    )
    return article, normalise(raw.text)


def check(claim: str, name: str) -> CheckResult:
    article, text = sample(name)
    return check_claim(claim, text, None, TEMPLATE, article)


@pytest.mark.parametrize(
    ("claim", "name", "speaker"),
    [
        (
            "Sunniva Krall said the cranes would change 120 jobs but end none.",
            "halvik-dockers-strike",
            "Halvik Terminals",
        ),
        (
            "Dario Mbeki-Holm said each day of the stoppage cost the port €1.1 million.",
            "halvik-dockers-strike",
            "Petrossian",
        ),
        (
            "Hamish Delacroix said he told Jonas to stand where nobody would want to stand.",
            "halvik-rovers-semi-final",
            "Sandoval",
        ),
        (
            "Rosa Iyer said the gain was largest in people who had taken the least exercise.",
            "evening-walks-blood-pressure",
            "Ekwueme",
        ),
    ],
)
def test_what_one_says_is_not_credited_to_another(claim: str, name: str, speaker: str) -> None:
    result = check(claim, name)
    assert result.support != "supported"
    assert any("say it, not" in problem and speaker in problem for problem in result.problems)


@pytest.mark.parametrize(
    ("claim", "name"),
    [
        ("Halvik Terminals said the cranes would change 120 jobs but end none.", "halvik-dockers-strike"),
        ("Lorna Petrossian said each day of the stoppage cost the port €1.1 million.", "halvik-dockers-strike"),
        ("Kurt Campbell said much of the assistance was supplied covertly.", "campbell-brussels-china-russia"),
    ],
)
def test_what_somebody_does_say_has_no_problem(claim: str, name: str) -> None:
    assert check(claim, name).problems == ()


def test_a_relative_date_is_the_day_it_means_as_seen_from_publication() -> None:
    name = "obituary-teodora-vaskelis"  # of Thursday, 28 March 2024; it says "on Sunday"
    assert check("Teodora Vaskelis died at her home in Merrow on 24 March 2024.", name).problems == ()
    assert check("Teodora Vaskelis died at her home in Merrow on Sunday, March 24.", name).problems == ()
    assert check("Teodora Vaskelis died at her home in Merrow on 17 March 2024.", name).problems
    assert check("Teodora Vaskelis died at her home in Merrow on Monday.", name).problems


def test_without_an_article_nobody_knows_the_day() -> None:
    _, text = sample("obituary-teodora-vaskelis")
    assert check_claim("Teodora Vaskelis died in Merrow on 24 March 2024.", text, None, TEMPLATE).problems


def test_a_pronoun_in_the_text_stands_for_whom_it_means() -> None:
    assert (
        check("Campbell said he had sat down with officials from Belgium.", "campbell-brussels-china-russia").problems
        == ()
    )


def test_the_headline_and_the_outlet_may_be_named() -> None:
    article, text = sample("norvane-foods-first-quarter")
    assert check_claim(f"Revenue rose 6.2%, {article.source} wrote.", text, None, TEMPLATE, article).problems == ()
    assert check_claim("Revenue rose 6.2%, the Zebra Gazette wrote.", text, None, TEMPLATE, article).problems


def test_a_claim_that_says_the_opposite_is_not_supported() -> None:
    assert (
        check("Net profit increased 9.1% to €27.1 million.", "norwell-packaging-fourth-quarter").support != "supported"
    )
    assert check("Greyfen had its best year since 2017.", "barley-harvest-districts").support != "supported"
