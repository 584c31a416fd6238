// Run by gradio for each of our HTML components with its `element`, `trigger` and `watch`. It only reports what was
// clicked; what is shown is decided and escaped on the server.

element.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  const open = at("[data-open]");
  if (open) {
    const { open: article, version, start, end } = open.dataset;
    trigger("open_article", { article, version: Number(version), start: Number(start), end: Number(end) });
    // The same words once more change nothing on the page, but the reader may have scrolled away from them.
    const shown = document.querySelector(".reading");
    if (shown && shown.dataset.place === `${article}:${version}:${start}:${end}`) reveal(shown);
  } else if (at("[data-close]")) {
    trigger("close_article", {});
  } else if (at("[data-ask]")) {
    trigger("ask_example", { question: at("[data-ask]").dataset.ask });
  } else if (at("[data-remove]")) {
    const ids = selected().map((box) => box.value);
    const told = ids.length === 1 ? "1 article" : `${ids.length} articles`;
    if (confirm(`Remove ${told} from the library? This cannot be undone.`)) trigger("remove_articles", { ids });
  } else if (at("[data-remove-samples]")) {
    const count = at("[data-remove-samples]").dataset.removeSamples;
    if (confirm(`Remove the ${count} sample articles and start with your own?`)) trigger("remove_samples", {});
  }
});

const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

const reveal = (reading) => {
  const mark = reading.querySelector("mark");
  (mark ?? reading.querySelector("h2")).focus({ preventScroll: true });
  // Beside the conversation the headline stays in sight when it can; below it, the words themselves matter.
  document.querySelector("#right").scrollTo(0, 0);
  const block = matchMedia("(min-width: 861px)").matches ? "nearest" : "center";
  (mark ?? reading).scrollIntoView({ behavior, block: mark ? block : "start" });
};

const selected = () => [...element.querySelectorAll("td input[type=checkbox]:checked")];

const countSelected = () => {
  const button = element.querySelector("[data-remove]");
  if (!button) return;
  const count = selected().length;
  button.disabled = count === 0;
  button.textContent = count ? `Remove ${count} selected` : "Remove selected";
};

element.addEventListener("change", countSelected);

watch("value", () => {
  // Gradio patches the old elements into the new ones: a ticked box would stay ticked beside another article.
  element.querySelectorAll("td input[type=checkbox]").forEach((box) => (box.checked = false));
  countSelected();

  const reading = element.querySelector(".reading");
  if (reading) reveal(reading);
  else if (element.dataset.reading) {
    const heading = element.querySelector("h2");
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: "start" });
  }
  element.dataset.reading = reading ? "yes" : "";
  const turns = element.querySelectorAll(".exchange");
  const busy = element.querySelector("[aria-busy=true]") !== null;
  const step = `${turns.length} ${busy}`;
  // Follows when a question begins and when its answer is there; in between the reader may have scrolled elsewhere.
  if (turns.length && step !== element.dataset.step) {
    turns[turns.length - 1].scrollIntoView({ behavior, block: "nearest" });
  }
  element.dataset.step = step;
});
