"""PDF, Word, mail and saved pages: their words as they were meant to be read, and nothing of what frames them."""

import base64
import textwrap
from email.message import EmailMessage

import pytest

from index.errors import ReadError
from index.readers import read_bytes
from index.readers.formats import read_many
from index.types import Failure, RawArticle
from tests.index.made_files import PARAGRAPHS, column, docx, paragraph, pdf, pdf_of, zipped
from tests.index.test_readers import PAGE


def articles(data: bytes, ending: str, origin: str = "/mail.eml") -> list[RawArticle]:
    found = list(read_many(data, origin, ending))
    assert all(isinstance(item, RawArticle) for item in found)
    return [item for item in found if isinstance(item, RawArticle)]


# --- PDF ------------------------------------------------------------------------------------------------------------


def test_the_lines_of_a_pdf_become_paragraphs() -> None:
    lines = [line for text in PARAGRAPHS for line in (*textwrap.wrap(text, 50), "")]
    raw = read_bytes(pdf([[("Ferry breaks down", 60, 790, 20), *column(lines)]]), "/a.pdf", ".pdf")
    assert raw.text.split("\n\n") == ["Ferry breaks down", *PARAGRAPHS]
    assert raw.title == "Ferry breaks down"
    assert raw.published is None, "when a file was made is not when it was published"


def test_paragraphs_that_are_only_indented_are_told_apart() -> None:
    page: list[tuple[str, float, float, float]] = []
    for text in PARAGRAPHS:
        for place, line in enumerate(textwrap.wrap(text, 50)):
            page.append((line, 72 if place == 0 else 60, 760 - 14 * len(page), 11))
    raw = read_bytes(pdf([page]), "/a.pdf", ".pdf")
    assert raw.text.split("\n\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["It was a very unfortu-", "nate morning for all."], "It was a very unfortunate morning for all."),
        (["the well-known man, and the well-", "known woman"], "the well-known man, and the well-known woman"),
        (["the captain, Imani Osei-", "Brandt, said so"], "the captain, Imani Osei-Brandt, said so"),
        (["between 2019 -", "and 2021"], "between 2019 - and 2021"),
        (["covid-", "19 cases"], "covid-19 cases"),
        (["an unfortu\xad", "nate one"], "an unfortunate one"),
    ],
)
def test_a_word_parted_at_the_end_of_a_line_is_whole_again(lines: list[str], words: str) -> None:
    assert read_bytes(pdf([column(lines)]), "/a.pdf", ".pdf").text == words


def test_running_heads_and_page_numbers_are_left_out_and_a_sentence_goes_on_over_the_page() -> None:
    pages = []
    for number in range(1, 5):
        words = [
            f"Part {number} of the story begins with this rather long line",
            f"and it ends, on page {number}, in the middle of some",
        ]
        head = [("The Ledger, 9 April 2024", 60, 810, 9), (f"Page {number} of 4", 500, 30, 9)]
        pages.append([*head, *column([*words, "", *(["so that is"] if number == 4 else [])], top=700)])
    text = read_bytes(pdf(pages), "/a.pdf", ".pdf").text
    assert "Ledger" not in text
    assert "Page" not in text
    assert "middle of some\n\nPart" not in text
    assert all(f"Part {number} of" in text for number in range(1, 5))


def test_a_sentence_goes_on_in_the_next_column() -> None:
    left = column(["The council voted on Monday to", "close the old bridge for all"])
    right = column(["traffic until the end of May.", "", "Nobody objected to that plan."], x=320)
    raw = read_bytes(pdf([[*left, *right]]), "/a.pdf", ".pdf")
    assert raw.text.split("\n\n") == [
        "The council voted on Monday to close the old bridge for all traffic until the end of May.",
        "Nobody objected to that plan.",
    ]


@pytest.mark.parametrize(
    ("info", "title"),
    [("/Title (Harbour tunnel to open late)", "Harbour tunnel to open late"), ("/Title (Microsoft Word - x.doc)", "a")],
)
def test_the_title_among_the_properties_counts_unless_a_program_wrote_it(info: str, title: str) -> None:
    assert read_bytes(pdf([column(["It opens in March."])], info), "/a.pdf", ".pdf").title == title


def test_a_pdf_without_text_says_what_to_do() -> None:
    with pytest.raises(ReadError, match="text recognition"):
        read_bytes(pdf([[]]), "/a.pdf", ".pdf")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"words", b"%PDF-1.7\n" + bytes(range(256)) * 20])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError):
        read_bytes(data, "/a.pdf", ".pdf")


def test_pages_that_are_their_own_parents_are_refused() -> None:
    loop = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 5 /Kids [3 0 R] /Parent 3 0 R >>",
        b"<< /Type /Pages /Count 5 /Kids [2 0 R] /Parent 2 0 R >>",
    ]
    with pytest.raises(ReadError):
        read_bytes(pdf_of(loop), "/a.pdf", ".pdf")


# --- Word -----------------------------------------------------------------------------------------------------------


def test_a_word_file_gives_its_paragraphs_its_tables_and_its_title() -> None:
    cell = "<w:tc>{}</w:tc>"
    table = "<w:tbl>{}</w:tbl>".format(
        "".join(
            f"<w:tr>{''.join(cell.format(paragraph(text)) for text in row)}</w:tr>"
            for row in (("Party", "Seats"), ("Greens", "14"))
        )
    )
    body = paragraph("Ferry breaks down", style="Title") + paragraph("It broke ", "down.") + table + paragraph("Shut.")
    raw = read_bytes(docx(body), "/a.docx", ".docx")
    assert raw.text.split("\n\n") == ["Ferry breaks down", "It broke down.", "Party | Seats", "Greens | 14", "Shut."]
    assert raw.title == "Ferry breaks down"


def test_what_was_deleted_in_a_word_file_is_not_read_and_what_was_inserted_is() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        f"<w:p>{run.format('It costs €')}<w:del>{run.format('412')}</w:del><w:ins>{run.format('421')}</w:ins>"
        f"{run.format(' million.')}</w:p><w:sdt><w:sdtContent>{paragraph('In a field.')}</w:sdtContent></w:sdt>"
    )
    assert read_bytes(docx(body), "/a.docx", ".docx").text == "It costs €421 million.\n\nIn a field."


def test_a_word_file_is_called_what_its_properties_say_when_it_has_no_headline() -> None:
    core = (
        '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The tunnel</dc:title><dc:creator>me</dc:creator></c>'
    )
    raw = read_bytes(docx(paragraph("It opens in March."), core=core), "/a.docx", ".docx")
    assert (raw.title, raw.author) == ("The tunnel", None)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"words", zipped({"a.txt": b"words"})])
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="no Word file"):
        read_bytes(data, "/a.docx", ".docx")


def test_an_entity_of_a_word_file_is_not_looked_up(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text("Zyxwombat")
    for doctype in (f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>', '<!DOCTYPE x [<!ENTITY e "Zyxwombat">]>'):
        try:
            text = read_bytes(docx(paragraph("Words &e; here."), doctype), "/a.docx", ".docx").text
        except ReadError:
            continue
        assert "Zyxwombat" not in text or "SYSTEM" not in doctype


# --- mail -----------------------------------------------------------------------------------------------------------


def mail(body: str | None = "\n\n".join(PARAGRAPHS), **headers: str) -> EmailMessage:
    message = EmailMessage()
    given = {
        "Subject": "Ferry breaks down",
        "From": "The Ledger <news@ledger.example>",
        "Date": "Tue, 09 Apr 2024 18:30:00 +0200",
    }
    for name, value in {**given, **headers}.items():
        message[name] = value
    if body is not None:
        message.set_content(body)
    return message


def test_a_mail_is_an_article_with_its_subject_sender_and_date() -> None:
    [raw] = articles(mail().as_bytes(), ".eml")
    assert (raw.title, raw.source, raw.published) == ("Ferry breaks down", "The Ledger", "2024-04-09T18:30:00+02:00")
    assert raw.text.strip() == "\n\n".join(PARAGRAPHS)


def test_the_words_of_a_mail_are_read_in_any_encoding() -> None:
    message = mail(None, Subject="Café fermé")
    message.set_content("Le café a fermé hier.", charset="iso-8859-15", cte="quoted-printable")
    [raw] = articles(message.as_bytes(), ".eml")
    assert (raw.title, raw.text.strip()) == ("Café fermé", "Le café a fermé hier.")


def test_a_mail_in_html_alone_is_read_as_a_page_or_by_its_words() -> None:
    for page in (PAGE, "<table><tr><td>Nobody was hurt.</td></tr></table><style>p{color:red}</style>"):
        message = mail(None)
        message.set_content(page, subtype="html")
        [raw] = articles(message.as_bytes(), ".eml")
        assert "Nobody was hurt." in raw.text
        assert "red" not in raw.text.split()
        assert raw.title == "Ferry breaks down"


def test_lines_that_were_broken_for_the_wire_are_paragraphs_again() -> None:
    wrapped = "\n\n".join("\n".join(textwrap.wrap(text, 72)) for text in PARAGRAPHS)
    [raw] = articles(mail(wrapped).as_bytes(), ".eml")
    assert raw.text.strip().split("\n\n") == list(PARAGRAPHS)


def test_a_header_that_is_cut_off_is_a_reason_and_no_breakdown() -> None:
    with pytest.raises(ReadError, match="neither a subject nor a sender"):
        articles(b"From: Mina Berg <", ".eml")
    [raw] = articles(b"Subject: Ferry late\nFrom: Mina Berg <\n\nThe ferry was an hour late on Monday.\n", ".eml")
    assert (raw.title, raw.text.strip()) == ("Ferry late", "The ferry was an hour late on Monday.")


def test_attachments_of_a_mail_are_articles_beside_it_and_a_bad_one_is_a_failure() -> None:
    message = mail()
    message.add_attachment(
        pdf([column(["It opens in March."])]), maintype="application", subtype="pdf", filename="a.pdf"
    )
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="../../b.pdf")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="c.png")
    message.add_attachment(mail("A mail within."))
    found = list(read_many(message.as_bytes(), "/m.eml", ".eml"))
    assert [item.origin if isinstance(item, RawArticle) else item.source for item in found] == [
        *("/m.eml", "/m.eml/a.pdf", "/m.eml/b.pdf", "/m.eml/mail.eml"),
    ]
    assert isinstance(found[2], Failure)
    assert isinstance(found[3], RawArticle)
    assert found[3].text.strip() == "A mail within."


def test_what_is_no_mail_is_refused() -> None:
    for data in (b"", b"words and words", bytes(range(256)) * 30):
        with pytest.raises(ReadError):
            list(read_many(data, "/m.eml", ".eml"))


def test_a_page_saved_as_one_file_keeps_the_address_it_had() -> None:
    page = PAGE.replace('<link rel="canonical" href="https://ledger.example/2024/04/ferry">', "")
    saved = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://ledger.example/ferry\r\nSubject: Ferry\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\n'
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{base64.encodebytes(page.encode()).decode()}\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    )
    raw = read_bytes(saved.encode(), "/a.mhtml", ".mhtml")
    assert (raw.url, raw.title) == ("https://ledger.example/ferry", "Ferry breaks down off Karsund")
    assert "212 people" in raw.text
