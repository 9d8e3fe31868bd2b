"""What `extract_pages` reads on pages, held against gold: every measure is a sum over pages.

A measure of the kind "f1" counts what is right, given and wanted (precision = right / given, recall = right /
wanted); one of the kind "share" counts what is right of what is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from carevoice_search import Evidence, Reading, extract_pages, label
from judged.bootstrap import balanced, interval, quotient
from judged.gold import Annotated, GoldPage, Line, Stated, folded
from judged.retrieval import Say, rounded

F1_MEASURES = ("councils", "practices", "findings", "themes")
SHARES = (
    "kind", "date_stated", "undated_left", "leak", "kept", "title", "publisher", "evidence", "quotes_exact",
    "findings_recalled", "findings_exact",
)  # fmt: skip
MEASURES = (*F1_MEASURES, *SHARES)
"""`leak` is the only one of which less is better."""

SHORTEST = 12
"""Characters of a line that is looked for in the text: shorter ones stand there by chance."""
_NEAR = 0.05
"""How far a figure may be off: shares in words are rounded by whoever writes them down."""


class Tally(NamedTuple):
    right: int
    given: int
    wanted: int


@dataclass(slots=True)
class Account:
    """One page: its tally of each measure, and every difference in words."""

    page: str
    tallies: dict[str, Tally] = field(default_factory=dict)
    misses: list[tuple[str, ...]] = field(default_factory=list)

    def sets(self, measure: str, found: Sequence[Any], wanted: Sequence[Any]) -> None:
        """Two bags; what is in only one of them is a miss."""
        have, want = Counter(found), Counter(wanted)
        self.add(measure, Tally(sum((have & want).values()), have.total(), want.total()))
        self.miss(measure, "missing", *sorted(map(str, (want - have).elements())))
        self.miss(measure, "extra", *sorted(map(str, (have - want).elements())))

    def asked(self, measure: str, right: bool, *what: object) -> None:
        """One thing that is right or not."""
        self.add(measure, Tally(int(right), 1, 1))
        if not right:
            self.miss(measure, *map(str, what))

    def add(self, measure: str, tally: Tally) -> None:
        before = self.tallies.get(measure, Tally(0, 0, 0))
        self.tallies[measure] = Tally(*(sum(pair) for pair in zip(before, tally, strict=True)))

    def miss(self, measure: str, *what: str) -> None:
        if what[1:] or what[0] not in ("missing", "extra"):
            self.misses.append((self.page, measure, *what))


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of the pages beside their gold."""

    themes: Mapping[str, tuple[str, ...]]
    findings: Mapping[str, Annotated]


def account(gold: GoldPage, reading: Reading | None, beside: Beside) -> Account:
    """Everything of one page; a page that could not be read has nothing."""
    page = Account(gold.id)
    if reading is None:
        page.miss("reading", "the page could not be read")
        reading = Reading(gold.file.name, "", "other", None, None, None, (), (), (), "", ())
    _fields(page, gold, reading)
    _practices(page, gold, reading)
    _findings(page, gold, reading, beside)
    _evidence(page, reading)
    _lines(page, gold, reading.text)
    return page


def _fields(page: Account, gold: GoldPage, reading: Reading) -> None:
    names = {code: folded(label("council", code)) for code in reading.councils}
    found = [name if name in gold.councils else code for code, name in names.items()]
    judged = [c for c, name in zip(found, names.values(), strict=True) if name not in gold.councils_unjudged]
    page.sets("councils", judged, sorted(gold.councils))
    if gold.kind is not None:
        page.asked("kind", reading.kind == gold.kind, gold.kind, reading.kind)
    if gold.date_judged and gold.date:
        page.asked("date_stated", reading.date == gold.date, gold.date, reading.date)
    elif gold.date_judged:
        page.asked("undated_left", not reading.date, "invented", reading.date)
    if gold.title:
        page.asked("title", folded(reading.title) == folded(gold.title), gold.title, reading.title)
    if gold.publisher:
        same = folded(reading.publisher or "") == folded(gold.publisher)
        page.asked("publisher", same, gold.publisher, reading.publisher)


def _practices(page: Account, gold: GoldPage, reading: Reading) -> None:
    """Title, month and first council together; titles only where the gold has them as the page does."""
    found = {
        Line(folded(practice.title) if gold.plain else "", practice.date, next(iter(practice.councils), None))
        for practice in reading.practices
    }
    wanted = {line if gold.plain else line._replace(title="") for line in gold.practices}
    page.sets("practices", sorted(found, key=str), sorted(wanted, key=str))


def _findings(page: Account, gold: GoldPage, reading: Reading, beside: Beside) -> None:
    found = [Stated(f.figure.value, f.figure.unit, f.figure.stated) for f in reading.findings]
    pairs = paired(gold.figures, found)
    for figure, partner in zip(gold.figures, pairs, strict=True):
        page.asked("findings_recalled", partner is not None, f"{figure.value:g} {figure.unit}", figure.words)
    if annotated := beside.findings.get(gold.id):
        annotated_findings(page, annotated, found)
    if slugs := {slug for word in gold.themes for slug in beside.themes.get(word.casefold(), ())}:
        page.sets("themes", reading.themes, sorted(slugs))
    for finding in reading.findings:
        whole = reading.text[finding.start : finding.end] == finding.sentence
        page.asked(
            "findings_exact", whole and finding.figure.stated in finding.sentence, finding.sentence[:70]
        )


def annotated_findings(page: Account, annotated: Annotated, found: Sequence[Stated]) -> None:
    pairs = paired(annotated.findings, found)
    left = [figure for place, figure in enumerate(found) if place not in pairs]
    optional = paired(annotated.optional, left)
    wrong = [figure for place, figure in enumerate(left) if place not in optional]
    right = sum(partner is not None for partner in pairs)
    page.add("findings", Tally(right, right + len(wrong), len(pairs)))
    for figure, partner in zip(annotated.findings, pairs, strict=True):
        if partner is None:
            page.miss("findings", "missing", f"{figure.value:g} {figure.unit}", figure.words)
    for figure in wrong:
        page.miss("findings", "extra", f"{figure.value:g} {figure.unit}", figure.words)


def paired(wanted: Sequence[Stated], found: Sequence[Stated]) -> list[int | None]:
    """For each figure that is wanted the place of one found with its unit and value, each used once."""
    free = dict.fromkeys(range(len(found)))
    pairs: list[int | None] = []
    for figure in wanted:
        partner = next(
            (p for p in free if found[p].unit == figure.unit and abs(found[p].value - figure.value) <= _NEAR),
            None,
        )
        if partner is not None:
            del free[partner]
        pairs.append(partner)
    return pairs


def _evidence(page: Account, reading: Reading) -> None:
    """Whether every value rests on evidence, and every quote stands where it says."""
    fields = {
        "council": reading.councils, "theme": reading.themes, "date": (reading.date,), "title": (reading.title,),
        "kind": (reading.kind,), "publisher": (reading.publisher,),
    }  # fmt: skip
    for name, value in _unbacked(page, fields, reading.evidence):
        page.miss("evidence", name, value)
    for practice in reading.practices:
        fields = {"title": (practice.title,), "date": (practice.date,), "council": practice.councils}
        for name, value in _unbacked(page, fields, practice.evidence):
            page.miss("evidence", f"practice {name}", value)
    for proof in (*reading.evidence, *(proof for one in reading.practices for proof in one.evidence)):
        if proof.place == "text":
            same = bool(proof.quote.strip()) and reading.text[proof.start : proof.end] == proof.quote
            page.asked("quotes_exact", same, proof.field, proof.quote[:60])


def _unbacked(
    page: Account, fields: Mapping[str, Sequence[str | None]], evidence: Sequence[Evidence]
) -> Iterator[tuple[str, str]]:
    backed = {(proof.field, proof.value) for proof in evidence}
    for name, values in fields.items():
        for value in filter(None, values):
            right = (name, value) in backed
            page.add("evidence", Tally(int(right), 1, 1))
            if not right:
                yield name, value


def _lines(page: Account, gold: GoldPage, text: str) -> None:
    """Each line of the page's file: is furniture gone, and is what is not furniture there?

    A line that the gold calls furniture fewer times than it stands on the page is judged neither way.
    """
    whole = folded(text)
    lines = Counter(line for raw in gold.text.splitlines() if len(line := folded(raw)) >= SHORTEST)
    furniture = Counter(map(folded, gold.furniture))
    for line, times in lines.items():
        if furniture[line] >= times:
            leaked = line in whole
            page.add("leak", Tally(int(leaked), 1, 1))
            if leaked:
                page.miss("leak", line[:70])
        elif not furniture[line]:
            page.asked("kept", line.strip("- ") in whole, line[:70])


def accounts(pages: Sequence[GoldPage], beside: Beside, say: Say) -> list[Account]:
    """Every page through `extract_pages`."""
    by_path = {page.file.as_posix(): page for page in pages}
    found = []
    for number, result in enumerate(extract_pages(list(by_path)), 1):
        say(f"page {number} of {len(by_path)}")
        found.append(account(by_path[result.path], result.reading, beside))
    return found


def measured(name: str, found: Sequence[Account]) -> dict[str, Any]:
    """The report of a collection; a measure that no page asks for is left out."""
    read = sum(not any(miss[1] == "reading" for miss in page.misses) for page in found)
    report: dict[str, Any] = {"collection": name, "pages": len(found), "read": read, "measures": {}}
    for measure in MEASURES:
        rows = [page.tallies.get(measure, Tally(0, 0, 0)) for page in found]
        total = Tally(*map(sum, zip(*rows, strict=True)))
        if total.given or total.wanted:
            report["measures"][measure] = _figures(measure, rows, total)
    return report


def _figures(measure: str, rows: Sequence[Tally], total: Tally) -> dict[str, Any]:
    if measure in SHARES:
        shares = interval([(row.right, row.wanted) for row in rows], quotient)
        return {"share": _share(total.right, total.wanted), "n": total.wanted, "interval": rounded(shares)}
    return {
        "f1": _share(2 * total.right, total.given + total.wanted),
        "precision": _share(total.right, total.given),
        "recall": _share(total.right, total.wanted),
        "n": total.wanted,
        "interval": rounded(interval(rows, balanced)),
        "precision_interval": rounded(interval([(row.right, row.given) for row in rows], quotient)),
        "recall_interval": rounded(interval([(row.right, row.wanted) for row in rows], quotient)),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def figure(report: Mapping[str, Any], measure: str) -> float:
    """The number by which a measure is known: its F1 or its share."""
    found = report["measures"][measure]
    known: float = found["f1"] if measure in F1_MEASURES else found["share"]
    return known
