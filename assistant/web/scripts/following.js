// Follows the conversation: the last exchange comes into sight, and the address names what a reload should bring back.

watch("value", () => {
  const place = element.querySelector("[data-place]")?.dataset.place;
  if (place !== undefined) history.replaceState(null, "", location.pathname + (place ? `?${place}` : ""));

  const turn = element.querySelector(".exchange");
  const busy = element.querySelector("[aria-busy=true]") !== null;
  const step = turn ? `${turn.dataset.exchange} ${busy}` : "";
  // When a question begins and when its answer is there; in between the reader may have scrolled elsewhere.
  if (turn && step !== element.dataset.step) {
    // The question box covers the end of the conversation; with its filters open it is tall.
    turn.style.scrollMarginBottom = `${document.querySelector("#composer").offsetHeight + 12}px`;
    turn.scrollIntoView({ behavior, block: "nearest" });
  }
  element.dataset.step = step;
});
