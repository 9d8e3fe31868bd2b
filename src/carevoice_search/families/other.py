"""Pages of no other family: services, judgments, newsletters, minutes, descriptions."""

from __future__ import annotations

from carevoice_search.extract.cues import NOT_A_SURVEY_S, Recognition, cue, weigh
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
        "job-facts",
        2,
        "text",
        r"^(?:salary|closing date|hours|contract(?: type)?|grade|job (?:title|ref(?:erence)?|type)|reports? to|"
        r"responsible to|interview date|interviews|vacancy|employer|working pattern|start date|pay|pay scale|"
        r"annual leave|location|reference)\s?:",
        most=4,
    ),
    cue(
        "job-words",
        1.5,
        "text",
        r"\b(?:we are (?:looking for|recruiting|seeking)|person specification|job description|enhanced dbs|"
        r"successful (?:candidate|applicant)|informal (?:chat|discussion)|you will (?:be|have|work|lead|need)|"
        r"essential criteria|per annum|pro rata|£\d\d,\d{3} ?(?:to|-|–) ?£?\d\d,\d{3})",
        most=4,
    ),
    cue(
        "event-facts",
        2,
        "text",
        r"^(?:time|venue|location|place|cost|price|fee|booking|bookings|tickets?|doors|organisers?|register|"
        r"registration|speakers?|where|format|rsvp)\s?:",
        most=3,
    ),
    cue(
        "event-s-day",
        2,
        "text",
        r"^date\s?:.{3,60}\n(?:time|venue|location|place|where|cost|price|booking|tickets?)\s?:|"
        r"^(?:time|venue|location|place|where|cost|price|booking|tickets?)\s?:.{1,100}\ndate\s?:",
    ),
    cue(
        "event-words",
        1.5,
        "text",
        r"\b(?:book (?:your|a) (?:place|ticket|spot)|book now|booking is essential|free (?:event|tickets?|to attend)|"
        r"registration (?:is|closes|opens)|join us (?:for|on|at)|places are (?:limited|free)|rsvp|eventbrite|"
        r"refreshments|sign up to attend|lunch (?:is|will be) provided|doors open|add to (?:my )?calendar)\b",
        most=2,
    ),
    cue(
        "letter-to-readers",
        2,
        "page",
        r"\b(?:in this issue|forward to a friend|view (?:this )?(?:email )?in (?:your )?browser|you are receiving this|"
        r"dates for your diary|our mailing address)\b|"
        r"^(?:hello|dear) (?:all|everyone|reader|readers|friends|colleagues|members)\b|"
        r"^(?:issue|edition|volume|vol\.?) (?:no\.? ?)?\d+\b.{0,30}$|^unsubscribe\b",
        most=3,
    ),
    cue(
        "order-of-business",
        1.5,
        "text",
        r"^(?:item )?(?:[A-Z]{1,4} ?)?\d{0,3}[:.]? ?(?:apologies|declarations?|any other business|date of next meeting|"
        r"minutes|matters arising|minutes of the (?:last|previous) meeting|chair's (?:announcements|remarks)|"
        r"public questions|actions?|forward plan|work programme)\b.{0,40}$|"
        r"^(?:present|in attendance|officers|apologies)\s?:",
        most=4,
    ),
    cue(
        "case",
        1.5,
        "text",
        r"\b(?:appellant|claimant|defendant|the ombudsman's (?:final )?decision|complaint (?:reference|number)|"
        r"the complaint|complains that|(?:have )?(?:partly )?upheld (?:this|the|her|his|their) complaint|"
        r"ombudsman (?:found|upheld)|first respondent|permission to appeal)\b",
        most=3,
    ),
    cue("decision", 2, "title", r"\b(?:ombudsman|tribunal|decision notice)\b"),
    cue(
        "evidence-in-parliament",
        3,
        "top",
        r"^oral evidence\b|^members present\b|^hansard\b|\bofficial report\b|"
        r"^(?:written )?(?:question|answer)s?(?: \d+)?$",
    ),
    cue(
        "where-to-turn",
        1,
        "page",
        r"^(?:tel|telephone|phone|e-?mail|opening (?:hours|times)|address|call|text|contact us)\s?:",
        most=2,
    ),
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
    cue(
        "document",
        2,
        "title",
        r"\b(?:strategy|policy|protocol|procedures?|handbook|guide|guidance|toolkit|charter|framework|agenda|minutes)"
        r"(?: (?:for|on) [\w' -]{3,60})?(?:,? 20\d\d.*)?$",
    ),
    cue("topic-title", 2, "title", r"^(?:the )?[\w'’-]+(?: [\w'’-]+)?$"),
    cue(
        "members",
        1,
        "text",
        r"\b(?:our|\d+|and its \d+) member (?:councils|organisations)\b|\bour (?:members|services|"
        r"work)\b",
    ),
    cue("said", -1, "text", rf"{NOT_A_SURVEY_S}(?:said|says|told|added|spoke of)\b", most=3),
    cue("reading-time", -4, "furniture", r"\b\d+ mins? read\b"),
)

_NEEDED = 2.0


def recognise(clean: CleanPage) -> Recognition | None:
    """A page of information, a judgment, a newsletter or minutes, or None."""
    found = weigh(clean, KIND, _CUES)
    return found if found.score >= _NEEDED else None
