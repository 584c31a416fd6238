"""Which components the page has and where they stand. What they do is in `wiring`."""

from dataclasses import dataclass
from pathlib import Path

import gradio as gr

SCRIPT = (Path(__file__).parent / "page.js").read_text("utf-8")


@dataclass(frozen=True)
class Asking:
    """The left pane's first tab: the conversation and the question box."""

    transcript: gr.HTML
    question: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    new: gr.Button
    since: gr.Textbox
    until: gr.Textbox
    outlet: gr.Dropdown


@dataclass(frozen=True)
class Shelving:
    """The left pane's second tab: the library."""

    tab: gr.Tab
    report: gr.HTML
    upload: gr.File
    title: gr.Textbox
    outlet: gr.Textbox
    published: gr.Textbox
    words: gr.Textbox
    add: gr.Button
    find: gr.Textbox
    table: gr.HTML


@dataclass(frozen=True)
class Parts:
    """Everything on the page that changes."""

    header: gr.HTML
    pane: gr.HTML
    asking: Asking
    shelving: Shelving
    conversation: gr.State


def lay_out() -> Parts:
    """Builds the components; called inside the `Blocks` they belong to."""
    header = _html("header")
    with gr.Row(elem_id="panes"):
        with gr.Column(elem_id="left", min_width=0), gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask"):
                asking = _asking()
            with gr.Tab("Articles") as tab:
                shelving = _shelving(tab)
        with gr.Column(elem_id="right", min_width=0):
            pane = _html("pane")
    return Parts(header, pane, asking, shelving, gr.State((), time_to_live=12 * 3600))


def _html(name: str, value: str = "") -> gr.HTML:
    # Its click event and style sheet are gradio's ideas of HTML, not ours.
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=SCRIPT)


def _asking() -> Asking:
    transcript = _html("transcript")
    with gr.Column(elem_id="composer"):
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
            stop = gr.Button("Stop", variant="secondary", elem_id="stop", scale=0, min_width=76, visible=False)
        with gr.Row(elem_id="ask-more"):
            with gr.Accordion("Filters", open=False, elem_id="filters"), gr.Row(elem_id="filter-row"):
                since = gr.Textbox("", label="Since", placeholder="2024-04-01", min_width=0, elem_id="since")
                until = gr.Textbox("", label="Until", placeholder="2024-04-30", min_width=0, elem_id="until")
                outlet = gr.Dropdown([("All outlets", "")], value="", label="Outlet", min_width=0, elem_id="outlet")
            new = gr.Button("New conversation", variant="secondary", size="sm", elem_id="new", scale=0, min_width=150)
    return Asking(transcript, question, ask, stop, new, since, until, outlet)


def _shelving(tab: gr.Tab) -> Shelving:
    report = _html("report")
    with gr.Accordion("Add articles", open=False, elem_id="add-articles"):
        upload = gr.File(
            label="Files: .txt, .md, .html, .pdf, .docx, .eml, .zip, .jsonl",
            file_count="multiple",
            height=130,
            elem_id="upload",
        )
        with gr.Column(elem_id="paste"):
            with gr.Row():
                title = gr.Textbox("", label="Title", placeholder="Its first line, when empty", min_width=0)
                outlet = gr.Textbox("", label="Outlet", placeholder="Who published it", min_width=0)
                published = gr.Textbox("", label="Date", placeholder="2024-04-10", min_width=0)
            words = gr.Textbox(
                "", label="Text", placeholder="Paste the words of an article, or its web address", lines=6, max_lines=16
            )
            add = gr.Button("Add this article", variant="primary", elem_id="add", scale=0)
    find = gr.Textbox(
        "", label="Find", show_label=False, placeholder="Find by title or outlet", elem_id="find", container=False
    )
    table = _html("table")
    return Shelving(tab, report, upload, title, outlet, published, words, add, find, table)
