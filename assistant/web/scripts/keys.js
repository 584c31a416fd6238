// The keyboard, for the whole page: `/` goes to the question, Esc stops or closes, arrows go through citations.

const typing = (target) => target.matches("input:not([type=radio], [type=checkbox]), textarea, select");

const walk = (from, step) => {
  const all = [...from.closest("#transcript, #pane").querySelectorAll("button.cite")];
  all[all.indexOf(from) + step]?.focus();
};

const escape = (target) => {
  const stop = document.querySelector("#stop");
  const close = document.querySelector("[data-close]");
  if (stop?.offsetParent) stop.click();
  else if (typing(target)) target.blur();
  else close?.click();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const { key, target } = event;
  if (key === "Escape") escape(target);
  else if (key === "/" && !typing(target)) {
    event.preventDefault();
    const ask = [...document.querySelectorAll("#tabs [role=tab]")].find((tab) => tab.textContent.trim() === "Ask");
    if (ask?.getAttribute("aria-selected") === "false") ask.click();
    requestAnimationFrame(() => document.querySelector("#question textarea")?.focus());
  } else if (target.matches?.("button.cite") && ["ArrowRight", "ArrowDown"].includes(key)) {
    event.preventDefault();
    walk(target, 1);
  } else if (target.matches?.("button.cite") && ["ArrowLeft", "ArrowUp"].includes(key)) {
    event.preventDefault();
    walk(target, -1);
  }
});
