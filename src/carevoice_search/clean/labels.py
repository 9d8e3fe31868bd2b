"""The labels of menus, toolbars and paths: what a site says on every page."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Labels that are no heading of anybody's text, wherever they stand alone.
_CHROME = """
    home|homepage|menu|main menu|site menu|mobile menu|search|search this site|search site|contact us|
    login|log in|log out|logout|sign in|sign out|sign up|sign in or register|log in or sign up|subscribe|
    subscribe now|donate|donate now|share|share page|tweet|print|print page|print this page|email|e-mail|
    copy|copy link|link copied|close|open|open menu|close menu|close search|open search|
    toggle navigation|toggle menu|navigation|site navigation|main navigation|accessibility statement|
    accessibility links|privacy policy|privacy notice|privacy statement|cookies|cookie policy|
    terms of use|terms of service|terms and conditions|terms & conditions|site map|sitemap|back to top|
    top|top of page|scroll to top|go back|back|next|previous|published|advertisement|advert|loading|
    loading...|view all|see all|see more|show more|show all|load more|view more|follow us|a-z|a to z|
    my account|myaccount|your account|your basket|basket|reply|like|likes|comments|past issues|translate|
    unsubscribe|rss|rss feed|twitter|facebook|linkedin|instagram|youtube|whatsapp|tiktok|flickr|
    pinterest|download|download pdf|play|pause|main content|breadcrumb|breadcrumbs|you are here|
    you are here:|skip|advertise with us|letters to the editor|legal notices|customer service|
    community guidelines|comments powered by disqus|cymraeg|english|find us on|connect with us|
    newsletter|newsletters|mailing list|news|maybe|change language|listen with readspeaker|readspeaker|
    text size|high contrast|get emails about this page|about sharing|accept|accept all|reject all|
    decline|accept cookies|manage preferences|save preferences|always active|digital edition|e-edition|
    book an advert|place an advert|family notices|public notices|photo sales|latest edition|search menu|
    cookie settings|manage cookies|support us|story saved|logo|site logo|
    skip to main|what's new on site|
    sponsored|promoted|news & stories|news and stories|conversation|all news|back to news|
    sign up for email|agenda and minutes|issue details|add to calendar|book your place|book now|
    scroll down for video|comment guidelines|download options"""

# Labels that may head a text of their own: furniture only among other labels.
_SHARED = """
    about|about us|advertise|newsroom|contact|about this site|latest|latest news|our news|register|join|
    join us|terms|privacy|
    accessibility|more|faqs|faq|help|careers|vacancies|jobs|shop|store|our work|what we do|who we are|
    how we help|our people|our team|meet the team|get involved|news and events|news & events|
    news and views|get help|get support|support us|listen|watch|save|events|blog|blogs|publications|
    resources|media|media centre|press|press office|press releases|policies|policy|research|training|
    services|our services|business|sport|politics|opinion|comment|entertainment|lifestyle|weather|motors|
    homes|property|announcements|letters|education|health|environment|culture|world|uk|local news|
    national news|business news|videos|podcasts|podcast|gallery|galleries|council tax|bins and recycling|
    waste and recycling|planning|parking|libraries|leisure|benefits|housing|schools|roads and transport|
    report it|pay it|pay|apply|report|do it online|residents|visitors|your council|my council|democracy|
    jobs and careers|topics|departments|worldwide|how government works|consultations|statistics|
    news and communications|members|membership|fundraise|volunteer|partners|funders|complaints|feedback|
    safeguarding|copyright|disclaimer|legal"""

# Labels of menus that lie across a page; down a page they may as well be headings or rows.
_ACROSS = """
    what's on|in your area|your area|puzzles|food|travel|money|tech|
    science|arts|tv|music|football|celebs|obituaries|families|crime|nostalgia|local|video|live|world news|regions|
    your money|children's services|social care|adults|children|campaigns|reports|rights|practice|podcasts & video"""

# What stands around a headline as often as in a menu: sharing, printing, a counter's word.
_TOOLS = """
    share|share page|tweet|print|print page|print this page|email|e-mail|copy|copy link|link copied|like|likes|
    comments|comment|reply|published|download|download pdf|play|pause|listen|watch|save|saved|bookmark|follow|
    twitter|facebook|linkedin|instagram|youtube|whatsapp|x|advertisement|advert|about sharing|close panel|
    share this|view comments|next|previous|logo|image|photo|video|sponsored|promoted|conversation|topics|
    loading|loading...|top|translate|readspeaker|listen with readspeaker"""


def _read(source: str) -> frozenset[str]:
    return frozenset(label.strip() for label in source.split("|"))


CHROME_LABELS = _read(_CHROME)
MENU_LABELS = CHROME_LABELS | _read(_SHARED)
ACROSS_LABELS = MENU_LABELS | _read(_ACROSS)
TOOL_LABELS = _read(_TOOLS)

_FIRST_WORDS = frozenset(label.split()[0] for label in ACROSS_LABELS)
_LONGEST_LABEL = 5
_ORNAMENT = " :•|>»›←→↑↓▲▼▾+-☰≡✕×"
_SEPARATORS = re.compile(r"\s*[|>›»/→·•\\]\s*|\s{2,}")
_BETWEEN, _BLANKS = re.compile(r"[|>›»/→·•\\]"), re.compile(r"\s{2}")
_CRUMBS = re.compile(r" [>›»→] |[›»]")
_ARROW = re.compile(r"[>›»→]")
_HERE = re.compile(r"you are here:?\s", re.I)
_HOMES = frozenset(("home", "homepage", "home page", "start"))


def is_chrome_label(line: str) -> bool:
    """Whether a line is a label that belongs to the site wherever it stands ("Sign in")."""
    return len(line) <= 40 and _label(line) in CHROME_LABELS


def is_menu_label(line: str) -> bool:
    """Whether a line is a label that menus have ("Publications"), though a text may have it too."""
    return len(line) <= 40 and _label(line) in MENU_LABELS


def is_tool_label(line: str) -> bool:
    """Whether a line is a label that stands below a headline as well as above it ("Share")."""
    return len(line) <= 40 and _label(line) in TOOL_LABELS


def _label(line: str) -> str:
    return _folded(line).strip(_ORNAMENT)


def _folded(words: str) -> str:
    return words.casefold().replace("’", "'")


def is_label_run(line: str, *, capitals: bool = False) -> bool:
    """Labels with only spaces between them: "Privacy Accessibility Cookies", "Accept all Reject all".

    With `capitals` other names may stand among them, as menus have them ("News What's On Man City"), where the
    words have capitals and the first is a label.
    """
    words = line.strip(_ORNAMENT).split()
    if not 2 <= len(words) <= 24 or line[-1] in ".!?;,":
        return False
    labels, covered, chrome, first = _labels_in(words)
    if covered == len(words):
        return labels > 2 or (labels == 2 and chrome > 0)
    small = [word for word in words if word.islower()]
    if not capitals or not first or len(words) < 4 or len(small) * 4 > len(words):
        return False
    return labels > 4 if small else labels > 1 and covered * 3 >= len(words)


def leads_home(line: str) -> bool:
    """The way home and then names, each with its capital: "Home Kendal Penrith Carlisle Barrow"."""
    words = line.strip(_ORNAMENT).split()
    if not 5 <= len(words) <= 24 or _label(words[0]) not in _HOMES or line[-1] in ".!?;,:":
        return False
    return all(word[0].isupper() or word == "&" for word in words)


def _labels_in(words: Sequence[str]) -> tuple[int, int, int, bool]:
    """(labels, words in labels, labels of the site alone, whether the first word begins one), longest first."""
    at = labels = covered = chrome = 0
    first = False
    folded = [_folded(word) for word in words]
    while at < len(words):
        for length in range(_longest_at(folded, at), 0, -1):
            label = " ".join(folded[at : at + length]).strip(_ORNAMENT)
            if label in ACROSS_LABELS:
                labels, covered, chrome = labels + 1, covered + length, chrome + (label in CHROME_LABELS)
                first = first or at == 0
                at += length
                break
        else:
            at += 1
    return labels, covered, chrome, first


def _longest_at(folded: Sequence[str], at: int) -> int:
    """How many words a label that begins here may have at most; none where no label begins with this word."""
    word = folded[at].lstrip(_ORNAMENT)
    if word and word not in _FIRST_WORDS and word.rstrip(_ORNAMENT) not in _FIRST_WORDS:
        return 0
    return min(_LONGEST_LABEL, len(folded) - at)


def is_menu_line(line: str) -> bool:
    """ "Home | News | Contact us": labels beside one another on a line."""
    if len(line) > 200:
        return False
    if is_label_run(line):
        return True
    line = line.strip(_ORNAMENT)
    if not _BETWEEN.search(line) and not _BLANKS.search(line):
        return False
    labels = [part for part in _SEPARATORS.split(line) if part]
    return len(labels) > 1 and sum(map(is_menu_label, labels)) * 2 > len(labels)


def is_breadcrumb(line: str) -> bool:
    """ "Home > Children > Leaving care": the path to a page."""
    if len(line) > 250:
        return False
    if _HERE.match(line):
        return True
    if " / " in line and not _CRUMBS.search(line):
        return line.split(" / ")[0].casefold() in _HOMES
    if not _ARROW.search(line):
        return False
    parts = [part.strip() for part in _CRUMBS.split(line)]
    if len(parts) < 2 or not all(parts):
        return False
    path = len(parts) > 2 and line[-1] not in ".!?" and max(map(len, parts)) <= 60
    return parts[0].casefold() in _HOMES or path
