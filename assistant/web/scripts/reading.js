// Opening an article at its words, and going back to the evidence.

const reveal = (reading) => {
  const mark = reading.querySelector("mark");
  (mark ?? reading.querySelector("h2")).focus({ preventScroll: true });
  // Beside the conversation the headline stays in sight when it can; below it, the words themselves matter.
  document.querySelector("#right").scrollTo(0, 0);
  const block = matchMedia("(min-width: 861px)").matches ? "nearest" : "center";
  (mark ?? reading).scrollIntoView({ behavior, block: mark ? block : "start" });
};

clicked("open", (at) => {
  const { open: article, version, start, end } = at.dataset;
  const from = at.closest("[data-exchange]")?.dataset.exchange ?? "";
  trigger("open_article", { article, version: Number(version), start: Number(start), end: Number(end), from });
  // The same words once more change nothing on the page, but the reader may have scrolled away from them.
  const shown = document.querySelector(".reading");
  if (shown && shown.dataset.place === `${article}:${version}:${start}:${end}`) reveal(shown);
});
clicked("close", (at) => trigger("close_article", { from: at.dataset.close }));

if (element.closest("#pane")) {
  watch("value", () => {
    const reading = element.querySelector(".reading");
    if (reading) reveal(reading);
    else if (element.dataset.reading) {
      const heading = element.querySelector("h2");
      heading?.focus({ preventScroll: true });
      heading?.scrollIntoView({ block: "start" });
    }
    element.dataset.reading = reading ? "yes" : "";
  });
}
