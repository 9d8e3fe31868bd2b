"""The patterns that context.py tries beside an area's name.

Every pattern is tried on a short stretch of text only, so that no page can make one slow.
"""

from __future__ import annotations

import re

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
    | young\s+(?:people|person|inspectors|carers|adults|advis[eo]rs) | youngsters
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

OWN_FIRST = re.compile(
    r"the|local|unitary|authorit|las?\Z|council|cllr|borough|child|former|care|leaving|looked|young|youth|foster"
    r"|adoption|social|virtual|early|corporate|family|families|cicc|lac\Z|cla\Z|iros?\Z|mash|send\Z|dcs\Z|pas?\Z"
    r"|director|safeguarding|champion|in\Z|participation|promise|pledge|offer|residents|staff|teams?"
)
"""What the first word of OWN begins with, folded: a quick look before a long one."""

TRUST = re.compile(
    rf"\s+(?:Children{_S}(?:\s+Services)?\s+Trusts?|Children\s+(?:and|&)\s+Famil(?:ies|y)\s+Trust"
    rf"|Children\s+First)\b",
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
    | \s+(?:is|was)\s+(?:a|an|the)\s+(?:\w+\s+){{0,3}}(?:city|town|port|resort|village)\b
    )""",
    re.VERBOSE,
)
"""Something else of that name: a court case, a partnership, a longer place name, an address."""

NOT_AFTER_FIRST = frozenset(
    (
        "judgment", "judgement", "ruling", "caselaw", "case", "principle", "principles", "duty", "local",
        "safeguarding", "child", "children", "childrens", "strategic", "adult", "adults", "learning", "health",
        "care", "regional", "adoption", "and", "teaching", "general", "royal", "partnership", "agency",
        "consortium", "university", "universities", "hospital", "hospitals", "college", "police", "prison",
        "airport", "station", "road", "street", "newspaper", "racecourse", "football", "combined", "city",
        "upon", "under", "le", "cum", "on", "in", "is", "was",
    )
)  # fmt: skip
"""The folded words in small letters that NOT_AFTER may begin with: a quick look before a long one."""

EVENT_DAY = re.compile(
    rf"""(?:,?\s+(?:on\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?(?:the\s+)?
    \d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}\b | ,?\s+on\s+{_MONTH}\s+\d)""",
    re.VERBOSE,
)
EVENT_PLACE = re.compile(r"(?:\b(?:in|at|In|At)|\n|\A|[,|–-])\s*\Z")
"""Together, on either side of a name: "in Leeds on 3 May", "Leeds, 3 May 2022" at a line's start."""

JOINED_INSTITUTION = re.compile(
    r"""\s*(?:and|&)\s+(?:[A-Z][\w'’-]*\s+(?:of\s+)?){1,4}?
    (?:NHS|Police|Constabulary|Partnership|University|Universities|Fire|Hospitals?|LEP|ICB|ICS|CCG|UHB|Health
    |Trust|Chamber|Foundation|Combined|Law|College|Diocese|Healthcare|Probation|Integrated)\b""",
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
    |Archdeacon|Sheriff|Provost|Recorder|Dean|Palace|Statute|Viscount|Deanery|Archdiocese|Lieutenant|Mayor|Mayoress)
    \s+of\s+(?:the\s+)?(?:[A-Z]\w+,?\s+(?:and\s+|&\s+)?){0,3}\Z""",
    re.VERBOSE,
)
PEER = re.compile(
    r"\b(?:Lord|Lady|Baroness|Baron|Viscount|Earl)\s+[A-Z][\w'’-]*(?:[ -][A-Z][\w'’-]*)?\s+of\s+(?:the\s+)?\Z"
)
"""A peer's title: "Baroness Jones of Croydon"."""

ADDRESSED = re.compile(
    rf"""(?:
    \d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:\s+\d{{4}})?\s*[,|–-]
    | \b(?:Street|Road|Gate|House|Lane|Avenue|Square|Place|Floor|Court|Building|Hotel|Hall|Centre|Drive|Close
        |Quay|Row|Terrace|Rd|Ave|Theatre|Arena|Stadium|Cathedral|Campus|Offices?)\b[^.;:\n]{{0,40}},
    | \bBy\s+[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*){{1,2}},
    | \b(?:Ofsted|Government|Universit(?:y|ies)(?:\s+of\s+[A-Z]\w+)?|Institute|College|Library|Press|Museum
        |Hospital|Infirmary)\s*,
    | \b(?:held|hosted|takes?\s+place|took\s+place|taking\s+place)\s+(?:in|at)\s[^.;:\n]{{0,50}},
    )\s*(?:the\s+)?\Z""",
    re.VERBOSE,
)
"""An address or a venue, before its town."""

TOWN_IN = re.compile(
    r"\b(?:in|from|at|near|outside)\s+((?!(?:England|Wales|Scotland|London|Britain)\b)"
    r"[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?),\s*\Z"
)
"""A town, before the name of its county: "in Margate, Kent"."""

LABEL = re.compile(
    r"\b(?:[Cc]ouncil|[Aa]uthority|LA|[Bb]orough|[Aa]rea|[Cc]ase\s+study|[Ee]xample)s?\s*[:|–—-]\s*\Z"
)
"""What says that a council's name comes next: "Local authority: Reading"."""
