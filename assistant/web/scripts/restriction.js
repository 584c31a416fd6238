// What questions are restricted to is taken off.

clicked("unfilter", (at) => {
  trigger("unfilter", { part: at.dataset.unfilter });
  document.querySelector("#question textarea")?.focus(); // the button is about to go
});
