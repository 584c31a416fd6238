"""An exchange -> the JSON it is kept as, and back. A newer Dateline may add fields; what is unknown is passed over."""

from dataclasses import replace

from pydantic import TypeAdapter, ValidationError

from assistant.conversations.types import Exchange

_EXCHANGE = TypeAdapter(Exchange)
INTERRUPTED = "This question was interrupted before its answer was verified. The evidence stands."


def dump(exchange: Exchange) -> str:
    """The exchange as one JSON object. Of one that is still going on no draft is kept: nothing of it is verified."""
    if exchange.doing:
        exchange = replace(exchange, doing="", draft="", trouble=INTERRUPTED)
    return _EXCHANGE.dump_json(replace(exchange, feedback=None)).decode()


def load(kept: str, question: str) -> Exchange:
    """The exchange that was kept; one that cannot be read says so under its question."""
    try:
        return _EXCHANGE.validate_json(kept)
    except ValidationError:
        return Exchange(question, trouble="What was kept of this answer cannot be read by this Dateline.")


def words(exchange: Exchange) -> str:
    """What the exchange is found by: question, answer, and the headlines and outlets it rests on."""
    said = exchange.answer.text if exchange.answer else ""
    cited = (f"{item.article.title} {item.article.source}" for item in exchange.evidence)
    return " ".join([exchange.question, said, *dict.fromkeys(cited)])


def quoted(exchange: Exchange) -> set[str]:
    """The ids of the articles whose words stand in it, be it only a headline."""
    shown = [*exchange.evidence]
    if exchange.answer is not None:
        shown += exchange.answer.evidence
        cited = [mark.article.id for item in exchange.answer.sentences for mark in item.citations]
        later = exchange.answer.as_of and exchange.answer.as_of.later
        return {*(item.article.id for item in shown), *cited, *([later.id] if later else [])}
    return {item.article.id for item in shown}
