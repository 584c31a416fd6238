// The quote behind a number, beside it: while the pointer rests on it or the keyboard is at it.

const card = Object.assign(document.createElement("div"), { id: "quote-card", hidden: true });
card.setAttribute("aria-hidden", "true"); // the button's own name says the same
const quoted = card.appendChild(document.createElement("p"));
const whence = card.appendChild(document.createElement("p"));
whence.className = "facts";
document.querySelector(".gradio-container").append(card);
let waiting;

const show = (cite) => {
  clearTimeout(waiting);
  const { quote, head, about } = cite.dataset;
  quoted.textContent = `“${quote}”`;
  whence.textContent = about ? `${head} · ${about}` : head;
  card.hidden = false;
  const at = cite.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left - 24), innerWidth - width - 8);
  const below = at.bottom + 6 + height < innerHeight;
  Object.assign(card.style, { left: `${left}px`, top: `${below ? at.bottom + 6 : Math.max(8, at.top - 6 - height)}px` });
};
const hide = (delay) => {
  clearTimeout(waiting);
  waiting = setTimeout(() => (card.hidden = true), delay);
};
// In the evidence the quote stands right there.
const cited = (target) => target.closest?.("#transcript button.cite");

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  if (cited(event.target)) {
    clearTimeout(waiting);
    waiting = setTimeout(() => event.target.isConnected && show(cited(event.target)), 120);
  } else if (event.target.closest?.("#quote-card")) clearTimeout(waiting);
  else if (!card.hidden || waiting) hide(180);
});
document.addEventListener("focusin", (event) => {
  if (cited(event.target) && event.target.matches(":focus-visible")) show(event.target);
  else hide(0);
});
document.addEventListener("click", () => hide(0));
document.addEventListener("scroll", () => hide(0), { capture: true, passive: true });
document.addEventListener("keydown", (event) => event.key === "Escape" && hide(0));
