"""The labels of menus, toolbars and paths: what a site says on every page."""

from __future__ import annotations

import re

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
    book an advert|place an advert|family notices|public notices|photo sales|latest edition"""

# Labels that may head a text of their own: furniture only among other labels.
_SHARED = """
    about|contact|about this site|latest|latest news|our news|register|join|join us|terms|privacy|
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


def _read(source: str) -> frozenset[str]:
    return frozenset(label.strip() for label in source.split("|"))


CHROME_LABELS = _read(_CHROME)
MENU_LABELS = CHROME_LABELS | _read(_SHARED)

_ORNAMENT = " :•|>»›←→↑↓▲▼+-"
_SEPARATORS = re.compile(r"\s*[|>›»/→·•\\]\s*|\s{2,}")
_CRUMBS = re.compile(r" [>›»→] |[›»]")
_HOMES = frozenset(("home", "homepage", "home page", "start"))


def is_chrome_label(line: str) -> bool:
    """Whether a line is a label that belongs to the site wherever it stands ("Sign in")."""
    return len(line) <= 40 and line.casefold().strip(_ORNAMENT) in CHROME_LABELS


def is_menu_label(line: str) -> bool:
    """Whether a line is a label that menus have ("Publications"), though a text may have it too."""
    return len(line) <= 40 and line.casefold().strip(_ORNAMENT) in MENU_LABELS


def is_menu_line(line: str) -> bool:
    """ "Home | News | Contact us": labels beside one another on a line."""
    if len(line) > 200:
        return False
    labels = [part for part in _SEPARATORS.split(line.strip(_ORNAMENT)) if part]
    return len(labels) > 1 and sum(map(is_menu_label, labels)) * 2 > len(labels)


def is_breadcrumb(line: str) -> bool:
    """ "Home > Children > Leaving care": the path to a page."""
    if len(line) > 250:
        return False
    if re.match(r"you are here:?\s", line, re.I):
        return True
    if " / " in line and not _CRUMBS.search(line):
        return line.split(" / ")[0].casefold() in _HOMES
    parts = [part.strip() for part in _CRUMBS.split(line)]
    if len(parts) < 2 or not all(parts):
        return False
    path = len(parts) > 2 and line[-1] not in ".!?" and max(map(len, parts)) <= 60
    return parts[0].casefold() in _HOMES or path
