"""`dateline check`: is this sentence supported by that text?"""

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.commands.model import need_model, say_model, stopping
from assistant.commands.options import Batch, Home, Json, separate, wrong_usage
from assistant.commands.terminal import counting, fetching, print_json, print_text, say

if TYPE_CHECKING:
    from assistant.batch import ClaimLine
    from assistant.check import CheckResult
    from assistant.llm import LLM
    from assistant.prompt import Template
    from assistant.settings import Settings
    from index.types import Article


def check(
    claim: Annotated[
        str | None, typer.Argument(metavar="CLAIM", help="The sentence to check.", show_default=False)
    ] = None,
    article: Annotated[str | None, typer.Option("--article", metavar="ID", help="Check it against an article.")] = None,
    text: Annotated[Path | None, typer.Option("--text", metavar="FILE", help="Check it against a text file.")] = None,
    batch: Batch = None,
    out_file: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where the verdicts of a --batch go; a file that is there goes on."),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Check whether a text supports a sentence; without a model, its words and numbers decide alone."""
    if batch is not None:
        if claim is not None or article is not None or text is not None or out_file is None or as_json:
            wrong_usage("it goes with --out FILE only.", "--batch")
        _check_all(batch, out_file, home)
        return
    if claim is None or out_file is not None:
        wrong_usage("give a CLAIM, or --batch FILE with --out FILE.", "CLAIM")
    if (article is None) == (text is None):
        wrong_usage("name the text: either --article ID or --text FILE.", "--article")
    from assistant.settings import load

    settings = load(home)
    of, words = _article(settings, article) if article is not None else (None, _file(text or Path()))
    with _checker(settings) as (llm, template):
        result, trouble = _check(claim, words, llm, template, of)
        if trouble:
            say(f"dateline: {trouble} The claim's words and numbers decide alone.")
    if as_json:
        print_json(check_json(result))
    else:
        print_text(f"{result.support} ({result.score:.2f})")
        for problem in result.problems:
            print_text(f"- {problem}")
        for quote in result.citations:
            print_text(f"“{' '.join(quote.quote.split())}”")


def check_json(result: "CheckResult") -> dict[str, object]:
    """A verdict, as `check --json` prints it."""
    return {
        "support": result.support,
        "score": result.score,
        "citations": [{"start": item.start, "end": item.end, "quote": item.quote} for item in result.citations],
        "problems": list(result.problems),
    }


def _check_all(batch: Path, out_file: Path, home: Path | None) -> None:
    from assistant.batch import read_claims
    from assistant.results import open_results
    from assistant.settings import load

    separate(batch, out_file, "--out")
    claims = read_claims(batch)
    with open_results(out_file, claims, _is_verdict, _verdict_begins) as results:
        if results.done:
            say(f"{results.done} of {len(claims)} verdicts are in {out_file} already; going on after them.")
        settings = load(home)
        with _checker(settings) as (llm, template), counting("Checking", len(claims) - results.done) as count:
            if results.done < len(claims):
                need_model(settings, llm)
            for number, claim in enumerate(claims[results.done :], start=results.done):
                with stopping(claim.id, f"{number} of {len(claims)} verdicts are in {out_file}"):
                    result = _verdict(claim, llm, template)
                results.write({"id": claim.id, **check_json(result)})
                count(claim.claim)
    say(f"{len(claims)} verdicts in {out_file}.")


def _is_verdict(line: "Mapping[str, Any]", claim: "ClaimLine") -> bool:
    return line.get("id") == claim.id and "support" in line


def _verdict_begins(claim: "ClaimLine") -> str:
    return json.dumps({"id": claim.id}, ensure_ascii=False).removesuffix("}") + ', "support": '


def _verdict(claim: "ClaimLine", llm: "LLM | None", template: "Template") -> "CheckResult":
    """The verdict on one line of a batch; LLMError when the model failed and might not the next time."""
    from dataclasses import replace

    from assistant.batch import once_more
    from assistant.check import CheckResult, check_claim
    from assistant.errors import LLMError, QuestionError

    try:
        return once_more(lambda: check_claim(claim.claim, claim.text, llm, template))
    except QuestionError as error:
        return CheckResult("unsupported", 0.0, (), (str(error),))
    except LLMError as error:
        if not error.lasting:
            raise
        result = check_claim(claim.claim, claim.text, None, template)
        return replace(result, problems=(*result.problems, f"its words decide alone: {error}"))


def _check(
    claim: str, text: str, llm: "LLM | None", template: "Template", article: "Article | None"
) -> "tuple[CheckResult, str | None]":
    """The verdict, and why it was reached without the model when it failed."""
    from assistant.check import check_claim
    from assistant.errors import LLMError

    try:
        return check_claim(claim, text, llm, template, article), None
    except LLMError as error:
        return check_claim(claim, text, None, template, article), str(error)


@contextlib.contextmanager
def _checker(settings: "Settings") -> "Iterator[tuple[LLM | None, Template]]":
    from assistant import prompt
    from assistant.open import open_llm

    with fetching() as progress, open_llm(settings, progress) as llm:
        say_model(llm, "checks")
        yield llm, prompt.load("check", settings.prompts)


def _article(settings: "Settings", article_id: str) -> "tuple[Article, str]":
    from index.catalog import Catalog

    with contextlib.closing(Catalog(settings.home / "catalog.sqlite")) as catalog:
        article = catalog.article(article_id)
        return article, catalog.text(article_id, article.version)


def _file(path: Path) -> str:
    """The file's words as they are, whatever their encoding: offsets count in them."""
    from assistant.batch import refuse_endless
    from assistant.errors import ReadError
    from index.readers.plain import decode

    refuse_endless(path)
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise ReadError(f"{path} cannot be read: {error.strerror}.") from error
    except ReadError as error:
        raise ReadError(f"{path}: {error}.") from error
