"""Pages of no other family: services, judgments, newsletters, minutes, descriptions."""

from __future__ import annotations

from carevoice_search.extract.cues import Recognition, cue, weigh
from carevoice_search.model import CleanPage, Kind

KIND: Kind = "other"

_CUES = (
    cue(
        "neutral-citation",
        8,
        "text",
        r"\[\d{4}\] (?:EWHC|EWCA|EWFC|EWCOP|UKSC|UKUT|CSOH|CSIH|NIQB|NICA|NIFam)\b",
    ),
    cue(
        "court",
        4,
        "text",
        r"^case no\b|\bhanded down\b|\b(?:mr|mrs|ms|lord|lady) justice [a-z]+|"
        r"\bin the (?:high court|family court|court of appeal)\b|\b-and-\b",
    ),
    cue(
        "mailing",
        5,
        "furniture",
        r"\bview this email in your browser|unsubscribe from this list|"
        r"update your (?:subscription )?preferences",
    ),
    cue("mailing", 5, "top", r"\bview this email in your browser"),
    cue("newsletter", 4, "title", r"\b(?:e-?)?newsletter\b|\be-?bulletin\b"),
    cue(
        "newsletter",
        2,
        "top",
        r"\b(?:welcome to (?:the|our) [^.\n]{0,40}newsletter|another update from|latest (?:issue|"
        r"edition) of)\b",
    ),
    cue(
        "minutes",
        5,
        "top",
        r"^agenda item\b|^minutes of\b|\bminutes of (?:the|a) meeting\b|^issue - meetings\b|"
        r"^meeting documents\b|^meeting: \d|^decision details\b",
    ),
    cue(
        "minutes",
        3,
        "text",
        r"\bthe (?:committee|panel|board|forum|cabinet) (?:welcomed|thanked|noted|resolved|"
        r"received|considered|agreed)\b|\bmembers (?:of the \w+ )?(?:gave thanks|noted|"
        r"were pleased|asked|agreed)\b|^resolved\b|\bapologies (?:for absence|were received)\b|"
        r"^present:",
        most=2,
    ),
    cue(
        "attendance",
        3,
        "text",
        r"\b(?:members|officials|others) (?:in attendance|present)\b|\bdeclarations? of interests?\b",
    ),
    cue("document-type", 3, "top", r"^(?:statutory guidance|guidance|policy paper|form|transparency data)$"),
    cue("job", 4, "top", r"\b(?:closing date|salary|hours per week|job description|apply by)\b"),
    cue(
        "applying",
        2,
        "text",
        r"\b(?:how to apply|apply (?:for|online)|who (?:is eligible|can apply)|are you eligible|"
        r"you (?:can|may) (?:get|claim|apply|ask)|if you (?:are|have|live|were|need)|contact us|"
        r"call us|ring us|you (?:are|may be|will be) (?:entitled|eligible))\b",
        most=3,
    ),
    cue(
        "charges",
        2,
        "text",
        r"\b(?:discounts?(?: and exemptions)?|exempt(?:ion)?|pay no council tax|"
        r"council tax (?:discount|relief|exemption|reduction|support))\b",
        most=2,
    ),
    cue("second-person", 0.5, "text", r"\b(?:you|your)\b", most=6),
    cue(
        "if-you",
        2,
        "title",
        r"^(?:if you are|help (?:for|with)|support for (?:care leavers|children|young)|apply|your|"
        r"our) |\bdiscounts?\b|\bexemptions?\b|\b(?:local|leaving care|care leavers'?) offer\b|"
        r"\bpolicy\b|\bprivacy\b|\bcontact\b",
    ),
    cue(
        "questions-as-headings",
        2,
        "text",
        r"^(?:why|what|how|who|when|what next|what did (?:we|they) do|what difference[^?\n]{0,40}|"
        r"what (?:was|is) the (?:impact|challenge|aim))\?$",
        most=3,
    ),
    cue("accounts", 2, "text", r"\b(?:follow us on|we (?:post|tweet) on|find us on|join our mailing list)\b"),
    cue(
        "glossary",
        3,
        "title",
        r"\b(?:glossary|directory|jargon buster|frequently asked|FAQs?|terms of reference|"
        r"who we are|about us)\b",
    ),
    cue("topic-title", 2, "title", r"^(?:the )?[\w'’-]+(?: [\w'’-]+)?$"),
    cue(
        "members",
        1,
        "text",
        r"\b(?:our|\d+|and its \d+) member (?:councils|organisations)\b|\bour (?:members|services|"
        r"work)\b",
    ),
    cue("said", -1, "text", r"\b(?:said|says|told|added|spoke of)\b", most=3),
    cue("reading-time", -4, "furniture", r"\b\d+ mins? read\b"),
)

_NEEDED = 2.0


def recognise(clean: CleanPage) -> Recognition | None:
    """A page of information, a judgment, a newsletter or minutes, or None."""
    found = weigh(clean, KIND, _CUES)
    return found if found.score >= _NEEDED else None
