// A file that came from the server goes to the reader's disk; it never lies on the server's.

watch("value", () => {
  const file = element.querySelector("[data-file]");
  if (!file) return;
  const url = URL.createObjectURL(new Blob([file.textContent], { type: file.dataset.type }));
  Object.assign(document.createElement("a"), { href: url, download: file.dataset.file }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
});
