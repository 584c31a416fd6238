// The table of articles: its order, what is selected, and removing it.

const boxes = () => [...element.querySelectorAll("td input[type=checkbox]")];
const selected = () => boxes().filter((box) => box.checked);
let turned = false; // whether another page is on its way

const countSelected = () => {
  const button = element.querySelector("[data-remove]");
  if (!button) return;
  const count = selected().length;
  button.disabled = count === 0;
  button.textContent = count ? `Remove ${count} selected` : "Remove selected";
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
  else if (every) every.checked = boxes().every((box) => box.checked);
  countSelected();
});

watch("value", () => {
  // Gradio patches the old elements into the new ones: a ticked box would stay ticked beside another article.
  element.querySelectorAll("input[type=checkbox]").forEach((box) => (box.checked = false));
  if (turned) element.querySelector("table")?.scrollIntoView({ block: "start" });
  turned = false;
  countSelected();
});
