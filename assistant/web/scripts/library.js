// The table of articles: its order, what is selected, and removing it.

const boxes = () => [...element.querySelectorAll("td input[type=checkbox]")];
const selected = () => boxes().filter((box) => box.checked);
let ticked = new Set(); // by article: the rows may be drawn anew at any time
let turned = false; // whether another page is on its way

const countSelected = () => {
  const button = element.querySelector("[data-remove]");
  if (!button) return;
  const count = selected().length;
  button.disabled = count === 0;
  button.textContent = count ? `Remove ${count} selected` : "Remove selected";
};

const remember = () => {
  const every = element.querySelector("[data-every]");
  if (every) every.checked = boxes().length > 0 && boxes().every((box) => box.checked);
  ticked = new Set(selected().map((box) => box.value));
  countSelected();
};

// No question first: what is removed can be brought back.
clicked("remove", () => trigger("remove_articles", { ids: selected().map((box) => box.value) }));
clicked("remove-samples", () => trigger("remove_samples", {}));

clicked("page", (at) => {
  trigger("turn_page", { page: Number(at.dataset.page) });
  turned = true;
});
clicked("order", (at) => trigger("put_in_order", { by: at.dataset.order }));
clicked("ask-these", () => trigger("ask_these", {}));

element.addEventListener("change", ({ target }) => {
  const every = element.querySelector("[data-every]");
  if (target === every) boxes().forEach((box) => (box.checked = every.checked));
  remember();
});

watch("value", () => {
  // Gradio patches the old elements into the new ones: a ticked box would stay ticked beside another article.
  boxes().forEach((box) => (box.checked = ticked.has(box.value)));
  remember();
  if (turned) element.querySelector("table")?.scrollIntoView({ block: "start" });
  turned = false;
});
