// The list of conversations: open, rename, export, delete.

clicked("conversation", (at) => trigger("open_conversation", { conversation: at.dataset.conversation }));
clicked("export", (at) => trigger("export", { conversation: at.dataset.export, as: at.dataset.as }));
clicked("delete", (at) => {
  if (confirm("Delete this conversation? This cannot be undone.")) {
    trigger("delete_conversation", { conversation: at.dataset.delete });
  }
});

let unfolded = "";

const named = (details) => details.closest("li").querySelector("[data-conversation]").dataset.conversation;

element.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.open) unfolded = named(target);
    else if (unfolded === named(target)) unfolded = "";
  },
  true, // toggle does not bubble
);

const rename = (row) => {
  row.closest("details").open = false;
  const { rename: conversation } = row.querySelector("[data-rename]").dataset;
  trigger("rename_conversation", { conversation, title: row.querySelector("input").value });
};

clicked("rename", (at) => rename(at.closest(".form-row")));
element.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input")) rename(event.target.closest(".form-row"));
});

watch("value", () => {
  // Gradio patches the old elements into the new ones: an open row would stay open under another conversation.
  element.querySelectorAll("details").forEach((details) => (details.open = named(details) === unfolded));
  element.querySelectorAll("input").forEach((input) => (input.value = input.getAttribute("value")));
});
