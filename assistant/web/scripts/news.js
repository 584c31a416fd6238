// What came into the library or left it by another way than this page, a program or a command: looked for now and then
// and when the reader does something. Only a number is asked for; what is new is fetched when it is another one.

const EVERY = 10_000; // milliseconds
const AT_MOST = 1_000;
let looked = 0;
let later;

const look = async () => {
  const seen = element.querySelector("[data-generation]")?.dataset.generation;
  if (document.hidden || seen === undefined) return;
  try {
    const answer = await fetch("generation");
    if (!answer.ok || (await answer.text()) === seen) return;
    trigger("look", { reading: document.querySelector(".reading") !== null });
  } catch {
    // The page is left or the server stopped; gradio says so.
  }
};

const soon = () => {
  clearTimeout(later);
  later = setTimeout(() => {
    looked = Date.now();
    look();
  }, Math.max(0, looked + AT_MOST - Date.now()));
};

for (const happened of ["click", "keyup", "visibilitychange"]) document.addEventListener(happened, soon);
addEventListener("focus", soon);
// A login ends when its reader has done nothing for a while: looking by itself would keep it for ever.
setInterval(() => document.querySelector(".account") ?? soon(), EVERY);
