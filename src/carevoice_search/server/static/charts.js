// The bars of a timeline by arrow keys: Tab stops at one of them, the arrows, Home and End lead to the others.

const bars = () => [...document.querySelectorAll("#timeline .bar")];

/** One bar, that which was reached last or else the latest, is the stop of Tab. */
function settle() {
  const all = bars();
  if (!all.length || all.filter((bar) => bar.getAttribute("tabindex") === "0").length === 1) return;
  all.forEach((bar, place) => bar.setAttribute("tabindex", place === all.length - 1 ? "0" : "-1"));
}

document.addEventListener("keydown", (event) => {
  const bar = event.target.closest?.("#timeline .bar");
  if (!bar || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = bars();
  const at = all.indexOf(bar);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  if (!all[to]) return;
  bar.setAttribute("tabindex", "-1");
  all[to].setAttribute("tabindex", "0");
  all[to].focus();
  all[to].scrollIntoView({ block: "nearest", inline: "nearest" });
});

const answer = document.querySelector("#answer");
if (answer?.parentElement) {
  new MutationObserver(settle).observe(answer.parentElement, { childList: true });
  settle();
}
