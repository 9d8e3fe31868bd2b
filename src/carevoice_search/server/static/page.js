// What makes the page quicker where scripts run; without them every control still works.

const form = document.querySelector("#search");
const box = document.querySelector("#q");
const list = document.querySelector("#completions");
const root = document.documentElement;
const wide = matchMedia("(min-width: 48.01rem)");
const STANDARD = { sort: "relevance", limit: "10" };

root.classList.add("js");

const said = document.createElement("p");
said.className = "unseen";
said.setAttribute("role", "status");
document.body.append(said);

function say(text) {
  said.textContent = "";
  setTimeout(() => { said.textContent = text; }, 60);
}

// An answer for an answer

let running = null;
let here = location.pathname + location.search;

/** The address of what the form holds, without what is as it is by default. */
function address() {
  const params = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value && STANDARD[name] !== value) params.append(name, value);
  }
  return `${form.action}${params.size ? `?${params}` : ""}`;
}

/** Show the answer at `url` in place of the present one; where that cannot be done, go there. */
async function show(url, isNew) {
  running?.abort();
  const own = running = new AbortController();
  const typed = box.value;
  root.classList.add("busy");
  try {
    const response = await fetch(url, { signal: own.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.querySelector("#answer")) return location.assign(url);
    if (isNew && response.url !== location.href) history.pushState(null, "", response.url);
    here = location.pathname + location.search;
    swap(page, box.value === typed);
    say(page.querySelector("#total, #trouble")?.textContent.replace(/\s+/g, " ").trim() ?? "");
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
  } finally {
    if (running === own) {
      running = null;
      root.classList.remove("busy");
    }
  }
}

function swap(page, withWords) {
  const held = keyOf(document.activeElement);
  const chip = [...document.querySelectorAll("#chips a")].indexOf(document.activeElement);
  const open = new Map([...document.querySelectorAll("#answer details")].map((one) => [keyOf(one), one.open]));
  const sieves = new Map([...document.querySelectorAll(".sieve")].map((one) => [one.dataset.of, one.value]));
  const place = [scrollX, scrollY];
  document.title = page.title;
  fill(page.querySelector("#search"), withWords);
  document.querySelector("#answer").replaceWith(document.importNode(page.querySelector("#answer"), true));
  for (const one of document.querySelectorAll("#answer details")) one.open = open.get(keyOf(one)) ?? one.open;
  settle(sieves);
  if (chip >= 0) (document.querySelectorAll("#chips .chip")[chip] ?? document.querySelector("#chips .chip") ?? box).focus();
  else if (held && document.activeElement === document.body) {
    [...document.querySelectorAll("#answer :is(input, select, a, button, summary)")]
      .find((one) => keyOf(one) === held)?.focus({ preventScroll: true });
  }
  scrollTo(...place);
}

/** What tells an element of one answer's page from others, and is the same on the next. */
function keyOf(one) {
  if (!one || one === document.body) return "";
  if (one.tagName === "SUMMARY") return `summary ${keyOf(one.parentElement)}`;
  if (one.tagName === "SELECT") return `select ${one.name}`;
  return [one.tagName, one.id, one.name, one.type === "checkbox" ? one.value : "", one.dataset.of,
    one.getAttribute("href")].join(" ");
}

/** The controls of the form as those of another page's form. */
function fill(other, withWords) {
  for (const one of form.querySelectorAll("input[type=hidden]")) one.remove();
  for (const one of other.querySelectorAll("input")) {
    if (one.type === "hidden") form.append(document.importNode(one));
    const own = [...form.querySelectorAll(`input[name="${one.name}"]`)]
      .find((each) => each.type !== "checkbox" || each.value === one.value);
    if (one.type === "checkbox") own.checked = one.defaultChecked;
    else if (one.type !== "hidden" && (one.name !== "q" || withWords)) own.value = one.defaultValue;
  }
}

// What only a script can do: long facets get a box that filters them

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** What needs a script is shown, and what stands in its place is not. */
function settle(sieves = new Map()) {
  for (const one of document.querySelectorAll("#copy-command, #copy-link")) one.hidden = false;
  for (const one of document.querySelectorAll("#link-here")) one.hidden = true;
  const narrow = document.querySelector("#narrow");
  if (narrow && wide.matches) narrow.open = true;
  for (const group of document.querySelectorAll(".facet.long")) {
    const sieve = document.createElement("input");
    const title = group.querySelector("legend").textContent.trim();
    sieve.type = "search";
    sieve.className = "sieve";
    sieve.dataset.of = group.dataset.field;
    sieve.placeholder = "Find in this list";
    sieve.setAttribute("aria-label", `Find in ${title}`);
    sieve.value = sieves.get(group.dataset.field) ?? "";
    group.querySelector("legend").after(sieve);
    sieve.addEventListener("input", () => sift(group, sieve.value));
    if (sieve.value) sift(group, sieve.value);
  }
}

function sift(group, text) {
  const wanted = plain(text.trim());
  const holds = (one) => plain(one?.textContent ?? "").includes(wanted);
  for (const row of group.querySelectorAll(":scope > .buckets > li")) {
    const whole = holds(row.querySelector(".bucket-label, .parent"));
    let some = false;
    for (const lower of row.querySelectorAll(".buckets > li")) {
      lower.hidden = !whole && !holds(lower.querySelector(".bucket-label"));
      some ||= !lower.hidden;
    }
    row.hidden = !whole && !some;
    const below = row.querySelector("details");
    if (below && wanted && some && !whole) below.open = true;
  }
}

// Completion of what is being typed

let asked = null;
let waiting = 0;

function options() {
  return [...list.children];
}

function close() {
  clearTimeout(waiting);
  asked?.abort();
  list.hidden = true;
  list.replaceChildren();
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

async function complete() {
  const typed = box.value;
  if (!typed.trim() || box.selectionEnd !== typed.length) return close();
  asked?.abort();
  asked = new AbortController();
  try {
    const response = await fetch(`/api/v1/suggest?${new URLSearchParams({ q: typed })}`, { signal: asked.signal });
    if (!response.ok || box.value !== typed || document.activeElement !== box) return close();
    const found = await response.json();
    const completions = found.completions ?? found;
    list.replaceChildren(...completions.map(option));
    list.hidden = !completions.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    box.removeAttribute("aria-activedescendant");
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

function option(completion, place) {
  const made = document.createElement("li");
  const label = document.createElement("span");
  const of = document.createElement("span");
  made.id = `completion-${place}`;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  made.dataset.query = [...box.value].slice(0, completion.start).join("") + completion.text;
  label.textContent = completion.label;
  of.className = "of";
  of.textContent = `${completion.field ?? "word"} · ${completion.count.toLocaleString("en-GB")}`;
  made.append(label, " ", of);
  return made;
}

function point(place) {
  const all = options();
  all.forEach((one, number) => one.setAttribute("aria-selected", String(number === place)));
  if (all[place]) {
    box.setAttribute("aria-activedescendant", all[place].id);
    all[place].scrollIntoView({ block: "nearest" });
  } else box.removeAttribute("aria-activedescendant");
}

function take(one) {
  box.value = one.dataset.query + (one.dataset.query.endsWith(":") ? "" : " ");
  close();
  box.focus();
  if (box.value.endsWith(":")) complete();
}

function typing(event) {
  const all = options();
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (all.length && step) point(at < 0 && step < 0 ? all.length - 1 : at + step === all.length ? -1 : at + step);
  else if (event.key === "ArrowDown" && titles().length) titles()[0].focus();
  else if (event.key === "Enter" && at >= 0) take(all[at]);
  else if (event.key === "Escape" && all.length) close();
  else return;
  event.preventDefault();
}

// Keys

function titles() {
  return [...document.querySelectorAll("#hits .hit-title")];
}

function pressed(event) {
  const at = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (at === box) return typing(event);
  const place = titles().indexOf(at);
  if (event.key === "/" && !at.closest("input:not([type=checkbox]), select, textarea")) {
    box.focus();
    box.select();
  } else if (place >= 0 && event.key === "ArrowDown") titles()[place + 1]?.focus();
  else if (place >= 0 && event.key === "ArrowUp") (titles()[place - 1] ?? box).focus();
  else if (event.key === "Escape" && at.closest("#answer") && !at.closest(".sieve")) box.focus();
  else return;
  event.preventDefault();
}

// Copying

async function copy(button) {
  const given = button.dataset.copy ?? location.href;
  const text = button.id === "copy-link" ? new URL(given, location.href).href : given;
  const name = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    say("Copied");
    setTimeout(() => { button.textContent = name; }, 2000);
  } catch {
    let shown = button.parentElement.querySelector(".to-copy");
    if (!shown) {
      shown = document.createElement("input");
      shown.className = "to-copy";
      shown.readOnly = true;
      shown.setAttribute("aria-label", "Text to copy");
      button.after(shown);
    }
    shown.value = text;
    shown.select();
    say("The text is selected: copy it with Ctrl and C");
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy], #copy-link");
  if (button) copy(button);
});

if (form && document.querySelector("#answer")) {
  box.setAttribute("role", "combobox");
  for (const [name, value] of [["autocomplete", "list"], ["expanded", "false"], ["controls", list.id]]) {
    box.setAttribute(`aria-${name}`, value);
  }
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(complete, 120);
  });
  box.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const one = event.target.closest("[role=option]");
    if (one) take(one);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    close();
    show(address(), true);
  });
  document.addEventListener("change", (event) => {
    if (event.target.form === form && event.target !== box) show(address(), true);
  });
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("#chips a");
    if (!chip || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(chip.href, true);
  });
  document.addEventListener("keydown", pressed);
  addEventListener("popstate", () => {
    if (location.pathname + location.search !== here) show(location.href, false);
  });
  wide.addEventListener("change", () => {
    for (const narrow of document.querySelectorAll("#narrow")) narrow.open = wide.matches;  // an empty answer has none
  });
}
settle();
