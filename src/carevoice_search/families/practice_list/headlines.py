"""Whether lines such as "Leeds: ..." tell news by place, and not what councils do."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NEWS = re.compile(
    r"\b(?:arrested|charged|jailed|sentenced|convicted|cleared|guilty|murder(?:ed)?|killed|dies|died|dead|death|stabb(?:ed|ing)|"
    r"crash(?:es|ed)?|police|inquest|suspended|sacked|resigns?|resigned|quits?|strikes?|protest(?:s|ers)?|row|fined|"
    r"warn(?:s|ed)|slam(?:s|med)|urges?|rescued|evacuated|fears|anger|fury|wins?|won|loses?|lost|beats?|"
    r"rises?|falls?|soars?|elected|election|by-election|faces?|closed?s?|shuts?|names new|appointed|rated|"
    r"inadequate|apologis(?:es|ed)|criticised|probe|investigat(?:es|ed|ion)|court|judge|MPs?|storm|snow|flood(?:s|ed)?)\b",
    re.IGNORECASE,
)
"""What headlines tell: crime, courts, politics, sport, weather."""

_PRACTICE = re.compile(
    r"\b(?:care[ -](?:leavers?|experienced)|leav(?:ers?|ing) (?:of )?(?:foster )?care|leavers?|children|child|young "
    r"(?:people|person|parents)|youngsters|foster\w*|carers?|siblings?|brothers|sisters|social workers?|"
    r"personal advis[eo]rs?|mentor\w*|advocat\w*|placements?|students?|teenagers?|babies|"
    r"famil(?:y|ies)|parents?|peers?|apprentice\w*)\b|"
    r"^(?:an?|free|every|each|our) |^(?:[\w'’-]+ ){0,2}?(?:club|clubs|group|groups|grants?|fund|pass|passes|"
    r"scheme|line|training|workshops?|drop-in|app|hub|hubs|pledge|guide|lessons?|vouchers?|panel|forum|kit|boxes|"
    r"box|supper|suppers|dinners?|lunch|choir|cafe|project|programme|toolkit|award|awards|flat|flats|house)\b|"
    r"^(?:giv|offer|pay|train|ask|teach|help|support|match|let|writ|read|listen|involv|us|mak|hold|run|send|bring|"
    r"provid|fund|recruit|coach|celebrat|invit|keep|develop|build|creat|work)(?:s|es|e|ing|ning|ting|ping)?\b",
    re.IGNORECASE,
)
"""What practices tell: whom they are for, what is given, a verb of doing at the start. Headlines drop articles."""

_SHARE = 3


def are_news(lines: Sequence[str]) -> bool:
    """Whether a third of the lines are news, or fewer than a third are worded as practices."""
    news = sum(_NEWS.search(line) is not None for line in lines)
    worded = sum(_PRACTICE.search(line) is not None for line in lines)
    return bool(lines) and (_SHARE * news >= len(lines) or _SHARE * worded < len(lines))
