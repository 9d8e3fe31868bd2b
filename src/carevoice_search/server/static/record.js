// Esc puts the tip of evidence away, until the pointer or the focus has left it: it may hide what is read.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const tipped of document.querySelectorAll(".evidence:hover, .evidence:focus-visible")) {
    tipped.classList.add("told");
    for (const left of ["mouseleave", "blur"]) {
      tipped.addEventListener(left, () => tipped.classList.remove("told"), { once: true });
    }
  }
});
