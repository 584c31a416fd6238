"""What a small change makes false is found, and what is the same in other words is not taken for false."""

import pytest

from assistant.types import Evidence
from assistant.verify.against import against
from index.ingest import SAMPLES
from index.readers import read_source
from index.split import normalise, sentences
from index.types import Article, RawArticle

SALES = (
    "Norwell Packaging reported a 2.1% drop in revenue to €318.9 million for the fourth quarter of 2023, as customers"
    " ran down the stocks of boxes they had built up a year before."
)
PROFIT = "Net profit slid 9.1% to €27.1 million from €29.8 million."
MILL = (
    "It is also to buy a recycled-paper mill at Pellworth for €55 million, a deal that should be completed in June and"
    " would make it independent of outside suppliers for about 40% of its paper."
)
STRIKE = (
    "Dockers at Arvenia's largest container port walked out at 6 a.m. on Thursday for 72 hours, leaving 14 ships at"
    " anchor in the bay."
)
UNION = "The Port Workers' Union said all of its 860 members had joined the strike. It wants a rise of 9% this year."
CRANES = "Halvik Terminals said the cranes would change 120 jobs but end none."
TALKS = "Labour Minister Sunniva Krall has invited both sides to talks in Merrow on Monday, Feb. 5."
TALLY = (
    "Castellane received 11,482 votes, or 41.5%. Hallstrøm, who has held the office since 2012 for the Harbour Party,"
    " received 11,297, or 40.8%. Imani Osei-Brandt of the Greens came third with 4,910, or 17.7%."
)
RECOUNT = (
    "By law a recount is held whenever the two leading candidates are separated by less than 1% of the valid votes."
)
TURNOUT = "Turnout was 61.3% of the town's 45,800 registered voters, up from 54.0% four years ago."
SATELLITE = (
    "Lark-2, which weighs 340 kilograms, lifted off from Cape Dorrin at 04:12 UTC and was released 51 minutes later at"
    " an altitude of 540 kilometres."
)
LAUNCHES = (
    "It was the third attempt. A launch on June 4 was called off because of a sticking valve, and another on June 7"
    " because of high winds."
)
COST = "The mission has cost 96 million euros, including the launch, and is meant to last for five years."
BRIDGE = (
    "The new road bridge over the Tarrow at Brannock will cost €412 million, 12.9% more than the €365 million"
    " parliament approved in 2021, the Highways Agency said on Monday. It is to open to traffic on Sept. 14, 2026, five"
    " months later than planned."
)
BARLEY = (
    "Growers in Greyfen lost about a third of their crop when hail flattened fields on July 9, while Orsel and Lowmere"
    " suffered from a dry spring. Dunmarrow, where most farms now irrigate, had its best year since 2017."
)
HARVEST = "Arvenia's farmers brought in 1.045 million tonnes of barley this year, 7.8% less than in 2022."
EXPORTS = "Exports, most of them to maltsters overseas, fell to 286,000 tonnes from 330,000."
SEMI = "Rovers will play Merrow Athletic, who beat Pellworth Town 3-0 in the other semi-final, on May 25."
KETTLE = "The larger Brewline K3 is not affected. Owners should not use the kettle and will get their money back."
VOTE = "An amendment to pay compensation to traders was lost by one vote."
WALKS = "Nobody taking medicine for blood pressure was admitted, and 9% of the walkers dropped out."
TRIAL = "Volunteers aged 50 to 72 walked for 30 minutes within an hour of supper, five days a week, for 12 weeks."
CRISIS = (
    "The U.S. and the EU sent more than $1.2 billion; France sent up to €300 million, at least 40 lorries among it."
)
RATE = "The central bank raised its rate by half a percentage point, 0.5 percentage points, to 4.25%, on Jan. 9, 2024."
MEN = "Krall accused Petrossian of stalling. The minister rejected the plan, and the council did not approve it."

FALSE = [
    (SALES, "Norwell Packaging reported a 2.1% rise in revenue for the fourth quarter of 2023."),
    (SALES, "Norwell Packaging's revenue was €318.9 billion."),
    (SALES, "Norwell Packaging's revenue was $318.9 million."),
    (SALES, "Norwell Packaging's revenue dropped in the third quarter of 2023."),
    (SALES, "Norwell Packaging's revenue dropped by 2.1 percentage points."),
    (SALES, "Norwell Packaging's revenue dropped in the fourth quarter of 2024."),
    (PROFIT, "Net profit increased 9.1% to €27.1 million."),
    (PROFIT, "Net profit climbed to €27.1 million."),
    (PROFIT, "Net profit slid 9.1% to 27.1 million dollars."),
    (MILL, "It is to sell a recycled-paper mill at Pellworth for €55 million."),
    (MILL, "It is to buy a recycled-paper mill at Pellworth for £55 million."),
    (MILL, "The mill at Pellworth is to cost 55 million tonnes."),
    (STRIKE, "Dockers walked out for 72 days."),
    (STRIKE, "Dockers at Arvenia's smallest container port walked out on Thursday."),
    (STRIKE, "Dockers walked out at 6 p.m. on Thursday."),
    (STRIKE, "Dockers did not walk out on Thursday."),
    (UNION, "None of the union's 860 members had joined the strike."),
    (UNION, "The union wants a cut of 9% this year."),
    (CRANES, "Halvik Terminals said the cranes would not change 120 jobs."),
    (TALKS, "Krall has invited both sides to talks on Feb. 6."),
    (TALKS, "Krall has invited both sides to talks on March 5."),
    (TALLY, "Hallstrøm received 11,482 votes."),
    (TALLY, "Castellane received 40.8%."),
    (TALLY, "Osei-Brandt came second with 4,910."),
    (
        RECOUNT,
        "A recount is held whenever the two leading candidates are separated by more than 1% of the valid votes.",
    ),
    (RECOUNT, "A recount is held when the candidates are separated by at least 1% of the votes."),
    (TURNOUT, "Turnout was 61.3%, down from 54.0% four years ago."),
    (TURNOUT, "Turnout was 61.3%, up from 54.0% four months ago."),
    (SATELLITE, "Lark-2 was released at an altitude of 540 miles."),
    (SATELLITE, "Lark-2 weighs 340 tonnes."),
    (SATELLITE, "Lark-2 was released 51 hours later."),
    (LAUNCHES, "It was the fourth attempt."),
    (LAUNCHES, "It was the first attempt."),
    (LAUNCHES, "A launch on June 7 was called off because of a sticking valve, one on July 4 because of high winds."),
    (LAUNCHES, "A launch on June 4 was not called off."),
    (COST, "The mission has cost 96 billion euros."),
    (COST, "The mission is meant to last for five months."),
    (COST, "The mission has cost 96 million dollars, excluding the launch."),
    (BRIDGE, "The bridge will cost €412 million, 12.9% less than parliament approved in 2021."),
    (BRIDGE, "The bridge is to open five months earlier than planned."),
    (BRIDGE, "The bridge is to close to traffic on Sept. 14, 2026."),
    (BRIDGE, "Parliament rejected €365 million in 2021."),
    (BARLEY, "Greyfen had its best year since 2017."),
    (BARLEY, "Dunmarrow had its worst year since 2017."),
    (BARLEY, "Growers in Orsel lost about a third of their crop when hail flattened fields."),
    (HARVEST, "Arvenia's farmers brought in 1.045 million tonnes, 7.8% more than in 2022."),
    (HARVEST, "Arvenia's farmers brought in 1.045 million litres of barley."),
    (EXPORTS, "Exports rose to 286,000 tonnes from 330,000."),
    (EXPORTS, "Imports fell to 286,000 tonnes."),
    (SEMI, "Pellworth Town beat Merrow Athletic 3-0 in the other semi-final."),
    (KETTLE, "The Brewline K3 is affected."),
    (KETTLE, "Owners should use the kettle."),
    (VOTE, "An amendment to pay compensation to traders was won by one vote."),
    (VOTE, "An amendment to pay compensation to traders was not lost."),
    (TRIAL, "Volunteers aged 50 to 72 walked for 30 minutes before supper, for 12 years."),
    (TRIAL, "Volunteers walked for 30 seconds within an hour of supper."),
    (CRISIS, "France sent at least €300 million."),
    (CRISIS, "The U.S. and the EU sent less than $1.2 billion."),
    (CRISIS, "Fewer than 40 lorries were among it."),
    (RATE, "The central bank lowered its rate by 0.5 percentage points."),
    (RATE, "The central bank raised its rate by 0.5%."),
    (RATE, "The central bank raised its rate on Jan. 9, 2023."),
    (MEN, "Petrossian accused Krall of stalling."),
    (MEN, "The minister accepted the plan."),
    (MEN, "The council approved it."),
]
TRUE = [
    (SALES, "Revenue fell by 2.1 percent to 318.9 million euros in Q4 2023."),
    (SALES, "Norwell Packaging’s revenue was lower in the fourth quarter of 2023, at €318.9m."),
    (SALES, "Customers ran down their stocks of boxes, so Norwell's revenue declined 2.1 per cent."),
    (PROFIT, "Net profit was 9.1 percent lower at €27.1m."),
    (PROFIT, "Net profit dropped from €29.8 million to €27.1 million."),
    (PROFIT, "The net profit of €27.1 million was a decrease of 9.1%."),
    (MILL, "A mill at Pellworth will be bought for 55 million euros."),
    (MILL, "It will be bought for EUR 55 million and the deal should be completed in June."),
    (MILL, "It would not depend on outside suppliers for 40% of its paper."),
    (STRIKE, "The dockers' strike lasts 72 hours."),
    (STRIKE, "Fourteen ships were left at anchor."),
    (STRIKE, "The port is the largest in Arvenia."),
    (UNION, "Every one of the 860 members of the Port Workers’ Union joined the strike."),
    (UNION, "The union wants nine percent more this year."),
    (UNION, "No member of the union was missing among the 860."),
    (CRANES, "The cranes would change 120 jobs and would not end any."),
    (CRANES, "No jobs would be ended by the cranes, Halvik Terminals said."),
    (TALKS, "Talks are to be held in Merrow on 5 February."),
    (TALKS, "Both sides were invited by Sunniva Krall to talks on Monday, February 5th."),
    (TALLY, "Hallstrøm got 11,297 votes (40.8 percent), Castellane 11,482."),
    (TALLY, "Imani Osei-Brandt came 3rd with 4,910 votes."),
    (RECOUNT, "Less than one percent of the votes between the two leading candidates means a recount by law."),
    (RECOUNT, "There is a recount when the lead is below 1% of the valid votes."),
    (TURNOUT, "Turnout rose from 54% to 61.3%."),
    (TURNOUT, "Four years earlier the turnout was lower, at 54.0%."),
    (SATELLITE, "Lark-2 has a weight of 340 kg and was released at 540 km."),
    (SATELLITE, "It was released at a height of 540 kilometers, 51 minutes after lift-off."),
    (LAUNCHES, "The launch of 4 June was called off because of a valve, that of 7 June because of winds."),
    (LAUNCHES, "The launches of June 4 and June 7 did not take place; this was attempt three."),
    (COST, "The mission cost €96m."),
    (COST, "Including the launch, it has cost nearly 100 million euros."),
    (BRIDGE, "The bridge will open on 14 September 2026, after a delay of five months."),
    (BRIDGE, "It will cost more than €400 million, up 12.9 percent from €365m."),
    (BRIDGE, "In 2021 parliament had approved 365 million euros."),
    (BARLEY, "Greyfen's growers lost about a third of their crop to hail on 9 July."),
    (BARLEY, "A dry spring hurt Orsel and Lowmere."),
    (BARLEY, "Dunmarrow's year was the best since 2017."),
    (HARVEST, "The farmers of Arvenia harvested 1,045,000 tonnes, 7.8% below 2022."),
    (HARVEST, "The harvest of barley was 7.8 percent smaller than in 2022."),
    (EXPORTS, "Exports were 286,000 tonnes, down from 330,000 tonnes."),
    (EXPORTS, "Exports had been higher before: 330,000 tonnes."),
    (SEMI, "Pellworth Town lost 3-0 to Merrow Athletic."),
    (SEMI, "Pellworth Town was beaten by Merrow Athletic."),
    (KETTLE, "No, the K3 isn't affected."),
    (KETTLE, "Owners should stop using the kettle and will get their money back."),
    (VOTE, "The amendment on compensation failed by a single vote."),
    (WALKS, "The trial admitted no one who took medicine for blood pressure."),
    (TRIAL, "For twelve weeks they walked 30 minutes a day on five days a week."),
    (CRISIS, "The United States and the European Union sent over 1.2 billion dollars."),
    (CRISIS, "As much as 300 million euros came from the French."),
    (CRISIS, "Forty or more lorries were sent."),
    (RATE, "The rate went up by 0.5 points to 4.25 percent on 9 January 2024."),
    (MEN, "Petrossian was accused of stalling by Krall."),
    (MEN, "The council refused to approve the plan, which the minister rejected."),
]


ARTICLE = Article("a", "", "", None, None, None, None, "en", 99, 1, "x", False)


def problems(claim: str, cited: str) -> list[str]:
    return against(claim, [Evidence(1, ARTICLE, 1, 0, len(cited), cited, 1.0, 0.5)])


@pytest.mark.parametrize(("cited", "claim"), FALSE)
def test_a_claim_that_a_small_change_made_false_has_a_problem(cited: str, claim: str) -> None:
    assert problems(claim, cited)


@pytest.mark.parametrize(("cited", "claim"), TRUE)
def test_the_same_in_other_words_has_none(cited: str, claim: str) -> None:
    assert problems(claim, cited) == []


def test_the_words_of_an_article_prove_themselves_alone_and_with_their_neighbours() -> None:
    texts = [normalise(raw.text) for raw in read_source(str(SAMPLES)) if isinstance(raw, RawArticle)]
    found = []
    for text in texts:
        spans = sentences(text)
        for before, span, after in zip(spans, spans[1:], spans[2:], strict=False):
            claim = " ".join(text[span.start : span.end].split())
            found += [
                (claim, wrong)
                for words in (text[span.start : span.end], text[before.start : after.end])
                if (wrong := problems(claim, words))
            ]
    assert not found
