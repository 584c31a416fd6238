"""Which evidence proves a claim."""

from dataclasses import replace

from assistant.types import Evidence
from assistant.verify.locate import locate
from assistant.verify.parse import Claim
from assistant.verify.support import Signals, judge, unmentioned
from index.types import Article

ARTICLE = Article("a", "Harbour tunnel late", "Coast Daily", None, "2023-05-04", None, None, "en", 99, 1, "x", False)
EVIDENCE = [
    Evidence(number, ARTICLE, 1, 100 * number, 100 * number + len(text), text, 1.0, 0.5)
    for number, text in enumerate(
        [
            "The harbour tunnel will open in March 2025, two years later than planned, Ana Ruiz said.",
            "The cost has risen from €310 million to €480 million because of soft clay.",
            "The museum is closed on Mondays.",
        ],
        start=1,
    )
]
QUESTION = "When will the tunnel open and what does it cost?"


def markers(claim: Claim) -> tuple[int, ...]:
    return tuple(item.marker for item in locate(claim, EVIDENCE, QUESTION).evidence)


def test_a_right_marker_is_kept() -> None:
    located = locate(Claim("The tunnel will open in March 2025.", (1,)), EVIDENCE, QUESTION)
    assert (markers(located.claim), located.repaired, located.problems) == ((1,), False, ())


def test_a_wrong_marker_is_repaired_when_the_right_words_are_there() -> None:
    located = locate(Claim("The cost has risen to €480 million.", (1,)), EVIDENCE, QUESTION)
    assert ([item.marker for item in located.evidence], located.repaired) == ([2], True)


def test_a_missing_marker_is_found() -> None:
    assert markers(Claim("The cost has risen because of soft clay.", ())) == (2,)


def test_a_claim_that_joins_two_places_cites_both() -> None:
    assert set(markers(Claim("The tunnel opens in March 2025 and will cost €480 million.", (1,)))) == {1, 2}


def test_a_comparison_finds_its_figures_wherever_they_stand() -> None:
    texts = [
        "Norvane said that revenue rose in the first quarter, and that its boxes, jars and bottles sold well.",
        "Net profit increased to €21.7 million.",
        "Norwell reported a fall in revenue from boxes, jars and bottles in the fourth quarter.",
        "Net profit slid to €27.1 million.",
    ]
    evidence = [Evidence(n, ARTICLE, 1, 100 * n, 100 * n + len(t), t, 1.0, 0.5) for n, t in enumerate(texts, start=1)]
    claim = Claim("Norwell's net profit of €27.1 million was bigger than Norvane's €21.7 million.", (3,))
    found = locate(claim, evidence, "Which profit was bigger, Norvane's or Norwell's?")
    assert (found.problems, {2, 4} <= {item.marker for item in found.evidence}) == ((), True)


def test_the_rows_of_a_table_have_the_scale_that_its_caption_gives() -> None:
    texts = ["Harvest by district, thousand tonnes", "District | 2022 | 2023\nGreyfen | 97.8 | 64.1"]
    evidence = [Evidence(n, ARTICLE, 1, 100 * n, 100 * n + len(t), t, 1.0, 0.5) for n, t in enumerate(texts, start=1)]
    question = "How much did the district of Greyfen harvest in 2023?"
    assert locate(Claim("Greyfen had 64.1 thousand tonnes.", (2,)), evidence, question).problems == ()
    assert locate(Claim("Greyfen had 64.1 million tonnes.", (2,)), evidence, question).problems


def test_a_superfluous_marker_is_dropped() -> None:
    assert markers(Claim("The cost has risen from €310 million to €480 million.", (2, 3))) == (2,)


def test_a_number_that_no_evidence_has_is_named() -> None:
    located = locate(Claim("The tunnel will cost €600 million.", (2,)), EVIDENCE, QUESTION)
    assert located.problems == ("the number 600 million is not in the cited words",)


def test_words_about_something_else_prove_nothing() -> None:
    located = locate(Claim("Engineers praised the clever ventilation shafts below.", (3,)), EVIDENCE, QUESTION)
    assert located.problems == ("the cited words are about something else",)


def test_one_bad_sentence_is_withheld_and_the_good_one_stays() -> None:
    claims = [Claim("The tunnel will open in March 2025.", (1,)), Claim("It was designed by Foster.", (1,))]
    verdict = judge(claims, EVIDENCE, QUESTION, Signals(0.9), 0.5)
    assert [shown.located.claim.text for shown in verdict.shown] == ["The tunnel will open in March 2025."]
    assert [withheld.reason for withheld in verdict.withheld] == ["the name Foster is not in the cited words"]
    assert verdict.doubt is None


def test_when_the_model_doubts_its_answer_nothing_is_shown() -> None:
    verdict = judge([Claim("The tunnel will open in March 2025.", (1,))], EVIDENCE, QUESTION, Signals(0.1), 0.5)
    assert verdict.shown == ()
    assert verdict.doubt is not None
    assert len(verdict.withheld) == 1


def test_an_unknown_marker_leaves_the_sentence_flagged() -> None:
    verdict = judge([Claim("The tunnel will open in March 2025.", (1,), (42,))], EVIDENCE, QUESTION, Signals(0.9), 0.5)
    assert [shown.support for shown in verdict.shown] == ["partial"]


def support(claim: str, confidence: float | None = 0.9) -> list[str]:
    verdict = judge([Claim(claim, (1,))], EVIDENCE, QUESTION, Signals(confidence), 0.5)
    return [shown.support for shown in verdict.shown]


def test_a_word_that_opens_the_sentence_and_may_be_a_name_leaves_it_flagged() -> None:
    assert support("Foster said the harbour tunnel will open in March 2025.") == ["partial"]
    assert support("Foster’s harbour tunnel will open in March 2025.") == ["partial"]
    for opener in (
        "Harbour tunnel",
        "The tunnel",
        "Probably the tunnel",
        "Openings of the tunnel",
        "Two years late it",
    ):
        assert support(f"{opener} will open in March 2025.") == ["supported"]


def test_without_the_models_own_probability_nothing_is_more_than_flagged() -> None:
    assert support("The tunnel will open in March 2025.", None) == ["partial"]
    assert support("The tunnel will open in March 2025.", 0.9) == ["supported"]


def test_names_in_the_question_that_nothing_mentions_are_found() -> None:
    found = [item.text for item in EVIDENCE]
    assert unmentioned("When does the Zürich tunnel of Ana Ruiz open?", found) == ["Zürich"]


def test_an_answer_without_the_figure_that_was_asked_for_is_no_answer() -> None:
    claims = [Claim("The cost has risen because of soft clay.", (2,))]
    verdict = judge(claims, EVIDENCE, "How much has the cost risen?", Signals(0.9), 0.5)
    assert verdict.shown == ()
    assert "a figure was asked for" in str(verdict.doubt)


def test_nearly_declining_counts_against_an_answer() -> None:
    claims = [Claim("The tunnel will open in March 2025.", (1,))]
    assert judge(claims, EVIDENCE, QUESTION, Signals(0.9, 0.01), 0.3).doubt is None
    assert judge(claims, EVIDENCE, QUESTION, Signals(0.9, 0.30), 0.3).doubt is not None


def test_an_answer_from_words_on_another_subject_is_less_sure_than_one_from_words_on_the_question() -> None:
    def sure(question: str) -> float:
        claims = [Claim("The museum is closed on Mondays.", (3,))]
        return judge(claims, EVIDENCE, question, Signals(0.9, 0.01), 0.0).confidence or 0.0

    assert sure("Is the museum closed on Mondays?") > 0.5 > sure("Which company builds the northern railway?")


def test_a_word_that_tells_more_counts_more() -> None:
    claims = [Claim("The tunnel will open in March 2025.", (1,))]

    def sure(tunnel: float, zebra: float) -> float:
        signals = Signals(0.6, 0.05, {"tunnel": tunnel, "zebra": zebra})
        return judge(claims, EVIDENCE, "Tunnel zebra?", signals, 0.0).confidence or 0.0

    assert sure(9.0, 1.0) > sure(1.0, 9.0)


def test_a_date_that_only_repeats_the_question_leaves_the_sentence_flagged() -> None:
    question = "What was the cost of the tunnel from January to April?"
    claims = [Claim("The cost from January to April was €480 million.", (2,))]
    verdict = judge(claims, EVIDENCE, question, Signals(0.9), 0.5)
    assert [(shown.support, shown.located.evidence[0].marker) for shown in verdict.shown] == [("partial", 2)]


def test_a_name_of_the_question_that_the_article_does_not_mention_is_a_problem() -> None:
    located = locate(
        Claim("The Severn tunnel will cost €480 million.", (2,)), EVIDENCE, "What will the Severn tunnel cost?"
    )
    assert located.problems == ("the name Severn is not in the cited words",)


def test_a_question_word_is_no_name() -> None:
    assert unmentioned("Does Ruiz back a toll?", ["Ruiz spoke."]) == []


def interview(*texts: str) -> list[Evidence]:
    """Two articles: of the tunnel, and behind it the sentences of an interview about something else."""
    keeper = replace(ARTICLE, id="b", title="The keepers who wrote down the sea", source="Ledger")
    more = [Evidence(n, keeper, 1, 100 * n, 100 * n + len(t), t, 1.0, 0.5) for n, t in enumerate(texts, start=4)]
    return [*EVIDENCE, *more]


def test_a_question_that_stands_in_an_article_proves_nothing() -> None:
    asked, claim = "Did the keeper make a reading up?", Claim("The keeper made a reading up.", ())
    assert locate(claim, interview("Did the keeper ever make a reading up?"), asked).problems
    both = interview("Did the keeper ever make a reading up? The keeper made one, she says.")
    assert [item.marker for item in locate(claim, both, asked).evidence] == [4]


def test_a_name_of_one_article_and_the_deed_of_another_prove_nothing_together() -> None:
    claim = Claim("Ana Ruiz made a reading up one night in the fog.", ())
    found = locate(claim, interview("She made a reading up one night in the fog."), "What did Ruiz do in the fog?")
    assert found.problems
    about_both = interview("Ruiz, who was a keeper then, made a reading up one night in the fog.")
    assert locate(claim, about_both, "What did Ruiz do in the fog?").problems == ()


def test_a_model_that_was_told_not_to_answer_yes_counts_for_surer_than_it_says() -> None:
    claims = [Claim("The tunnel will open in March 2025.", (1,))]
    confidence = [
        judge(claims, EVIDENCE, QUESTION, Signals(0.7, wary=wary), 0.0).confidence or 0.0 for wary in (False, True)
    ]
    assert confidence[0] < confidence[1]
