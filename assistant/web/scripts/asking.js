// What can be done with a question and its answer.

const copy = async (at, words) => {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    // Beyond loopback and without TLS browsers keep the clipboard away from pages.
    const area = Object.assign(document.createElement("textarea"), { value: words });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    at.focus();
  }
  const before = (at.dataset.words ??= at.textContent);
  at.setAttribute("aria-live", "polite");
  at.textContent = "Copied";
  setTimeout(() => (at.textContent = before), 1600);
};

const type = (words) => {
  const box = document.querySelector("#question textarea");
  box.value = words;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
};

clicked("copy", (at) => copy(at, at.dataset.copy));
clicked("link", (at) => copy(at, new URL(`answer/${at.dataset.link}`, location.href.replace(/[?#].*/, "")).href));
clicked("unroll", () => trigger("unroll", {}));
clicked("evidence", (at) => trigger("close_article", { from: at.dataset.evidence }));
clicked("again", (at) => trigger("ask_again", { exchange: at.dataset.again }));
clicked("widen", (at) => trigger("ask_widely", { exchange: at.dataset.widen }));
clicked("edit", (at) => type(at.dataset.edit));
clicked("ask", (at) => trigger("ask_example", { question: at.dataset.ask }));
clicked("conversation", (at) => trigger("open_conversation", { conversation: at.dataset.conversation }));
clicked("judge", (at) => {
  const form = at.closest(".feedback");
  const verdict = form.querySelector("input[type=radio]:checked")?.value ?? "";
  trigger("judge", { exchange: at.dataset.judge, verdict, comment: form.querySelector("input[type=text]").value });
});
