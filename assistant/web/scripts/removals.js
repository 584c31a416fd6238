// What was removed: brought back, or deleted for good. When its time is up it can no longer be brought back.

clicked("undo", (at) => trigger("undo_removal", { stamp: at.dataset.undo }));
clicked("purge", (at) => {
  if (confirm("Delete for good? This cannot be undone.")) trigger("purge_removal", { stamp: at.dataset.purge });
});

let timers = [];
watch("value", () => {
  timers.forEach(clearTimeout);
  timers = [...element.querySelectorAll("[data-left]")].map((row) => {
    row.hidden = false; // gradio patches the old elements into the new ones
    return setTimeout(() => (row.hidden = true), Number(row.dataset.left) * 1000);
  });
});
