"""Which components the page has and where they stand. What they do is in `wiring`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from assistant.conversations.types import Conversation
from assistant.web.narrowed import Narrowed

SCRIPTS = Path(__file__).parent / "scripts"
Boxes = Mapping[str, gr.Textbox | gr.Dropdown]
"""Boxes by the name of what stands in them."""
CHOSEN = {"source": "All outlets", "language": "All languages", "speaker": "Anybody"}
"""Filters that are chosen from what the library holds, each with the words for no restriction."""
ADDED = [("Whenever", ""), ("In the last day", "day"), ("In the last week", "week"), ("In the last month", "month")]


@dataclass(frozen=True)
class Asking:
    """The left pane's first tab: the conversation and the question box."""

    past: gr.HTML
    current: gr.HTML
    notice: gr.HTML
    question: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    new: gr.Button
    filters: gr.Accordion
    boxes: Boxes
    """By the name of each filter, in the order of `boxes.NAMES`."""
    restriction: gr.HTML


@dataclass(frozen=True)
class Keeping:
    """The left pane's second tab: the conversations that are kept."""

    tab: gr.Tab
    find: gr.Textbox
    list: gr.HTML
    file: gr.HTML


@dataclass(frozen=True)
class Shelving:
    """The left pane's third tab: the library."""

    tab: gr.Tab
    report: gr.HTML
    removals: gr.HTML
    upload: gr.File
    addresses: gr.Textbox
    fetch: gr.Button
    title: gr.Textbox
    outlet: gr.Textbox
    published: gr.Textbox
    words: gr.Textbox
    add: gr.Button
    boxes: Boxes
    """What narrows the table: `words`, `added`, and some of the filters by their names."""
    timeline: gr.HTML
    table: gr.HTML
    narrowed: gr.State


@dataclass(frozen=True)
class Parts:
    """Everything on the page that changes."""

    header: gr.HTML
    account: gr.HTML
    tabs: gr.Tabs
    pane: gr.HTML
    asking: Asking
    keeping: Keeping
    shelving: Shelving
    conversation: gr.State


def lay_out() -> Parts:
    """Builds the components; called inside the `Blocks` they belong to."""
    header = _html("header", "clicks", "keys", "quotes", "logins", "news")
    account = gr.HTML("", elem_id="account", apply_default_css=False, visible=False)
    with gr.Row(elem_id="panes"):
        with gr.Column(elem_id="left", min_width=0), gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab("Ask", id="ask"):
                asking = _asking()
            with gr.Tab("Conversations", id="conversations") as tab:
                keeping = _keeping(tab)
            # Drawn with the page: the reader who opens it does not wait for so many parts to be made.
            with gr.Tab("Articles", id="articles", render_children=True) as tab:
                shelving = _shelving(tab)
        with gr.Column(elem_id="right", min_width=0):
            pane = _html("pane", "clicks", "reading")
    state = gr.State(Conversation(), time_to_live=12 * 3600)
    return Parts(header, account, tabs, pane, asking, keeping, shelving, state)


def _html(name: str, *scripts: str) -> gr.HTML:
    """Our own HTML with the scripts that report what is done with it."""
    source = "\n".join((SCRIPTS / f"{script}.js").read_text("utf-8") for script in scripts)
    # Its click event and style sheet are gradio's ideas of HTML, not ours.
    return gr.HTML("", elem_id=name, apply_default_css=False, js_on_load=source or None)


def _choice(label: str, chosen: str, name: str) -> gr.Dropdown:
    """A choice of what the library holds. It may hold a value that is there no longer: gradio would refuse that."""
    return gr.Dropdown(
        [(CHOSEN[chosen], "")], value="", label=label, min_width=0, elem_id=name, allow_custom_value=True
    )


def _line(label: str, example: str, name: str | None = None) -> gr.Textbox:
    return gr.Textbox("", label=label, placeholder=example, max_lines=1, min_width=0, elem_id=name)


def _asking() -> Asking:
    with gr.Column(elem_id="transcript"):
        past = _html("past", "clicks", "reading", "asking")
        current = _html("current", "clicks", "reading", "asking", "following")
        notice = _html("notice")
    with gr.Column(elem_id="composer"):
        restriction = _html("restriction", "clicks", "restriction")
        with gr.Row(elem_id="ask-row"):
            # One line at first: then Enter asks and Shift+Enter begins a new line.
            question = gr.Textbox(
                "",
                label="Question",
                show_label=False,
                placeholder="Ask about the articles…",
                lines=1,
                max_lines=6,
                elem_id="question",
                container=False,
                autofocus=True,
                scale=1,
                min_width=0,
                html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocomplete="off"),
            )
            ask = gr.Button("Ask", variant="primary", elem_id="ask", scale=0, min_width=76)
            # One of the two is in sight, as the style sheet says: an update of theirs would go with every word written.
            stop = gr.Button("Stop", variant="secondary", elem_id="stop", scale=0, min_width=76)
        with gr.Row(elem_id="ask-more"):
            fold = gr.Accordion("Filters", open=False, elem_id="filters")
            with fold, gr.Row(elem_id="filter-row"):
                boxes: Boxes = {
                    "since": _line("Since", "2024-04-01", "since"),
                    "until": _line("Until", "2024-04-30", "until"),
                    "source": _choice("Outlet", "source", "outlet"),
                    "author": _line("Author", "A surname will do"),
                    "article": _line("Article", "Its whole title", "article"),
                    "language": _choice("Language", "language", "language"),
                    "speaker": _choice("Said by", "speaker", "speaker"),
                }
            new = gr.Button("New conversation", variant="secondary", size="sm", elem_id="new", scale=0, min_width=150)
    return Asking(past, current, notice, question, ask, stop, new, fold, boxes, restriction)


def _keeping(tab: gr.Tab) -> Keeping:
    find = gr.Textbox(
        "",
        label="Find a conversation",
        show_label=False,
        placeholder="Find by what was asked or answered",
        max_lines=1,
        elem_id="find-conversation",
        container=False,
    )
    return Keeping(tab, find, _html("conversations", "clicks", "conversations"), _html("file", "download"))


def _shelving(tab: gr.Tab) -> Shelving:
    report = _html("report", "uploads")
    with gr.Accordion("Add articles", open=False, elem_id="add-articles"):
        upload = gr.File(
            label="Files: .txt, .md, .html, .pdf, .docx, .eml, .zip, .jsonl",
            file_count="multiple",
            height=150,
            elem_id="upload",
        )
        with gr.Row(elem_id="from-the-web"):
            addresses = gr.Textbox(
                "",
                label="Web addresses",
                placeholder="A page, a feed or a sitemap; one a line",
                lines=1,
                max_lines=6,
                scale=1,
                min_width=0,
            )
            fetch = gr.Button("Fetch", variant="secondary", elem_id="fetch", scale=0, min_width=84)
        with gr.Column(elem_id="paste"):
            with gr.Row():
                title = gr.Textbox("", label="Title", placeholder="Its first line, when empty", min_width=0)
                outlet = gr.Textbox("", label="Outlet", placeholder="Who published it", min_width=0)
                published = gr.Textbox("", label="Date", placeholder="2024-04-10", min_width=0)
            words = gr.Textbox("", label="Text", placeholder="Paste the words of an article", lines=6, max_lines=16)
            add = gr.Button("Add this article", variant="primary", elem_id="add", scale=0)
    find = gr.Textbox(
        "",
        label="Find",
        show_label=False,
        placeholder="Find by title, outlet or author",
        max_lines=1,  # an <input>: gradio measures the height of a text area with every letter
        elem_id="find",
        container=False,
    )
    with gr.Row(elem_id="narrow"):
        boxes: Boxes = {
            "words": find,
            "since": _line("First day", "2024-04-01"),
            "until": _line("Last day", "2024-04-30"),
            "source": _choice("Publisher", "source", "publisher"),
            "speaker": _choice("Quoting", "speaker", "quoting"),
            "language": _choice("Written in", "language", "written-in"),
            "added": gr.Dropdown(ADDED, value="", label="Added", min_width=0, elem_id="added"),
        }
    with gr.Accordion("Timeline", open=True, elem_id="timeline-fold"):
        timeline = _html("timeline", "clicks", "timeline")
    removals = _html("removals", "clicks", "removals")
    table = _html("table", "clicks", "reading", "library")
    state = gr.State(Narrowed(), time_to_live=12 * 3600)
    return Shelving(
        tab=tab,
        report=report,
        removals=removals,
        upload=upload,
        addresses=addresses,
        fetch=fetch,
        title=title,
        outlet=outlet,
        published=published,
        words=words,
        add=add,
        boxes=boxes,
        timeline=timeline,
        table=table,
        narrowed=state,
    )
