// A login that is over while the page is open: the page is asked for again, and the login page stands there instead.

const send = window.fetch.bind(window);
const LOGS_OUT = 10_000; // ms that a logout may take: asked for again meanwhile, its page would never say what it did
let leaving = false;
window.fetch = async (...request) => {
  const response = await send(...request);
  if (response.status === 401 && !leaving) {
    leaving = true;
    location.reload();
  }
  return response;
};
document.addEventListener("submit", (event) => {
  if (event.target.matches("form.account")) {
    leaving = true;
    setTimeout(() => (leaving = false), LOGS_OUT);
  }
});
