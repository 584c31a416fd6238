"""What programs may ask of the page: every argument with its type, its default and its meaning, strictly."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.errors import QuestionError

MOST_HITS = 100


class Arguments(BaseModel):
    """The arguments of one call; one that is unknown is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Form = TypeVar("Form", bound=Arguments)

_Words = Annotated[str, BeforeValidator(lambda given: "" if given is None else given)]
"""Text that may be left out; some clients say null for that."""


class _Question(Arguments):
    question: str = Field(
        description="The question in plain words, complete in itself: what was asked before is not known here."
    )


class _Wanted(Arguments):
    query: str = Field(description="What to look for, as words or as a question.")
    k: int = Field(default=10, ge=1, le=MOST_HITS, description="How many passages, best first.")


class _Restricted(Arguments):
    """Every filter there is, by its name; those that are left out restrict nothing."""

    since: _Words = Field("", description="Only articles published on this day or later, as YYYY-MM-DD.")
    until: _Words = Field("", description="Only articles published on this day or before, as YYYY-MM-DD.")
    source: _Words = Field("", description="Only articles of this outlet, by its name as the articles give it.")
    author: _Words = Field("", description="Only articles by this author; a surname will do.")
    article: _Words = Field("", description="Only this article, by its `article_id` or its whole title.")
    language: _Words = Field("", description="Only articles in this language, by its code or name: de or German.")
    speaker: _Words = Field("", description="Only what this person, office or body says; a surname will do.")


# Fields come in the order of the classes from the right: what is asked stands before what it is restricted to.
class Ask(_Restricted, _Question):
    """A question."""


class Search(_Restricted, _Wanted):
    """What to look for."""


class Show(Arguments):
    """Which article."""

    id: str = Field(description="The article's id, as `article_id` in an answer or a hit.")


class Add(Arguments):
    """An article to add: its words, or the web address where they are."""

    text: _Words = Field(default="", description="The words of the article as plain text; left out, `url` is fetched.")
    url: _Words = Field(
        default="",
        description="Where it was published, http or https. Beside `text` it is only noted, and nothing is fetched.",
    )
    title: _Words = Field(default="", description="Its headline; the first line of the text when left out.")
    source: _Words = Field(default="", description="The outlet that published it.")
    published: _Words = Field(default="", description="The day it was published, as YYYY-MM-DD.")


def read(form: type[Form], given: Mapping[str, Any]) -> Form:
    """The arguments as `form`; QuestionError names the first that is not what it should be."""
    try:
        return form.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"])) or "the arguments"
        raise QuestionError(f"{name}: {first['msg']}. Nothing was done.") from None
