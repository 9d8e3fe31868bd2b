"""Reviews and reports: inspections, research, evaluations, and the pages that publish them."""

from __future__ import annotations

from carevoice_search.extract.cues import Recognition, cue, weigh
from carevoice_search.model import CleanPage, Kind

KIND: Kind = "review"

_CUES = (
    cue("inspection-dates", 5, "top", r"^inspection dates?:|^(?:visit|monitoring visit) dates?:"),
    cue("lead-inspector", 4, "text", r"^lead inspector:|\b(?:his|her) majesty's inspector\b"),
    cue(
        "inspection-title",
        4,
        "top",
        r"^(?:joint targeted area )?inspection of |^focused visit to |^monitoring visit (?:of|"
        r"to) |^re-?inspection of |inspection of services for children in need of help",
    ),
    cue(
        "inspection-named",
        3,
        "title",
        r"^(?!.*\b(?:says?|said|finds?|found|after|accepts?|told|praised?|slam(?:s|med)|rated|criticised|welcomes?|"
        r"as|jobs?|following|reveals?|warns?)\b).*"
        r"(?:\binspection (?:of|report)\b|\bjoint (?:targeted |area )*inspection\b|"
        r"\b(?:monitoring|focused|assurance|improvement|progress) (?:visit|check|inspection|review)\b|"
        r"\bthematic (?:review|inspection)\b|\b(?:JTAI|ILACS)\b)",
    ),
    cue(
        "inspected",
        2,
        "voice",
        r"\b(?:CIW|Care Inspectorate(?: Wales)?|RQIA|HMICFRS|HMI Probation|CQC|Education Scotland|Estyn|"
        r"inspection team|inspectors|inspectorates|we) (?:\(\w+\) )?(?:carried out|conducted|undertook|completed|did) "
        r"(?:this|the|an|our|a) (?:[\w-]+ ){0,4}?(?:inspection|review|visit|check)\b",
    ),
    cue(
        "inspector-s-method",
        0.75,
        "voice",
        r"\b(?:during|at the time of) (?:the|this|our) (?:inspection|visit|review|fieldwork)\b|"
        r"\b(?:we|inspectors) (?:looked at|inspected|found|heard|saw|met|read|reviewed|sampled|visited|"
        r"spoke (?:to|with)|gathered|interviewed|surveyed|analysed|recommend|concluded?|expects?|observed|"
        r"considered)\b|"
        r"\b(?:CIW|Care Inspectorate|RQIA) (?:will|expects?|requires?|found|recommends?)\b",
        most=5,
    ),
    cue(
        "inspectorate",
        2,
        "edges",
        r"\bcareinspectorate\.(?:wales|com)\b|\brqia\.org|\bjusticeinspectorates|\bhmicfrs\.|"
        r"^(?:Care Inspectorate(?: Wales)?|RQIA|The Regulation and Quality Improvement Authority|HMICFRS|Estyn)\W*$",
    ),
    cue(
        "inquiry-s-method",
        1.5,
        "voice",
        r"\bthe (?:panel|review|inquiry|research team|reviewers?|evaluators?|evaluation|researchers|commission) "
        r"(?:has |have |also )?(?:visited|heard|met|interviewed|spoke|found|recommends?|recommended|concluded|read|"
        r"looked|examined|considered|surveyed|received)\b|"
        r"\b(?:heard|evidence|responses|replies) from (?:more than |over |almost )?\d[\d,]{0,8} |"
        r"\b\d[\d,]{0,8} (?:\w+ ){0,3}?(?:were interviewed|took part|interviews|responses|questionnaires|files)\b|"
        r"\b(?:asked for|commissioned|funded) (?:this|the) (?:independent )?"
        r"(?:review|report|research|evaluation|study)\b|"
        r"\ba sample of\b|\bwe (?:interviewed|surveyed|analysed)\b",
        most=3,
    ),
    cue(
        "report-of-a-review",
        3,
        "top",
        r"^(?!.*\b(?:says?|finds?|told|warns?)\b)(?:.{0,100}\b)?(?:summary|findings|report|overview|conclusions|"
        r"recommendations) of (?:the|an?|our) [^.\n]{0,40}?(?:review|inspection|inquiry|evaluation|study|survey)\b"
        r"[^.\n]{0,80}$",
    ),
    cue(
        "report-headings",
        1.5,
        "text",
        r"^(?:\d+\.? )?(?:what we (?:found|recommend(?:ed)?|did|heard|looked at|asked|learned|were told|think)|"
        r"what (?:\w+(?: and \w+)? )?(?:children|young people|carers|parents|people|staff|families|leavers) "
        r"(?:told us|said)|how we (?:did|carried out|inspected|gathered)[^\n]{0,40}|"
        r"about (?:this|the|our) (?:inspection|visit|review|data)|"
        r"(?:key )?strengths|areas (?:for|of) (?:improvement|development|strength)|our (?:findings|recommendations|"
        r"approach|methods?)|key (?:messages|points|recommendations|statistics)|what (?:needs to|should) (?:improve|"
        r"change|happen next)|what (?:works|worked) well|who we (?:spoke|talked) to|lessons(?: learned)?|"
        r"conclusions? and recommendations|summary of (?:key )?(?:findings|recommendations)|requirements|"
        r"practice (?:themes|learning)|the (?:sample|review|inspection)|sample|scope(?: of the review)?|"
        r"quality indicators?[^\n]{0,60}|evaluation|foreword|suggested citation)\W*$",
        most=4,
    ),
    cue(
        "numbered-parts",
        0.75,
        "text",
        r"^\d{1,2}(?:\.\d)?\.? (?:introduction|people|well-?being|prevention|partnerships?|leadership|next steps|"
        r"context|summary|key findings|evidence|areas for improvement)\b.{0,60}$|^(?:annex|appendix) [a-z0-9]\b",
        most=4,
    ),
    cue(
        "page-of-a-report",
        1.5,
        "page",
        r"^(?:authors?|suggested citation|cite (?:this|as)|how to cite|funders?|funded by|project team|research team|"
        r"principal investigator|ISBN|DOI|publication type|report authors?)\b\s?:|^(?:download|read|view) (?:the )?"
        r"(?:full |final |summary |technical )*(?:report|review|evaluation|research briefing|findings|summary)\b|"
        r"^(?:full|final|summary|technical) report(?: \(|$)",
        most=3,
    ),
    cue(
        "inspection-judgements",
        3,
        "text",
        r"\boverall effectiveness\b[^\n]{0,40}\b(?:good|outstanding|inadequate|requires)\b|"
        r"^the overall judgement is\b|^what needs to improve|^areas for (?:priority action|"
        r"improvement)",
    ),
    cue(
        "inspection-letter",
        4,
        "text",
        r"\bthis letter summarises the findings\b|\bI am writing to (?:inform you of|"
        r"summarise) the findings\b|^headline findings$|^findings and evaluation of progress",
    ),
    cue(
        "report-title",
        3,
        "title",
        r"\b(?:final|interim|annual|technical|research|evaluation|summary|thematic|serious case|"
        r"case for change|inspection|progress|national) (?:report|review)\b|\bevaluation of\b|"
        r"\b(?:a|the|rapid|scoping|literature|systematic|evidence) review (?:of|into)\b|"
        r"\bcase for change\b|\bstatistics\b|\bsurvey (?:results|report)\b|"
        r"\bindependent (?:children's social care )?review\b|: (?:findings|evidence|"
        r"lessons) from\b",
    ),
    cue(
        "outcomes-title",
        2,
        "title",
        r"^(?:outcomes|experiences|prevalence|pathways|trajectories|views|predictors|the (?:views|"
        r"experiences|health|educational)) (?:for|of|among)\b|\b(?:cohort|longitudinal|"
        r"mixed[- ]methods|qualitative|quantitative|feasibility|linked data) study\b|"
        r"\bliterature\b",
    ),
    cue(
        "report-parts",
        1.5,
        "text",
        r"^(?:\d+\.? )?(?:abstract|executive summary|background|method(?:s|ology)?|the (?:data|"
        r"study|research|findings|sample)|(?:key |main |research )?findings|results|discussion|"
        r"conclusions?|recommendations|limitations|references|aims?(?: and objectives)?|"
        r"research questions?|implications(?: for \w+)?|terms of reference|about (?:this|"
        r"the) (?:report|study|research|review))\W*$",
        most=4,
    ),
    cue(
        "research-words",
        1,
        "text",
        r"\b(?:linked (?:to|data|with)[^.\n]{0,40}(?:census|data)|administrative data|census|"
        r"respondents|participants|sample of|interviews with|focus groups?|statistically|"
        r"regression|data collection|systematic review|thematic analysis|years of (?:records|"
        r"data)|the (?:study|research) (?:found|shows|aimed|aims|used|explored|examined))\b",
        most=3,
    ),
    cue(
        "principal-researcher",
        1,
        "text",
        r"\b(?:Dr|Prof(?:essor)?) [A-Z][\w'-]+ [A-Z][\w'-]+,? (?:of |at |"
        r"from )?[^.\n]{0,40}(?:University|leads)",
        case=True,
    ),
    cue(
        "research-is",
        1,
        "text",
        r"^research (?:on|into|about)\b|\bgoal of the (?:study|research|review) (?:was|is)\b|"
        r"\b(?:aim|purpose) of (?:this|the) (?:study|research|review|report|evaluation) (?:was|"
        r"is)\b",
    ),
    cue(
        "report-speaks",
        2,
        "text",
        r"\bthis (?:report|review|study|evaluation|research|paper|thematic review|inspection) (?:presents|"
        r"sets out|describes|looks|examines|considers|explores|summari[sz]es|finds|is|was|draws|"
        r"provides|evaluates|analyses|brings)\b",
    ),
    cue(
        "review-published",
        2.5,
        "top",
        r"\b(?:independent |national |care )?review [^.\n]{0,60}has been published\b|"
        r"\bthe (?:published )?reports? (?:include|are|is available)|"
        r"\bdownload the (?:full )?(?:report|review)\b|\bread the (?:full )?(?:report|review)\b",
    ),
    cue(
        "document-type",
        3,
        "top",
        r"^(?:research and analysis|independent report|official statistics|inspection report|"
        r"thematic report|research report|research paper)$",
    ),
    cue("scholarly", 3, "text", r"\bdoi:? ?10\.\d|\bISBN\b|\bet al\.", most=1),
    cue(
        "inspectorate-boilerplate",
        2,
        "furniture",
        r"regulates and inspects|\bcrown copyright\b|piccadilly gate",
    ),
    cue("scholarly-type", 3, "type", r"\b(?:report|scholarlyarticle|dataset)\b"),
    cue(
        "news-report",
        -2,
        "text",
        r"\b(?:told (?:the )?(?:BBC|Star|Echo|CYP Now|Community Care|LGC)|press release|"
        r"notes to editors|said [A-Z][a-z]+ [A-Z][a-z]+)\b",
        case=True,
    ),
    cue("reading-time", -3, "furniture", r"\b\d+ mins? read\b"),
)

_NEEDED = 3.0


def recognise(clean: CleanPage) -> Recognition | None:
    """A report, a review, an inspection or a piece of research, or None."""
    found = weigh(clean, KIND, _CUES)
    return found if found.score >= _NEEDED else None
