"""What is well and what is not: one check after the other; `repair` mends what can be mended from the catalog."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DamagedError, DatelineError, SearchError, WeightsError
from assistant.llm import Message
from assistant.open import llm_weights, open_library, open_llm
from assistant.settings import Settings, shown_address
from assistant.wording import count
from index import weights
from index.derived import stamped_generation
from index.findable import SAMPLED, vectors_at_fault, words_at_fault
from index.library import Library, try_writing
from index.manifest import MODELS, total_bytes
from index.rerank import CrossEncoderReranker

FREE_BYTES = 500_000_000
"""Less free space than this is worth a word."""
REPAIR = "dateline doctor --repair"
_SECRET = ("llm_api_key",)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; `fix` says what to do when it is not ok."""

    name: str
    ok: bool
    detail: str
    fix: str | None = None


def examine(settings: Settings) -> Iterator[Check]:
    """All checks, each as it is done. Nothing is fetched; the embedded model is started for one word."""
    yield _settings(settings)
    home = _home(settings.home)
    yield home
    if home.ok:
        yield from _library(settings)
    yield _weights("embedder", settings.embedding, settings.home)
    if settings.reranker is not None:
        yield _cross_encoder(settings.reranker)
    if settings.llm == "embedded":
        found = _weights("llm weights", settings.llm_weights, settings.home)
        yield found
        if not found.ok:
            return
    yield _llm(settings)


def repair(settings: Settings, progress: weights.Progress | None = None) -> None:
    """Rebuilds the derived indexes from the catalog and fetches weights that are missing; the articles stay as is."""
    with contextlib.closing(open_library(settings)) as library, library.writing():
        if not library.words.rebuild():
            raise SearchError(
                f"The word index cannot be rebuilt: {library.words.problem or 'another Dateline process has it open'}."
                " Stop other Dateline processes and try again."
            )
        if not library.vectors.rebuild():
            raise SearchError(
                f"The vectors cannot be rebuilt: {library.vectors.problem or 'another Dateline process has them open'}."
                " Stop other Dateline processes and try again."
            )
    if settings.embedding in MODELS:
        weights.fetch(settings.embedding, settings.home, progress=progress)
    if settings.llm == "embedded":
        llm_weights(settings, progress)


def _settings(settings: Settings) -> Check:
    """What is not as it comes; of secrets only that they are set, of an address no name and password."""
    changed = []
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if name == "home" or value == field.default:
            continue
        if isinstance(value, str) and "://" in value:
            value = shown_address(value)
        changed.append(f"{name} = {'(set)' if name in _SECRET else value}")
    return Check("settings", True, ", ".join(changed) or "all as they come")


def _home(home: Path) -> Check:
    try:
        try_writing(home)
        free = shutil.disk_usage(home).free
    except OSError as error:
        fix = "choose another folder with --home or DATELINE_HOME"
        return Check("home", False, f"{home} cannot be used: {error.strerror}", fix)
    enough = free >= FREE_BYTES
    fix_space = None if enough else "free some space: adding articles or weights would fill the disk"
    return Check("home", enough, f"{home} is writable; {free / 1e9:.1f} GB free", fix_space)


def _library(settings: Settings) -> Iterator[Check]:
    restore = f"restore {settings.home / 'catalog.sqlite'} from a backup, or move it away and add the articles again"
    try:
        with contextlib.closing(open_library(settings)) as library:
            problem = library.catalog.check()
            if problem is not None:
                yield Check("catalog", False, problem, restore)
                return
            catalog = library.catalog
            yield Check(
                "catalog",
                True,
                f"whole; {count(len(catalog.articles()), 'article')}, {count(len(catalog.passage_ids()), 'passage')},"
                f" generation {catalog.generation}",
            )
            yield _words(library)
            yield _vectors(library)
    except DamagedError as error:
        yield Check("catalog", False, str(error), restore)
    except DatelineError as error:  # what was written is whole: the message says what to do
        yield Check("catalog", False, str(error))


def _words(library: Library) -> Check:
    behind = _behind(library, library.words.folder)
    if behind is None and library.catalog.generation:
        library.words.sync()
    return _counted(library, "words", behind, library.words.count, words_at_fault)


def _vectors(library: Library) -> Check:
    behind = _behind(library, library.vectors.folder)
    if behind is None and library.catalog.generation and not library.vectors.sync():
        problem = library.vectors.problem or "Chroma cannot be opened"
        busy = "another Dateline process" in problem  # which is no fault: this one searches exactly
        return Check("vectors", busy, problem, None if busy else REPAIR)
    return _counted(library, "vectors", behind, library.vectors.count, vectors_at_fault)


def _counted(
    library: Library,
    name: str,
    behind: str | None,
    count: Callable[[], int],
    fault: Callable[[Library], str | None],
) -> Check:
    generation = library.catalog.generation
    if not generation:
        return Check(name, True, "nothing to index yet")
    if behind is not None:
        return Check(name, False, behind, f"the next search catches up; at once: {REPAIR}")
    have, wanted = count(), library.catalog.passage_count()
    if have != wanted:
        return Check(name, False, f"{have} of {wanted} passages, generation {generation}", REPAIR)
    try:
        wrong = fault(library)
    except DatelineError as error:
        wrong = str(error)
    except Exception as error:  # noqa: BLE001  Chroma's embedded store fails in many shapes; all mean "rebuild"
        wrong = f"it cannot be searched ({type(error).__name__})"
    if wrong is not None:
        return Check(name, False, wrong, REPAIR)
    tried = min(have, SAMPLED)
    return Check(name, True, f"{have} of {wanted} passages, {tried} of them searched for, generation {generation}")


def _behind(library: Library, folder: Path) -> str | None:
    stamp, generation = stamped_generation(folder, library.catalog), library.catalog.generation
    if stamp == generation or not generation:
        return None
    return f"at generation {'unknown' if stamp is None else stamp}, the catalog is at {generation}"


def _weights(name: str, model: str, home: Path) -> Check:
    if model not in MODELS:
        there = Path(model).expanduser().exists()
        return Check(name, there, f"{model} is {'used as it is' if there else 'not there'}", _setting(name, there))
    try:
        found = weights.find(model, home)
    except WeightsError as error:
        return Check(name, False, str(error), f"{REPAIR} fetches it again")
    if found is None:
        size = total_bytes(MODELS[model]) / 1e6
        return Check(name, False, f"{model} is not on this disk", f"{REPAIR} fetches it now ({size:,.0f} MB)")
    return Check(name, True, f"{found} is whole")


def _cross_encoder(folder: Path) -> Check:
    try:
        CrossEncoderReranker(folder)
    except WeightsError as error:
        return Check("cross-encoder", False, str(error), "set DATELINE_EMBEDDER to what is there")
    return Check("cross-encoder", True, f"{folder} ranks the best passages again")


def _setting(name: str, there: bool) -> str | None:
    return None if there else f"set DATELINE_{'EMBEDDER' if name == 'embedder' else 'LLM_WEIGHTS'} to what is there"


def _llm(settings: Settings) -> Check:
    if settings.llm == "none":
        return Check("llm", True, "none is set up: questions are answered with quotes only")
    try:
        with open_llm(settings) as llm:
            if llm is None:
                return Check("llm", False, "its weights cannot be used", REPAIR)
            llm.probability([Message("user", "Reply yes.")], "yes", "no")
            return Check("llm", True, f"{llm.name} answers ({llm.where})")
    except DatelineError as error:
        return Check("llm", False, str(error), "check the DATELINE_LLM_* settings; without a model, quotes are shown")
