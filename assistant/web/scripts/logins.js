// A login that is over while the page is open: the page is asked for again, and the login page stands there instead.

const send = window.fetch.bind(window);
let leaving = false;
window.fetch = async (...request) => {
  const response = await send(...request);
  if (response.status === 401 && !leaving) {
    leaving = true;
    location.reload();
  }
  return response;
};
