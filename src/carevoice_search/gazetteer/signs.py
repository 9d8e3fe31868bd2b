"""The words and patterns that context.py looks for beside an area's name.

Every pattern is tried on a short stretch of text only, so that no page can make one slow.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

_LISTS = tomllib.loads(
    (files("carevoice_search") / "data" / "council_words.toml").read_text(encoding="utf-8")
)

PARTS = frozenset(_LISTS["parts"])
INSTITUTIONS = frozenset(_LISTS["institutions"])
JOINT = frozenset(_LISTS["joint"])
TITLES = frozenset(_LISTS["titles"])
FREE = frozenset(_LISTS["free"])
DETERMINERS = frozenset(_LISTS["determiners"])
LEADING = frozenset(_LISTS["leading"])
SPEECH = frozenset(_LISTS["speech"])
STRICT = frozenset(_LISTS["strict"])
AMBIGUOUS = STRICT | frozenset(_LISTS["ambiguous"])

_S = "['’‘ʼ`´＇]?s?['’]?"
_MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    "|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)

POSSESSIVE = re.compile(r"['’][sS]?(?!\w)")

# After a name.

AUTHORITY = re.compile(
    rf"""\s+(?:(?:local|unitary)\s+)?(?:
    authorit(?:y|ies) | councils? | councillors? | borough | LA | social\s+services
    | children{_S}\s+(?:services?|social\s+care)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""The authority itself, in words that no verb "reading" has for an object."""

OWN = re.compile(
    rf"""\s+(?:the\s+)?(?:
    (?:(?:local|unitary)\s+)?authorit(?:y|ies)\b | LAs?\b | councils?\b | councillors?\b | cllrs?\b
    | borough\b
    | child(?:ren)?{_S}\s+(?:
        social | (?:and\s+\w+\s+)?services?\b(?!\s+trust) | in\s+(?:our\s+)?care | looked\s+after | cabinet
        | participation | rights | homes?\b | safeguarding\s+teams?)
    | children\b(?!['’]|\s+and\s+famil\w+\s+trust|\s+first)
    | (?:former\s+)?care[\s-]+(?:leavers?|experienced) | leaving[\s-]+care | looked[\s-]+after
    | young\s+(?:people|person|inspectors|carers|adults) | youngsters
    | youth\s+(?:council|parliament|cabinet|service|forum|voice|justice|offending)
    | foster\w* | adoption\s+(?:service|team|panel)s?\b | social\s+(?:services|care|work\w*)
    | virtual\s+school | early\s+help | corporate\s+parent\w* | family\s+(?:information|hubs?|services|help)
    | CiCC\b | LAC\b | CLA\b | IROs?\b | MASH\b | SEND\b | DCS\b | PAs?\b
    | director\b | safeguarding\s+(?:service|team|unit)s? | champions?{_S}\s+board | in\s+care\s+council
    | participation\b | local\s+offer | promise\b | pledge\b | offer\b | residents\b | families\b
    | staff\b | teams?\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""The council's own services, people and groups."""

TRUST = re.compile(
    rf"\s+(?:Children{_S}(?:\s+Services)?\s+Trust|Children\s+(?:and|&)\s+Families\s+Trust|Children\s+First)\b",
    re.IGNORECASE,
)
CARE_COUNCIL = re.compile(
    r"\s+(?:Children|Young\s+People|Youth)\s+in\s+(?:Our\s+)?Care\s+(?:Council|Forum|Group)", re.IGNORECASE
)

NOT_AFTER = re.compile(
    rf"""(?:
    \s+(?:judge?ment|ruling|case\s?law|case\b|principles?\b|duty\b)
    | \s+(?:(?:local|safeguarding|child(?:ren)?{_S}|strategic|adults?|learning|health|care|regional
        |adoption|and|teaching|general|royal)\s+){{0,5}}
      (?:partnership|agency|consortium|university|universities|hospitals?|college|police|prison|airport
        |station|road|street|newspaper|racecourse|football|safeguarding\s+board)\b
    | \s+(?i:combined\s+authority|city\s+region)\b
    | \s+(?:upon|under|le|cum)\s+[A-Z] | \s+on\s+(?:Avon|Sea|the\s+Hill)\b | \s+in\s+Ashfield\b
    | [-‐‑–](?:based|born|upon|under|on|in|le|super|cum)\b
    | \s*(?:,|and|&)\s*(?:(?:and|&)\s*)?(?i:writing|maths?|mathematics|numeracy|spelling|comprehension)\b
    | [ \t]*\n(?:Metropolitan\s+)?(?:University|Police|Constabulary|NHS|Law\s+School)\b
    | :\s*(?:[A-Z][\w&]*\s+){{0,4}}
      (?:Press|Publish\w+|Books|Routledge|S[Aa][Gg][Ee]|Research\s+Unit|Univers\w+)\b
    | ,?\s+[A-Z]{{1,2}}\d[\dA-Z]?\s+\d[A-Z]{{2}}\b
    | ,\s+(?:Jamaica|Ontario|Canada|Australia|Virginia|USA|U\.S\.|New\s|Massachusetts|Connecticut|Maine|Texas
        |South\s+Africa|Rhode|Pennsylvania|Ohio|Kentucky|Alabama|Tasmania|NSW)
    | \.(?:gov|co|org|ac|com)\b | @
    )""",
    re.VERBOSE,
)
"""Something else of that name: a court case, a partnership, a longer place name, an address."""

EVENT_DAY = re.compile(
    rf"""(?:,?\s+(?:on\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?(?:the\s+)?
    \d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}\b | ,?\s+on\s+{_MONTH}\s+\d)""",
    re.VERBOSE,
)
EVENT_PLACE = re.compile(r"(?:\b(?:in|at|In|At)|\n|\A|[,|–-])\s*\Z")
"""Together, on either side of a name: "in Leeds on 3 May", "Leeds, 3 May 2022" at a line's start."""

JOINED_INSTITUTION = re.compile(
    r"""\s*(?:and|&)\s+(?:[A-Z][\w'’-]*\s+){1,4}?
    (?:NHS|Police|Constabulary|Partnership|University|Universities|Fire|Hospitals?|LEP|ICB|CCG|UHB|Health
    |Trust|Chamber|Foundation|Combined|Law|College|Diocese|Healthcare|Probation)\b""",
    re.VERBOSE,
)
"""An institution of this area and another one: "Surrey and Borders Partnership"."""

CHILDREN = re.compile("Children|Families", re.IGNORECASE)

LIST_MARK = re.compile(rf"\s*(?::|[-–—]\s|\((?:{_MONTH}\s+)?\d{{4}}\))")

DATED = re.compile(rf"\s*\({_MONTH}\s+\d{{4}}\)")

# Before a name.

NOUN_OF = re.compile(
    r"""\b(?:Universit(?:y|ies)|Hospitals?|Bishops?|Archbishop|Duke|Duchess|Earl|Diocese|Museum|Port|Bank
    |Prince|Princess|Battle|Vale|Forest|Tower|Treaty|Colleges?|Chamber|Lord|Marquess|Countess|Cathedral|Bay|Garden
    |Archdeacon|Sheriff|Provost|Recorder|Dean|Palace|Statute)\s+of\s+(?:the\s+)?
    (?:[A-Z]\w+,?\s+(?:and\s+|&\s+)?){0,3}\Z""",
    re.VERBOSE,
)
NOT_BEFORE = re.compile(
    rf"""(?:
    (?:\bMPs?|\bMSP|\bMS|\bconstituency|\bstation|\btrain|\bflight)\s+(?:for|of|to|from)
    | \b(?:based|located|headquartered|born|raised|grew\s+up|stud(?:y|ied|ying)|graduat\w+|sitting|offices?
        |hotel|situated)\s+(?:in|at|near|from)
    | \b(?:moved?|moving|travell?(?:ed|ing)?|drove|flew|commut\w+)\s+(?:back\s+)?(?:to|from)
    | \b(?:held|hosted|taking\s+place|took\s+place|takes?\s+place|conferences?|events?|seminars?
        |workshops?|webinars?|roadshows?|festivals?|summit|venue|AGM|meet-?ups?|ceremony|exhibition
        |training\s+day|symposium|residential)\b
        (?:\s+[^\s.,;:]+){{0,6}}\s+(?:in|at|near|outside)
    | \b(?:held|hosted|takes?\s+place|took\s+place|taking\s+place)\s+(?:in|at)\s[^.;:\n]{{0,50}},
    | \bmet\s+(?:up\s+)?in
    | \d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:\s+\d{{4}})?\s*[,|–-]
    | \b(?:Street|Road|Gate|House|Lane|Avenue|Square|Place|Floor|Court|Building|Hotel|Hall|Centre|Drive|Close
        |Quay|Row|Terrace|Rd|Ave)\b[^.;:\n]{{0,20}},
    | \b(?:Ofsted|Government|Universit(?:y|ies)(?:\s+of\s+[A-Z]\w+)?|Institute|College|Library|Press|Museum
        |Theatre)\s*,
    | \bv\.?
    | [@\#/\\_=]
    )\s*(?:the\s+)?\Z""",
    re.VERBOSE,
)
"""A person's or a body's place, an event's place, an address, a case: not the council."""

TOWN_IN = re.compile(
    r"\b(?:in|from|at|near|outside)\s+((?!(?:England|Wales|Scotland|London|Britain)\b)"
    r"[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?),\s*\Z"
)
"""A town, before the name of its county: "in Margate, Kent"."""

LABEL = re.compile(
    r"\b(?:[Cc]ouncil|[Aa]uthority|LA|[Bb]orough|[Aa]rea|[Cc]ase\s+study|[Ee]xample)s?\s*[:|–—-]\s*\Z"
)
"""What says that a council's name comes next: "Local authority: Reading"."""

OWN_BEFORE = re.compile(
    r"""\b(?:(?:care\s+leavers|in\s+care|children|young\s+people|carers|social\s+workers|services)
    \s+(?:living\s+)?(?:in|from|across) | commissioner\s+(?:for|to|in))\s+(?:the\s+)?\Z""",
    re.IGNORECASE | re.VERBOSE,
)
"""The council's people and services, before its name: "care leavers in Westminster"."""

# Anywhere near.

SUBJECT = re.compile(
    rf"""\b(?:
    councils? | councillors? | cllrs? | authorit | borough | counties | services | social\s+(?:work|care)
    | care[\s-]+leav | leaving\s+care | care[\s-]+experience | looked[\s-]+after | in\s+care | foster
    | adoption | ofsted | inspect | inadequate | child(?:ren)?{_S}\b | young\s+people | youth
    | safeguard | asylum
    | placement | advis[eo]r | mentor | pledge | participation | carers?\b | practice
    | spokes | thank | commissioner\s+for
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""The passage is about children's services."""
