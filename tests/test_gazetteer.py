"""The gazetteer: every authority with children's services, what it is called, and where a text means it."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carevoice_search import gazetteer
from carevoice_search.errors import UsageError
from carevoice_search.gazetteer import Council, find_mentions, label, resolve, resolve_counted
from carevoice_search.gazetteer.names import PREFIXES, SUFFIXES, key
from carevoice_search.gazetteer.registry import Alias, alias_table, all_councils

SHARED = Path(__file__).resolve().parents[2] / "shared"
REGISTER = SHARED / "reference" / "councils"
needs_register = pytest.mark.skipif(
    not REGISTER.is_dir(), reason="needs ../shared/reference/councils, which is not part of the repository"
)


def names(text: str, on: str | None = None) -> list[str]:
    """The labels of the councils that a text means, in order, each once."""
    return list(dict.fromkeys(label(mention.code) for mention in find_mentions(text, on)))


# The table


def test_every_authority_with_childrens_services_is_there() -> None:
    current = [one for one in all_councils() if one.ended is None]
    assert Counter(one.nation for one in current) == {
        "england": 153,
        "wales": 22,
        "scotland": 32,
        "northern-ireland": 5,
    }
    assert {one.name for one in all_councils() if one.ended} == {
        "Bedfordshire",
        "Bournemouth",
        "Buckinghamshire",
        "Cheshire",
        "Cumbria",
        "Dorset",
        "North Yorkshire",
        "Northamptonshire",
        "Poole",
        "Somerset",
    }


def test_every_council_has_a_region_and_a_nation_that_exist() -> None:
    for one in all_councils():
        assert one.region in gazetteer.regions()
        assert one.nation in gazetteer.nations()
        assert gazetteer.region_of(one.code) == one.region
        assert gazetteer.nation_of(one.code) == one.nation
        assert (one.nation == "england") == (one.region not in gazetteer.nations())


def test_the_nine_regions_of_england_hold_their_councils() -> None:
    current = Counter(one.region for one in all_councils() if not one.ended and one.nation == "england")
    assert current == {
        "london": 33,
        "north-west": 24,
        "south-east": 19,
        "yorkshire-and-the-humber": 15,
        "south-west": 15,
        "west-midlands": 14,
        "north-east": 12,
        "east-of-england": 11,
        "east-midlands": 10,
    }


def test_labels_are_unique_and_lead_back_to_their_code() -> None:
    labels = [label(one.code) for one in all_councils()]
    assert len(set(labels)) == len(labels)
    for one in all_councils():
        assert resolve(label(one.code)) == one.code
        assert resolve(one.code) == one.code
        assert resolve(one.code.lower()) == one.code


def test_namesakes_share_a_name_but_not_a_label() -> None:
    assert gazetteer.council("E10000023").name == gazetteer.council("E06000065").name == "North Yorkshire"
    assert label("E06000065") == "North Yorkshire"
    assert label("E10000023") == "North Yorkshire County (to 2023)"
    assert label("E10000009") == "Dorset County (to 2019)"


def test_an_unknown_code_is_refused_with_what_to_give() -> None:
    with pytest.raises(UsageError, match=r"E99000001.*give a code"):
        gazetteer.council("E99000001")
    with pytest.raises(UsageError):
        label("Stockport")


# Lineage


def test_an_abolished_council_is_counted_under_a_successor_of_the_same_area_only() -> None:
    same_area = {
        "E10000023": "E06000065",
        "E10000027": "E06000066",
        "E10000002": "E06000060",
        "E10000009": "E06000059",
    }
    for one in all_councils():
        assert gazetteer.counted_as(one.code) == same_area.get(one.code, one.code)
    assert "Christchurch" in (gazetteer.council("E10000009").note or "")


def test_only_counted_codes_are_offered_as_values() -> None:
    offered = gazetteer.counted_labels()
    assert "E10000023" not in offered
    assert offered["E10000021"] == "Northamptonshire"
    assert set(offered) == {gazetteer.counted_as(one.code) for one in all_councils()}
    assert all(resolve_counted(text) == code for code, text in offered.items())


@pytest.mark.parametrize(
    ("successor", "before"),
    [
        ("West Northamptonshire", ["Northamptonshire"]),
        ("North Northamptonshire", ["Northamptonshire"]),
        ("Cumberland", ["Cumbria"]),
        ("Westmorland and Furness", ["Cumbria"]),
        ("Bournemouth, Christchurch and Poole", ["Bournemouth", "Poole"]),
        ("Cheshire East", ["Cheshire"]),
        ("Central Bedfordshire", ["Bedfordshire"]),
        ("Bedford", ["Bedfordshire"]),
        ("North Yorkshire", []),
        ("Stockport", []),
    ],
)
def test_predecessors_are_those_that_are_not_counted_already(successor: str, before: list[str]) -> None:
    code = resolve(successor)
    assert code is not None
    assert [label(old) for old in gazetteer.predecessors(code)] == before


def test_successors_exist_and_are_later() -> None:
    for one in all_councils():
        assert bool(one.ended) == bool(one.successors)
        for code in one.successors:
            assert gazetteer.council(code).ended is None


# From what a person types to a code


@pytest.mark.parametrize(
    ("typed", "official"),
    [
        ("st helens", "St Helens Council"),
        ("St. Helen's", "St Helens Council"),
        ("ST HELEN’S BOROUGH COUNCIL", "St Helens Council"),
        ("st helens mbc", "St Helens Council"),
        ("BCP Council", "Bournemouth, Christchurch and Poole Council"),
        ("bournemouth christchurch & poole", "Bournemouth, Christchurch and Poole Council"),
        ("London Borough of Wandsworth", "London Borough of Wandsworth"),
        ("Wandsworth LBC", "London Borough of Wandsworth"),
        ("the Royal Borough of Windsor & Maidenhead", "Royal Borough of Windsor and Maidenhead"),
        ("Durham County Council", "Durham County Council"),
        ("county durham", "Durham County Council"),
        ("Hull", "Hull City Council"),
        ("City of Kingston-upon-Hull", "Hull City Council"),
        ("Kingston upon Hull, City of", "Hull City Council"),
        ("Kingston", "Royal Borough of Kingston upon Thames"),
        ("bristol, city of", "Bristol City Council"),
        ("Cornwall County Council", "Cornwall Council"),
        ("Sir Gaerfyrddin", "Carmarthenshire County Council"),
        ("Cyngor Caerdydd", "City of Cardiff Council"),
        ("Ynys Mon", "Isle of Anglesey County Council"),
        ("rhondda cynon taf", "Rhondda Cynon Taf County Borough Council"),
        ("The Vale of Glamorgan", "Vale of Glamorgan Council"),
        ("Western Isles", "Comhairle nan Eilean Siar"),
        ("Glasgow City", "Glasgow City Council"),
        ("Argyll & Bute Council", "Argyll and Bute Council"),
        ("belfast trust", "Belfast Health and Social Care Trust"),
        ("South Eastern HSCT", "South Eastern Health and Social Care Trust"),
        ("S12000015", "Fife Council"),
    ],
)
def test_what_people_type_resolves(typed: str, official: str) -> None:
    code = resolve(typed)
    assert code is not None
    assert gazetteer.council(code).official_name == official


@pytest.mark.parametrize(
    "typed", ["", "  ", "'", "Kettering", "SHN", "council", "the", "Northern", "Greater Manchester"]
)
def test_what_is_no_council_resolves_to_nothing(typed: str) -> None:
    assert resolve(typed) is None
    assert resolve_counted(typed) is None


@pytest.mark.parametrize(
    ("typed", "on", "code"),
    [
        ("North Yorkshire", None, "E06000065"),
        ("North Yorkshire", "2021-01", "E10000023"),
        ("North Yorkshire", "2023-03-31", "E10000023"),
        ("North Yorkshire", "2023-04-01", "E06000065"),
        ("North Yorkshire", "2023-04", "E06000065"),
        ("North Yorkshire", "2023", "E06000065"),
        ("North Yorkshire", "2022", "E10000023"),
        ("North Yorkshire County Council", None, "E10000023"),
        ("Somerset Council", None, "E06000066"),
        ("Somerset Council", "2019", "E10000027"),
        ("Somerset CC", None, "E10000027"),
        ("Dorset", "2019-03", "E10000009"),
        ("Dorset", "2019-04", "E06000059"),
        ("Bucks", "2018-06-30", "E10000002"),
        ("Northamptonshire", "2024", "E10000021"),
    ],
)
def test_the_code_of_the_day(typed: str, on: str | None, code: str) -> None:
    assert resolve(typed, on) == code


def test_choosing_finds_the_counted_code() -> None:
    assert resolve_counted("North Yorkshire County Council") == "E06000065"
    assert resolve_counted("e10000023") == "E06000065"
    assert resolve_counted("Cumbria") == "E10000006"


def test_listed_aliases_resolve_to_what_they_say() -> None:
    for text, code in gazetteer.aliases().items():
        assert resolve(text) == code


@needs_register
def test_the_forms_that_the_register_misses_resolve() -> None:
    with (REGISTER / "uk_la_past_current__uk_local_authorities_current.csv").open(encoding="utf-8") as file:
        codes = {row["local-authority-code"]: row["gss-code"] for row in csv.DictReader(file)}
    gaps = json.loads((REGISTER / "alias_gaps.json").read_text(encoding="utf-8"))["missing"]
    assert len(gaps) == 41
    assert [gap["form"] for gap in gaps if resolve(gap["form"]) != codes[gap["means"]]] == []


@needs_register
def test_codes_and_lineage_agree_with_the_register() -> None:
    with (REGISTER / "uk_la_past_current__uk_local_authorities_current.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    gss = {row["local-authority-code"]: row["gss-code"] for row in rows}
    register = {row["gss-code"]: row for row in rows if row["gss-code"]}
    ours = [one for one in all_councils() if re.fullmatch(r"[EWS]\d{8}", one.code)]
    assert len(ours) == len(all_councils()) - 7
    for one in ours:
        row = register[one.code]
        assert bool(one.ended) == bool(row["end-date"])
        assert one.successors == tuple(gss[code] for code in row["replaced-by"].split(",") if code)


# Where a text means a council

MEANT = [
    ("Stockport Council pays for driving lessons.", ["Stockport"]),
    ("Social workers at Medway council had over forty cases each.", ["Medway"]),
    ("Young people in Hull's care asked for longer visits.", ["Kingston upon Hull"]),
    ("Hull has struggled to keep permanent social workers.", ["Kingston upon Hull"]),
    ("Hull City Council and KCC were told to act.", ["Kingston upon Hull", "Kent"]),
    ("Inspection of Bury local authority children's services", ["Bury"]),
    ("Too many children in Bury wait for a home.", ["Bury"]),
    ("Bury MBC approved the plan.", ["Bury"]),
    ("Reading Borough Council runs its own scheme.", ["Reading"]),
    ("Care leavers in Reading can now call their adviser at night.", ["Reading"]),
    ("Reading’s children’s services were judged inadequate.", ["Reading"]),
    ("Slough, Reading and Wokingham councils share a fostering service.", ["Slough", "Reading", "Wokingham"]),
    ("Durham County Council and Kent CC took part.", ["Durham", "Kent"]),
    ("The London Borough of Wandsworth employs two advisers.", ["Wandsworth"]),
    (
        "Ealing LBC, Richmond LBC and Kingston upon Thames RBC agreed.",
        ["Ealing", "Richmond upon Thames", "Kingston upon Thames"],
    ),
    ("the Royal Borough of Kensington & Chelsea", ["Kensington and Chelsea"]),
    (
        "RBKC, LBHF and Westminster City Council",
        ["Kensington and Chelsea", "Hammersmith and Fulham", "Westminster"],
    ),
    (
        "B&NES and BCP Council published their local offers.",
        ["Bath and North East Somerset", "Bournemouth, Christchurch and Poole"],
    ),
    ("Telford & Wrekin has a new pledge for care leavers.", ["Telford and Wrekin"]),
    ("St. Helen’s shared its practice.", ["St Helens"]),
    ("ST HELENS BOROUGH COUNCIL", ["St Helens"]),
    (
        "Bournemouth, Christchurch and Poole was inspected in the spring.",
        ["Bournemouth, Christchurch and Poole"],
    ),
    ("North Somerset rewrote its letters to children.", ["North Somerset"]),
    (
        "West Northamptonshire and North Northamptonshire share a trust.",
        ["West Northamptonshire", "North Northamptonshire"],
    ),
    ("in North\nNorthamptonshire children get help sooner", ["North Northamptonshire"]),
    ("Kingston upon Hull rates its own offer as fair.", ["Kingston upon Hull"]),
    ("Stoke-on-Trent and Southend-on-Sea followed.", ["Stoke-on-Trent", "Southend-on-Sea"]),
    ("Blaenau-Gwent and Rhondda Cynon Taf signed up.", ["Blaenau Gwent", "Rhondda Cynon Taf"]),
    ("Cyngor Sir Gaerfyrddin published the report.", ["Carmarthenshire"]),
    ("Care leavers across Luton and Bedford met the minister.", ["Luton", "Bedford"]),
    ("We spent two days with Gateshead, the last of our visits.", ["Gateshead"]),
    (
        "A commissioner was sent to Sandwell and to Torbay to review children's services.",
        ["Sandwell", "Torbay"],
    ),
    ("Ministers name adviser for Herefordshire after damning inspection", ["Herefordshire"]),
    ("Keeping in touch by postcards (Mar 2021) Hull", ["Kingston upon Hull"]),
    ("A buddy for every school move (October 2020) Reading", ["Reading"]),
    ("Calderdale Children in Care Council made a film.", ["Calderdale"]),
    ("The award went to Plymouth Young Inspectors.", ["Plymouth"]),
    ("Sandwell Children's Trust was judged good.", ["Sandwell"]),
    ("Slough Children's Services Trust sent the most replies.", ["Slough"]),
    (
        "Belfast Health and Social Care Trust and the Western HSC Trust",
        ["Belfast HSC Trust", "Western HSC Trust"],
    ),
    ("Hampshire, whose reviewing officers hand out the survey, did well.", ["Hampshire"]),
    ("Hertfordshire social workers carry smaller caseloads.", ["Hertfordshire"]),
    ("R (on the application of F) v Essex County Council", ["Essex"]),
    ("Brent, Sutton, Barnet and Bexley replied to the survey.", ["Brent", "Sutton", "Barnet", "Bexley"]),
    ("Council leader Ann Shaw said Trafford was proud of its foster carers.", ["Trafford"]),
    ("In York, care leavers pay no council tax.", ["York"]),
    ("Leeds is known for its family group conferences.", ["Leeds"]),
    ("Cheshire West and Chester’s workforce is stable.", ["Cheshire West and Chester"]),
    (
        "Perth & Kinross, Dumfries & Galloway and Argyll & Bute",
        ["Perth and Kinross", "Dumfries and Galloway", "Argyll and Bute"],
    ),
    ("Kingston care leavers have a discount until they are 25.", ["Kingston upon Thames"]),
    ("South Gloucestershire pays bus fares.", ["South Gloucestershire"]),
    ("Leicester and Leicestershire keep separate teams.", ["Leicester", "Leicestershire"]),
    ("Derby City Council, Derbyshire County Council", ["Derby", "Derbyshire"]),
    ("City of York Council and the City of Wolverhampton Council", ["York", "Wolverhampton"]),
    ("Isle of Wight had young people choose the new flats.", ["Isle of Wight"]),
    ("Northants CC told its staff in May.", ["Northamptonshire"]),
    ("Sefton Council May Lose Its Children's Services", ["Sefton"]),
    ("The director of children’s services at Salford city council resigned.", ["Salford"]),
    ("West Sussex County Council, Brighton & Hove City Council", ["West Sussex", "Brighton and Hove"]),
    ("Norfolk foster carers were asked what they need.", ["Norfolk"]),
    ("The Highland Council and Moray Council", ["Highland", "Moray"]),
    ("Our council: Bury", ["Bury"]),
    ("Case study - Kent", ["Kent"]),
    ("In Bury they asked for a say.", ["Bury"]),
    (
        "Wigan: a bus pass\nStockport: a phone line\nReading: a rent guarantee",
        ["Wigan", "Stockport", "Reading"],
    ),
    ("Isle of Wight, Hampshire and Portsmouth", ["Isle of Wight", "Hampshire", "Portsmouth"]),
    ("Halton, St Helens, Warrington and Wigan", ["Halton", "St Helens", "Warrington", "Wigan"]),
    ("Royal Greenwich rewrote its plans.", ["Greenwich"]),
    ("Bradford DC and Leeds CC", ["Bradford", "Leeds"]),
    ("Inspectors came to Kent on 3 May.", ["Kent"]),
    (
        "The Northern Trust and the Belfast Trust, two of the HSC trusts",
        ["Northern HSC Trust", "Belfast HSC Trust"],
    ),
    ("Camden, Islington and Stockport Homes", ["Camden", "Islington"]),
    ("Care leavers in Westminster have a drop-in.", ["Westminster"]),
    ("Ministers named a commissioner for Reading.", ["Reading"]),
    ("Bury (Jan 2021)", ["Bury"]),
    ("Renfrewshire Champions Board met the minister.", ["Renfrewshire"]),
    ("KENT COUNTY COUNCIL\n-and-\nMEDWAY COUNCIL", ["Kent", "Medway"]),
    ("Ealing &amp; Hounslow; Hammersmith &amp; Fulham", ["Ealing", "Hounslow", "Hammersmith and Fulham"]),
]

NOT_MEANT = [
    "A researcher at the University of Bath led the study.",
    "Cardiff University and Queen's University Belfast published it.",
    "Academics from the Universities of Sheffield, York and Durham took part.",
    "Nottingham Trent University, Leeds Law School and Manchester Metropolitan University",
    "Hull York Medical School trained her.",
    "The Shropshire Star, the St Helens Star and the Kent Messenger reported it.",
    "She told the Bolton News and the Liverpool Echo.",
    "He read it in the Birmingham Post, the Lancashire Telegraph and BBC Radio Kent.",
    "Continue Reading",
    "Further Reading: three books on fostering",
    "Reading these accounts from care leavers changed how I see social work.",
    "Reading is what helped me most when I was in care.",
    "We were reading the letters; they bury the children's words in jargon.",
    "The hull of the ship and a bath for the child in care.",
    "Greater Manchester and the Greater Manchester Combined Authority",
    "The Liverpool City Region and West Yorkshire fund it.",
    "The East of England, the North West and East Anglia",
    "Northampton, Kettering and Corby are districts.",
    "East Northamptonshire and South Northamptonshire were abolished.",
    "North Warwickshire Borough Council and East Hampshire District Council",
    "South Oxfordshire, West Oxfordshire, Mid Devon and West Lancashire",
    "North East Derbyshire, South Staffordshire and West Suffolk",
    "Newcastle-under-Lyme and Newcastle under Lyme",
    "Stockport Homes runs the pantry.",
    "Great Ormond Street and Sheffield Children's Hospital",
    "Leeds Teaching Hospitals and Kent Community Health NHS Foundation Trust",
    "Surrey and Borders Partnership NHS Foundation Trust",
    "Devon and Cornwall Police and Kent Police",
    "Hull City lost to Stockport County and Leeds United.",
    "She was held at HMP Leeds and then Bristol Prison.",
    "The council was not following the Southwark judgment.",
    "The rule in R (G) v Southwark",
    "Ofsted, Piccadilly Gate, Store Street, Manchester, M1 2WD",
    "The National Archives, Kew, London TW9 4DU",
    "Write to 3 Castle Street, Bristol BS1 3XX.",
    "Jack London wrote it, and Mr Kent read it.",
    "Professor Sutton and Dr Bolton chaired the panel.",
    "Jane Barnet, a care leaver, and Clark Kent spoke.",
    "The conference was held in Leeds.",
    "Join us at the Manchester Conference Centre.",
    "The seminar takes place in Birmingham on 3 May.",
    "Birmingham, 3 May 2022",
    "The charity, based in Bristol, trains advisers.",
    "A Newcastle-based charity wrote to the minister.",
    "He studied in Sheffield and grew up in Bradford.",
    "The Bishop of Durham and the Archbishop of York asked a question.",
    "The Duke of Westminster, the Duke of York and the Earl of Derby",
    "MPs in Westminster will debate care leavers and social work on Monday.",
    "The Labour MP for Stockport put the question.",
    "Coventry and Warwickshire Partnership NHS Trust",
    "Tees Valley Combined Authority",
    "The Children's Commissioner for Wales visited.",
    "Achieving for Children and Together for Children are companies.",
    "The Tri-borough shares a service.",
    "Northern, Southern, Western and Belfast",
    "Bath Spa University",
    "Bury St Edmunds has a good cinema.",
    "Manchester Airport, Leeds Station and Oxford Road",
    "Bath Rugby and Lancashire Cricket Club gave tickets.",
    "Kingston, Jamaica is where her family lives.",
    "Lessons from the Oxfordshire SCR were shared.",
    "He moved to Leeds when he turned eighteen.",
    "Sutton Coldfield, Newport Pagnell, Stirling Moss and Angus Deayton",
    "Richmond Park and Kent Downs",
    "www.stockport.gov.uk and info@kent.gov.uk and @Stockport",
    "Blackburn Rovers Community Trust",
    "a randomised controlled trial (RCT)",
    "Leeds Crown Court heard the case.",
    "Barnet, Enfield and Haringey Mental Health NHS Trust",
    "Reading care leavers' stories made me cry.",
    "The tests in Reading, Writing and Maths",
    "The Northern Trust is a bank.",
    "Peers in Westminster and the City of London heard it.",
    "Bristol: Policy Press",
    "The hospital in Margate, Kent, closed.",
    "Ofsted, Bristol",
    "researchers at Cardiff\nUniversity",
    "Delegates met in Cardiff last week.",
    "The Sutton Trust published a report on care leavers.",
    "Mr. Kent and Cllr Bolton",
    "beside the River Medway and the River Derby",
]


@pytest.mark.parametrize(("text", "expected"), MEANT)
def test_the_council_is_meant(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize("text", NOT_MEANT)
def test_something_else_of_that_name_is_meant(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "on", "codes"),
    [
        ("Dorset has a new pledge for care leavers.", "2018-05", ["E10000009"]),
        ("Dorset has a new pledge for care leavers.", "2021", ["E06000059"]),
        ("Dorset has a new pledge for care leavers.", None, ["E06000059"]),
        ("North Yorkshire keeps a door open.", "2021-01", ["E10000023"]),
        ("Children in Northamptonshire waited.", "2020-11-08", ["E10000021"]),
        ("Children in Northamptonshire waited.", "2023-11", []),
        ("Northamptonshire County Council failed them.", "2023-11", ["E10000021"]),
        ("Northamptonshire Children's Trust opened.", "2020-11", ["E10000021"]),
        ("Northamptonshire Children's Trust opened.", "2022-11", []),
        ("Northamptonshire Children's Trust opened.", None, []),
        ("Northamptonshire Children's Trust cares for children in Northamptonshire.", None, []),
        ("Cumbria (Jan 2021)", None, ["E10000006"]),
        ("Cheshire listens to children in care.", None, []),
        ("Cheshire listens to children in care.", "2008-06", ["CTY-CHESHIRE"]),
        ("Cheshire County Council listened.", None, ["CTY-CHESHIRE"]),
    ],
)
def test_the_time_of_the_text_decides_between_old_and_new(
    text: str, on: str | None, codes: list[str]
) -> None:
    assert [mention.code for mention in find_mentions(text, on)] == codes


@pytest.mark.parametrize(
    ("text", "rule", "quote"),
    [
        ("Ask Stockport MBC.", "full-name", "Stockport MBC"),
        ("Ask the London Borough of Brent.", "full-name", "London Borough of Brent"),
        ("Ask RBKC.", "abbreviation", "RBKC"),
        ("Care leavers in Wigan’s area", "area-name", "Wigan"),
        ("Wigan Children in Care Council", "children-in-care-council", "Wigan"),
        ("Birmingham Children's Trust", "childrens-trust", "Birmingham"),
    ],
)
def test_a_mention_names_its_rule_and_quotes_its_words(text: str, rule: str, quote: str) -> None:
    (mention,) = find_mentions(text)
    assert (mention.rule, text[mention.start : mention.end]) == (rule, quote)


def test_a_surname_of_the_page_is_not_its_council() -> None:
    text = "Jane Sutton left care at eighteen. Sutton said the council had let her down."
    assert names(text) == []
    assert names("Sutton said the council had let young people down.") == ["Sutton"]


def test_a_town_is_told_from_its_county() -> None:
    assert names("The care leavers of Luton, Bedfordshire, and of Plymouth, Devon, met.") == [
        "Luton",
        "Plymouth",
    ]


# Properties

_ALIASES = [alias for alias in alias_table().values() if alias.kind in ("area", "full", "abbreviation")]
_AREAS = [one for one in all_councils() if one.kind != "health-and-social-care-trust"]
_ENGLISH = [form for form in PREFIXES if not form.startswith("cyngor")]


def _titled(form: str) -> str:
    small = ("of", "and", "the")
    upper = form.upper() if len(form) <= 3 and form not in small else None
    return upper or " ".join(
        w if w in small else "LB" if w == "lb" else "RB" if w == "rb" else w.title() for w in form.split()
    )


def test_every_alias_with_council_behind_it_is_found() -> None:
    def codes(alias: Alias) -> list[str]:
        text = alias.text if alias.kind == "full" else f"{alias.text} Council"
        return [m.code for m in find_mentions(f"Last year {text} asked young people what they need.")]

    assert [alias.text for alias in _ALIASES if codes(alias) not in [[code] for code in alias.codes]] == []


@given(st.sampled_from(_AREAS), st.sampled_from(SUFFIXES), st.sampled_from(["", "&", "’", "upper"]))
def test_any_full_form_by_rule_is_found_and_resolves(one: Council, suffix: str, change: str) -> None:
    name = one.name.replace(" and ", " & ") if change == "&" else one.name
    form = f"{name} {_titled(suffix)}"
    form = form.upper() if change == "upper" else form
    namesakes = {other.code for other in all_councils() if other.name == one.name}
    assert resolve(form) in namesakes
    text = f"A report said that {form} had listened."
    (found,) = find_mentions(text)
    assert found.code in namesakes
    assert text[found.start : found.end] == form


@given(st.sampled_from(_AREAS), st.sampled_from(_ENGLISH))
def test_any_prefixed_form_is_found_and_resolves(one: Council, prefix: str) -> None:
    form = f"{_titled(prefix)} {one.name}"
    namesakes = {other.code for other in all_councils() if other.name == one.name}
    assert resolve(form) in namesakes
    (found,) = find_mentions(f"She asked {form}, which agreed.")
    assert found.code in namesakes


_JOINTS = (
    *("Council", "County", "Borough", "of", "the", "and", "&", ",", ".", "\n", "-", "'", "’s", "University"),
    *("North", "East", "Children's", "Services", "Trust", "in", "(2021)", "said", "Mr", "held in", ":"),
)
_PIECES = st.sampled_from([alias.text for alias in alias_table().values()] + list(_JOINTS))


@settings(max_examples=300)
@given(st.lists(_PIECES | st.text(max_size=6), max_size=25), st.sampled_from([None, "2018", "2024-05"]))
def test_mentions_are_in_order_apart_and_quote_the_text(pieces: list[str], on: str | None) -> None:
    text = " ".join(pieces)
    place = 0
    for mention in find_mentions(text, on):
        assert place <= mention.start < mention.end <= len(text)
        place = mention.end
        quote = text[mention.start : mention.end]
        assert quote == quote.strip()
        assert gazetteer.council(mention.code)
        found = resolve(quote, on)
        assert found is not None
        assert gazetteer.council(found).name == gazetteer.council(mention.code).name


@given(st.text(max_size=60))
def test_folding_is_stable(text: str) -> None:
    assert key(key(text)) == key(text)


@pytest.mark.parametrize(
    "text", ["Kent " * 4_000, "Hull and " * 4_000, "St " * 30_000, "A " * 50_000, "(" * 100_000 + "Kent"]
)
def test_hostile_pages_are_read_to_the_end(text: str) -> None:
    find_mentions(text)
