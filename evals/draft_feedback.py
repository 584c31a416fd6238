"""`dateline eval draft --from-feedback`: the answers that were judged on the page become questions of one's own."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.prompt import Prompt
from rich.text import Text

from assistant.commands.terminal import safe
from assistant.conversations.store import FILE, Conversations
from assistant.conversations.types import Exchange
from assistant.settings import Settings
from assistant.wording import count
from evals.errors import EvalError
from evals.feedback import Judged, Piece, fact, holding, judged, pieces, proposal, question_of, unanswerable
from evals.gold_file import GoldFile, asking, choose, growing, mended
from evals.questions import GoldQuestion, KeyFact
from index.catalog import Catalog

_SAID = {"right": "right", "wrong": "wrong", "citation": "citation wrong"}


def draft(settings: Settings, out: Path, wanted: int | None) -> int:
    """Goes through what was judged, until `wanted` questions are kept in `out`, all is seen or the user stops."""
    if not (settings.home / FILE).exists():
        raise EvalError(f"Nothing was asked on the page of {settings.home} yet. Nothing was written.")
    console = Console()
    file = GoldFile(out)
    with (
        contextlib.closing(Conversations(settings.home)) as kept,
        contextlib.closing(Catalog(settings.home / "catalog.sqlite")) as catalog,
        growing(file, console),
    ):
        found = [item for item in judged(kept) if not file.asks(unanswerable(item))]
        console.print(f"{count(len(found), 'answer')} with your verdict, not in {out} yet.")
        for item in found:
            if file.added == wanted:
                break
            question = _Dialogue(console, catalog, file, item).decide()
            if question is not None:
                file.add(question.model_copy(update={"id": file.free_id("f")}))
    return 0


class _Dialogue:
    """One judged answer before the user."""

    def __init__(self, console: Console, catalog: Catalog, file: GoldFile, item: Judged) -> None:
        self.console, self.catalog, self.file, self.item = console, catalog, file, item
        self.pieces = pieces(item.exchange, catalog)
        self.made = proposal(item, catalog)

    def decide(self) -> GoldQuestion | None:
        """The question as it is kept, or None when it is dropped. What cannot be kept as it is comes back."""
        _show(self.console, self.item, self.pieces)
        if self.made is not None:
            _show_gold(self.console, self.made)
        while True:
            choice = choose(self.console, "kmds" if self.made else "mds", default="k" if self.made else "m")
            if choice == "d":
                return None
            question = self.made if choice == "k" else self._mend()
            if question is not None and not self.file.asks(question):
                return question
            if question is not None:
                self._say(f"{self.file.path} asks this already.")

    def _mend(self) -> GoldQuestion | None:
        """The question as the user puts it; None when it has no proof, which is said."""
        with asking():
            text = mended(self.console, self.item.exchange.question)
            if self.made is not None and self.made.metadata.answerable:
                return self._with_facts(self.made, text)
            words = self._prompt("Answer, as it stands in an article (empty: the articles do not say)", "").strip()
            if not words:
                return unanswerable(self.item, text)
            found, known = holding(words, self.pieces, self.catalog), fact(words, [words])
            if not found or known is None:
                self._say("Neither these words nor the rest of their articles hold this answer.")
                return None
            return question_of(self.item, text, [self._one_of(found)], [known])

    def _with_facts(self, made: GoldQuestion, text: str) -> GoldQuestion | None:
        facts: list[KeyFact] = []
        for known in made.metadata.key_facts:
            ways = self._prompt("An answer has to hold one of (- leaves it out)", _ways(known))
            mended = fact(known.fact, ways.split("|")) if ways.strip() != "-" else None
            facts += [mended] if mended else []
        if not facts:
            self._say("Of a question that the articles answer, something has to be looked for in its answer.")
            return None
        gold = made.metadata.model_copy(update={"key_facts": facts})
        return made.model_copy(update={"text": text, "metadata": gold})

    def _one_of(self, found: Sequence[Piece]) -> Piece:
        if len(found) == 1:
            return found[0]
        for number, piece in enumerate(found, 1):
            _show_piece(self.console, number, piece)
        numbers = [str(number) for number in range(1, len(found) + 1)]
        return found[int(Prompt.ask("Which one proves it", choices=numbers, default="1", console=self.console)) - 1]

    def _prompt(self, words: str, default: str) -> str:
        return Prompt.ask(words, default=default, show_default=bool(default), console=self.console)

    def _say(self, words: str) -> None:
        self.console.print(words, highlight=False, markup=False)


def _ways(known: KeyFact) -> str:
    return " | ".join(known.any_of)


def _show(console: Console, item: Judged, among: Sequence[Piece]) -> None:
    exchange, said = item.exchange, item.exchange.feedback
    assert said is not None
    comment = f": {said.comment}" if said.comment else ""
    console.print()
    console.print(Text(f"Question: {safe(exchange.question)}", style="bold"))
    if chosen := _chosen(exchange):
        console.print(Text(f"Asked of: {safe(chosen)}", style="dim"))
    for turn in item.history:
        if turn.role == "user":
            console.print(Text(f"Before:   {safe(turn.text)}", style="dim"))
    console.print(Text(f"Answer:   {safe(_answered(exchange))}"))
    console.print(Text(f"You said: {_SAID[said.verdict]}{safe(comment)}", style="cyan"))
    for number, piece in enumerate(among, 1):
        _show_piece(console, number, piece)
    if not among:
        console.print("What it rested on is in the library no more.")


def _show_piece(console: Console, number: int, piece: Piece) -> None:
    cited = " (cited)" if piece.cited else ""
    console.print(Text(f"{number}{cited}  {safe(' '.join(piece.heading.split()))}", style="dim"))
    console.print(Text(f"   {safe(' '.join(piece.quote.split()))}"))


def _show_gold(console: Console, made: GoldQuestion) -> None:
    if not made.metadata.answerable:
        console.print("To keep as: the articles do not answer this.")
    for known in made.metadata.key_facts:
        console.print(Text(f"An answer has to hold one of: {safe(_ways(known))}", style="cyan"))


def _chosen(exchange: Exchange) -> str:
    chosen = exchange.filters
    parts = [chosen.source, chosen.since and f"since {chosen.since}", chosen.until and f"until {chosen.until}"]
    return ", ".join(part for part in parts if part)


def _answered(exchange: Exchange) -> str:
    answer = exchange.answer
    if answer is None:
        return exchange.trouble
    if answer.abstention is not None:
        return answer.abstention.reason
    return answer.text or answer.degraded or ""
