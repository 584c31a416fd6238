// The table of articles: its order, what is selected, and removing it.

const selected = () => [...element.querySelectorAll("td input[type=checkbox]:checked")];

const countSelected = () => {
  const button = element.querySelector("[data-remove]");
  if (!button) return;
  const count = selected().length;
  button.disabled = count === 0;
  button.textContent = count ? `Remove ${count} selected` : "Remove selected";
};

clicked("remove", () => {
  const ids = selected().map((box) => box.value);
  const told = ids.length === 1 ? "1 article" : `${ids.length} articles`;
  if (confirm(`Remove ${told} from the library? This cannot be undone.`)) trigger("remove_articles", { ids });
});
clicked("remove-samples", (at) => {
  const count = at.dataset.removeSamples;
  if (confirm(`Remove the ${count} sample articles and start with your own?`)) trigger("remove_samples", {});
});

clicked("order", (at) => trigger("put_in_order", { by: at.dataset.order }));
clicked("ask-these", () => trigger("ask_these", {}));

element.addEventListener("change", countSelected);

watch("value", () => {
  // Gradio patches the old elements into the new ones: a ticked box would stay ticked beside another article.
  element.querySelectorAll("td input[type=checkbox]").forEach((box) => (box.checked = false));
  countSelected();
});
