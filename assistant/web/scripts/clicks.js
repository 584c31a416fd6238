// Run by gradio for each of our HTML components with its `element`, `trigger` and `watch`. The scripts only report what
// was clicked; what is shown is decided and escaped on the server.

// Calls `act` with the element that carries `data-<name>` when it, or something in it, is clicked.
const clicked = (name, act) =>
  element.addEventListener("click", (event) => {
    const at = event.target.closest(`[data-${name}]`);
    if (at) act(at);
  });

const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
