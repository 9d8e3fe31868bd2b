"""What the sentence around a council's name says: its people and services, a place, a case, a trust."""

from __future__ import annotations

import pytest

from carevoice_search.gazetteer import council, find_mentions, label, resolve


def names(text: str) -> list[str]:
    """The labels of the councils that a text means, in order, each once."""
    return list(dict.fromkeys(label(mention.code) for mention in find_mentions(text)))


CASE_LAW_MEANT = [
    ("KENT COUNTY COUNCIL\nDefendant", ["Kent"]),
    (
        "Between:\nAB (by his litigation friend)\nClaimant\n- v -\nLONDON BOROUGH OF NEWHAM\nDefendant",
        ["Newham"],
    ),
    ("MP v Kent County Council [2021] EWHC 1187 (Fam)", ["Kent"]),
    (
        "R (on the application of AB) v London Borough of Brent\n[2023] EWHC 11 (Admin)\nCase No: AC-1",
        ["Brent"],
    ),
    (
        "ROYAL COURTS OF JUSTICE\nThe Strand\nLondon\nMR JUSTICE BEAN\nR (AB) v Ealing LBC\nApproved Judgment",
        ["Ealing"],
    ),
    ("Wigan BC v Y (Refusal to Authorise)\n[2021] EWHC 1982 (Fam)", ["Wigan"]),
]

CASE_LAW_NOT_MEANT = [
    "In R (G) v Southwark LBC [2009] UKHL 26 the House of Lords held that children need more than a roof.",
    "As Wigan BC v Y (Refusal to Authorise) shows, the court may refuse.",
    "The Southwark judgment changed how councils house 16-year-olds.",
    "Following Southwark, the House of Lords made it plain that children come first.",
    "The law is not new (see R (M) v Hammersmith and Fulham LBC [2008] UKHL 14).",
    "Cases cited\n- R (A) v Croydon LBC [2009] UKSC 8\n- R (G) v Southwark LBC [2009] UKHL 26",
    "The ruling in Birmingham City Council v Riaz and Others [2014] EWHC 4247 was followed.",
    "It relied on R (C1 and C2) v London Borough of Hounslow, which was decided on other facts.",
    "A v Lambeth LBC and Southwark LBC were both relied on by the child in this case.",
    "the Merton judgment and the Southwark ruling",
    "In Southwark the House of Lords ruled that the duty to the child is not to be dodged.",
]

TRUSTS_MEANT = [
    (
        "Southern and Northern Health and Social Care Trusts share a team.",
        ["Southern HSC Trust", "Northern HSC Trust"],
    ),
    (
        "Health and Social Care in Northern Ireland: the Belfast, Western and South Eastern Trusts replied.",
        ["Belfast HSC Trust", "Western HSC Trust", "South Eastern HSC Trust"],
    ),
    ("The five HSC Trusts were asked. The Southern Trust did not reply.", ["Southern HSC Trust"]),
    ("the Belfast and Western HSC Trusts", ["Belfast HSC Trust", "Western HSC Trust"]),
    ("South Eastern Health & Social Care Trust", ["South Eastern HSC Trust"]),
    (
        "In Northern Ireland the Western Trust's social workers visit each week.",
        ["Western HSC Trust"],
    ),
    ("HSC: young people in care in the Southern Trust area have an app.", ["Southern HSC Trust"]),
    ("The Northern HSC Trust holds a party for its care leavers.", ["Northern HSC Trust"]),
    ("A social worker who works for the Belfast HSC Trust rang me.", ["Belfast HSC Trust"]),
    ("Bradford Children and Families Trust opened a hub.", ["Bradford"]),
    ("Birmingham Children’s Trust was judged good.", ["Birmingham"]),
    ("Slough Children First published its offer.", ["Slough"]),
    ("Worcestershire Children First runs the services.", ["Worcestershire"]),
    ("Doncaster Children's Services Trust was the first.", ["Doncaster"]),
    ("Birmingham and Sandwell Children's Trusts share a panel.", ["Birmingham", "Sandwell"]),
]

TRUSTS_NOT_MEANT = [
    "Records of 41,000 people, linked to prison files, are held by the Southern Health and Social Care Trust.",
    "The data come from the Western HSC Trust and the Northern HSC Trust.",
    "The Belfast HSC Trust holds the data on which the study rests.",
    "Dr Ann Ash, Southern Health and Social Care Trust",
    "Dr Ann Ash, Ulster University, and Dr Bob Beech, Western HSC Trust, lead it.",
    "Employer: Northern Health and Social Care Trust",
    "Bob Beech is a psychologist who is employed by the South Eastern HSC Trust.",
    "Funded by: Belfast HSC Trust",
    "The Northern Trust and the Western Trust are banks.",
    "The Belfast and Western trusts look after castles.",
    "Together for Children, Achieving for Children and Brighter Futures for Children are companies.",
    "The City of London is full of banks, the young people said.",
]

IN_SENTENCES_MEANT = [
    ("October 2023 | Southwark | A navigators team", ["Southwark"]),
    ("Care leavers in Darlington can ask for a mentor.", ["Darlington"]),
    ("Too many children in Northamptonshire wait for a plan.", ["Northamptonshire"]),
    ("Social workers in Hull said their caseloads had come down.", ["Kingston upon Hull"]),
    ("In Northumberland I met a girl who is in foster care.", ["Northumberland"]),
    ("I met a girl in Northumberland who had been in care since she was two.", ["Northumberland"]),
    ("Young people in Rochdale told me that nobody had asked.", ["Rochdale"]),
    ("In Salford a boy in care showed me his room.", ["Salford"]),
    ("The contract between Kent and Medway ends in May.", ["Kent", "Medway"]),
    ("Care leavers living in Greenwich pay no council tax.", ["Greenwich"]),
    ("Care leavers who live in Greenwich can ask for a mentor.", ["Greenwich"]),
    ("Care leavers in Bexley or Greenwich can use the hub.", ["Bexley", "Greenwich"]),
    ("The panel of care leavers meets in Leeds, where Leeds City Council pays the fare.", ["Leeds"]),
    ("Last week we visited Darlington.", ["Darlington"]),
    ("Nottingham's care leavers' forum is baking again.", ["Nottingham"]),
    ("Manchester's corporate parenting panel asked for a report.", ["Manchester"]),
    ("He had been in care in Croydon since he was nine.", ["Croydon"]),
    ("Foster carers from Oldham wrote to the minister.", ["Oldham"]),
    ("Young people from across the Wirral came to the launch.", ["Wirral"]),
    ("Children and families living in Torbay get help sooner.", ["Torbay"]),
    ("In Peterborough, the Children in Care Council wrote its own pledge.", ["Peterborough"]),
    ("Personal advisers in Salford answer messages at weekends.", ["Salford"]),
    ("Services in Rochdale were judged good.", ["Rochdale"]),
    ("The inspectors came to Bradford in the spring.", ["Bradford"]),
    ("A commissioner was sent to Birmingham.", ["Birmingham"]),
    ("What I learnt from young people in Gateshead", ["Gateshead"]),
    ("She had been fostered in Gloucestershire before the adoption.", ["Gloucestershire"]),
    ("The young advisers of Dundee taught me about biscuits.", ["Dundee"]),
    ("Birth parents in Sefton have their own group.", ["Sefton"]),
    ("Kent and Lancashire told the newspaper that they had stopped.", ["Kent", "Lancashire"]),
    ("Ceredigion told me that it had lost count.", ["Ceredigion"]),
    ("Scottish Borders counts by child and not by incident.", ["Scottish Borders"]),
    ("She fostered first for Salford and later for Oldham.", ["Salford", "Oldham"]),
    ("An adviser who works for Medway rang me every week.", ["Medway"]),
    ("More children were adopted in Calderdale than in any year before.", ["Calderdale"]),
    ("Speakers came from three councils: Kent, Devon and Surrey.", ["Kent", "Devon", "Surrey"]),
    ("The councils are in Leeds, Bradford and Wakefield.", ["Leeds", "Bradford", "Wakefield"]),
    ("In Wigan they listen.", ["Wigan"]),
    ("To North Lincolnshire\nthank you for the biscuits.", ["North Lincolnshire"]),
    ("A tenth children's trust, in West Sussex, is on its way.", ["West Sussex"]),
    ("Early help in Bolton reaches families sooner.", ["Bolton"]),
    ("Ealing LBC will follow in the summer.", ["Ealing"]),
    ("WHAT'S NEW\nEnfield has said yes to free wi-fi.", ["Enfield"]),
    ("Ask your councillor.\nNottingham has a forum.", ["Nottingham"]),
    ("Stirling Council and Angus Council signed up.", ["Stirling", "Angus"]),
    ("The Highland Council pays the fare.", ["Highland"]),
    ("Care experienced pupils in Moray have a fund.", ["Moray"]),
    ("Care leavers in Fife and Falkirk were asked.", ["Fife", "Falkirk"]),
    ("Perth and Kinross has a promise keeper in every school.", ["Perth and Kinross"]),
    ("Young people in the Wirral asked for a bus pass.", ["Wirral"]),
    ("Wirral Council agreed.", ["Wirral"]),
    ("Rhondda Cynon Taf pays for driving lessons.", ["Rhondda Cynon Taf"]),
    ("The Council of the Isles of Scilly has one social worker.", ["Isles of Scilly"]),
    ("Na h-Eileanan Siar and Comhairle nan Eilean Siar", ["Eilean Siar"]),
    ("Children in the Western Isles fly to their hearings.", ["Eilean Siar"]),
    ("City of London Corporation looks after nine young people.", ["City of London"]),
    ("Westminster City Council has a drop-in.", ["Westminster"]),
    (
        "East Sussex, Brighton and Hove and Kent share a contract.",
        ["East Sussex", "Brighton and Hove", "Kent"],
    ),
    ("Social workers in Reading said so.", ["Reading"]),
    ("Foster carers in Bury were thanked.", ["Bury"]),
    ("Derby and Derbyshire children's services work together.", ["Derby", "Derbyshire"]),
    ("Leicestershire's care leavers meet on Mondays.", ["Leicestershire"]),
    ("Cambridgeshire and Peterborough children in care councils met.", ["Cambridgeshire", "Peterborough"]),
    ("Kent and Medway councils share a register.", ["Kent", "Medway"]),
    ("City of York Council pays it.", ["York"]),
    ("The corporate parenting board of Hertfordshire meets monthly.", ["Hertfordshire"]),
    ("Thanks to Trafford for the photographs.", ["Trafford"]),
    ("We spoke to Gwynedd about its life story books.", ["Gwynedd"]),
    ("Leaders in Greenwich know their children well.", ["Greenwich"]),
    ("Staff in Kent told inspectors that they feel listened to.", ["Kent"]),
    ("Practice in Hounslow has improved since the last inspection.", ["Hounslow"]),
    ("Children in care in Dudley made a film.", ["Dudley"]),
    ("The Leeds family group conference service has grown.", ["Leeds"]),
    ("Six children's homes in Lancashire were visited by inspectors.", ["Lancashire"]),
    ("Bexley is a good place to be a social worker, the inspectors wrote.", ["Bexley"]),
    ("Plymouth's virtual school has a new head.", ["Plymouth"]),
    (
        "Councils such as Trafford, Wigan and Stockport exempt care leavers from council tax.",
        ["Trafford", "Wigan", "Stockport"],
    ),
    ("Havering is thinking about it.", ["Havering"]),
    ("Thurrock and Southend-on-Sea signed the pledge.", ["Thurrock", "Southend-on-Sea"]),
    ("Jude, who was in care in Luton, chairs the panel.", ["Luton"]),
    ("The number of children in care in Blackpool has risen.", ["Blackpool"]),
    ("Care experienced young people from Inverclyde wrote the poem.", ["Inverclyde"]),
    ("She became a social worker in Leicester.", ["Leicester"]),
    ("I was fostered in Cornwall.", ["Cornwall"]),
    ("Across Norfolk, foster carers are being asked to take two children.", ["Norfolk"]),
    ("Children placed by Hackney live further away.", ["Hackney"]),
    ("The report on Solihull was published in May.", ["Solihull"]),
    ("Knowsley has halved the number of agency social workers.", ["Knowsley"]),
    ("We met care leavers from Barnsley at the museum.", ["Barnsley"]),
    ("Ofsted's report on Liverpool names four failings.", ["Liverpool"]),
    ("Leaders in Bradford were warned by Ofsted.", ["Bradford"]),
    ("Councillors in Nottinghamshire have been told.", ["Nottinghamshire"]),
    ("Walsall\n- A bus pass for care leavers\nDudley\n- A choir", ["Walsall", "Dudley"]),
    ("8. Christmas dinner at the town hall, St Helens, December 2022", ["St Helens"]),
    ("Fife (Mar 2021)", ["Fife"]),
    ("The Derby children in care council met.", ["Derby"]),
    (
        "Newcastle City Council, Durham County Council and Gateshead",
        ["Newcastle upon Tyne", "Durham", "Gateshead"],
    ),
    (
        "The Leicester, Leicestershire and Rutland care leavers' offer",
        ["Leicester", "Leicestershire", "Rutland"],
    ),
    ("Swindon council said that it took the findings seriously.", ["Swindon"]),
    ("Rutland's one children's home closed.", ["Rutland"]),
    ("RBWM care leavers have a travel card.", ["Windsor and Maidenhead"]),
    ("Sandwell, which is run by a trust, did better.", ["Sandwell"]),
    ('"We got it wrong," said Tameside.', ["Tameside"]),
    ("The Isle of Wight Council will pay.", ["Isle of Wight"]),
    ("The Vale of Glamorgan did better than most.", ["Vale of Glamorgan"]),
    ("In Cardiff, young people in care told me that they were lonely.", ["Cardiff"]),
    ("My own social worker in Swansea never rang.", ["Swansea"]),
    ("Children's services in Sunderland remain excellent.", ["Sunderland"]),
    ("Its foster carers live all over Cumbria.", ["Cumbria"]),
    ("The House Project in Stoke-on-Trent gives care leavers keys.", ["Stoke-on-Trent"]),
    ("The young people's panel in Enfield chose the colours.", ["Enfield"]),
    ("Two in five care leavers in Kirklees had no job.", ["Kirklees"]),
    ("The Ombudsman found fault with Haringey Council.", ["Haringey"]),
    ("Those leaving Kent's care get a laptop.", ["Kent"]),
    ("Life story work in Bolton is strong, the inspectors found.", ["Bolton"]),
    ("Partnership working in Torbay helps children.", ["Torbay"]),
    ("Following an appeal for foster carers in Sefton, forty people rang.", ["Sefton"]),
    ("In Stockport, one in three of those who left care live alone.", ["Stockport"]),
    ("Leeds has cut the number of children it looks after.", ["Leeds"]),
    (
        "The pilot ran in Hertfordshire, where personal advisers were given smaller caseloads.",
        ["Hertfordshire"],
    ),
    ("Bolton's children's services director said sorry.", ["Bolton"]),
    ("Hundreds of unaccompanied children arrived in Kent last year.", ["Kent"]),
    ("Inspectors who visited Rochdale in June were impressed.", ["Rochdale"]),
    ("Swindon is one of the councils with the highest caseloads.", ["Swindon"]),
    ("Newport City Council, which looks after 300 children, agreed.", ["Newport"]),
    ("At Wolverhampton council the rule was changed.", ["Wolverhampton"]),
    ("Norfolk and its partners run the scheme for care leavers.", ["Norfolk"]),
    ("A Lambeth care leaver won the prize.", ["Lambeth"]),
    ("Bristol care leavers' forum", ["Bristol"]),
    ("Coventry: a mentor for each young person", ["Coventry"]),
    ("We heard from Hackney about its work with fathers.", ["Hackney"]),
    ("Cyngor Gwynedd has a new plan.", ["Gwynedd"]),
    ("Foster families across Leicestershire were thanked.", ["Leicestershire"]),
    ("Cheshire East was rated inadequate by Ofsted.", ["Cheshire East"]),
    ("Devon, which has been inadequate since 2020, has a new director.", ["Devon"]),
    ("the leaving care team in Luton", ["Luton"]),
    ("I am a foster carer in Northumberland.", ["Northumberland"]),
    ("Tower Hamlets pays the fare of each child in care.", ["Tower Hamlets"]),
    ("Reviewing officers in Dudley see each child before the meeting.", ["Dudley"]),
    ("Wrexham told us that all its young people had an advocate.", ["Wrexham"]),
    ("Suffolk's fostering service", ["Suffolk"]),
    ("Children in care in Essex, Suffolk and Norfolk were asked.", ["Essex", "Suffolk", "Norfolk"]),
    ("Children in Medway, London and Kent were asked.", ["Medway", "Kent"]),
    ("Care leavers in Bedford, Dunstable and Luton met.", ["Bedford", "Luton"]),
]

IN_SENTENCES_NOT_MEANT = [
    "The family court, which sits in Leeds, told inspectors that social workers were prepared.",
    "The children's panel meets in Leeds.",
    "The board of the fostering charity sits in Cardiff.",
    "The research centre for children in care is based in Dundee.",
    "No home for the child could be found between Carlisle and Cornwall.",
    "There is not one secure bed for a child between Carlisle and Kent.",
    "There was no foster carer between Hull and Devon who could take her.",
    "From Cornwall to Northumberland, children say the same thing.",
    "Young people have to live in hostels or far away, in Greenwich or Dartford, while a flat is found.",
    "Some of the young people live in Greenwich or Dartford.",
    "Most of these children live in Durham or further away.",
    "Care leavers now live in Dartford or Greenwich, an hour from their advisers.",
    "A social worker drove them to Dartford or Greenwich.",
    "Many young people in care have lived in Kent and in Scarborough.",
    "I live in Leeds now, far from the foster carers.",
    "The hospital staff in Bradford treat many of the borough's children.",
    "The train was cancelled at Peterborough, so the young person was late.",
    "Her father worked on the docks in Hull.",
    "One young person asked whether it could be used to get to college in Slough.",
    "They kept asking me to come to Leicester.",
    "She spoke at a conference in Leeds about children in care.",
    "He was born in Wigan and taken into care at four.",
    "She was given a flat in Croydon, far from her social worker.",
    "It was a hearing at the Crown Court at Leicester.",
    "The Family Court at Leeds made a care order.",
    "Leeds Family Court made a care order for the child.",
    "They moved her to Blackpool when she was nine.",
    "A care leaver from the age of sixteen, he now works in Bristol.",
    "Jo, 22, from Stockport, is a nurse.",
    "She is from Bolton and has two children.",
    "My nan in Hartlepool used to ring.",
    "I took the bus to Rotherham to see my brother.",
    "The hostel in Southampton had no lock on the door.",
    "A children's home in Oldham was closed by its owner.",
    "Delegates travelled from Leeds and Bradford.",
    "I went to university in Plymouth.",
    "The police in Rochdale were called four times.",
    "Her aunt lives near Preston; her cousin in Derby.",
    "The seminar for social workers in Hull was full.",
    "We left Sheffield at nine in the morning.",
    "He lived in the north of Leeds then.",
    "the outskirts of Bristol",
    "Durham University asked care leavers about money.",
    "Essex Police and Kent Police found the child.",
    "Kent and Medway NHS and Social Care Partnership Trust saw the children.",
    "Hampshire and Isle of Wight Constabulary wrote to the children's home.",
    "Cambridgeshire and Peterborough Combined Authority pays for the course.",
    "Cambridgeshire and Peterborough ICB runs the clinic for looked-after children.",
    "West Yorkshire, South Yorkshire, Merseyside and the West Midlands",
    "West Yorkshire Police and the Merseyside children's charity",
    "The University of Lincoln asked young people in care.",
    "Derby County and Reading FC gave tickets to care leavers.",
    "Baroness Jones of Croydon asked about care leavers.",
    "Lord Hill of Hull spoke in the debate about children.",
    "The Earl of Kent and the Bishop of Leicester spoke about children in care.",
    "The MP for Hull North asked about foster care.",
    "The Member for Stockport spoke of care leavers.",
    "He has been MP for Bradford since 2015, and was a social worker.",
    "Bath Row, Kent Road, Bristol Street and Derby Lane",
    "3 Kent Road, Bath Row Medical Centre",
    "Civic Centre, High Street, Hull, HU1 2AA",
    "12 May: film day, Curve Theatre, Leicester",
    "Leeds station, Derby bus station and Stockport viaduct",
    "Rochdale cafe named best in the north",
    "Manchester tram fares will rise for children.",
    "Hull's docks are being rebuilt.",
    "Liverpool won and Everton lost.",
    "The Leeds Building Society and the Yorkshire Bank",
    "HMP Wakefield and Doncaster Prison held two care leavers.",
    "Bristol Airport and Newcastle Airport",
    "The Bolton News and the Oldham Chronicle wrote about the children.",
    "The Diocese of Salford gave money for children in care.",
    "Leicester City, Wigan Athletic and Rotherham United",
    "Salford Royal Hospital saw the child.",
    "Tickets for the Isle of Wight Festival close on 15 June",
    "The big gathering at Stirling Castle had shortbread for young people.",
    "Angus, who is fifteen, chairs the care experienced young advisers.",
    "Highland dancing shoes for children",
    "In Westminster, MPs debated children's social care.",
    "The Westminster government has cut services for children.",
    "Peers in Westminster asked about care leavers.",
    "Reading was my way out of the children's home.",
    "Bury your fears, the young people wrote.",
    "Kent Union and Essex Students",
    "Bristol is a city in the South West.",
    "The museum in Sunderland has a show about children in care.",
    "Our office in Cardiff is closed; ring the children's line.",
    "I stayed with friends in Brighton when my placement ended.",
    "A firm in Halton runs three children's homes.",
    "The trial at Bradford heard how the child was failed.",
    "Lord Laming of Tewkesbury",
    "a York-based charity for care leavers",
    "Northampton, Buckinghamshire Fire Authority",
    "My mum lived in Bolton, so I went there at weekends.",
    "The coach stopped at Peterborough and again at Doncaster.",
    "She was working in a café in Brighton.",
    "I have a job in Leeds.",
    "He played for Derby before he was a social worker.",
    "a Bradford college and a Leeds hospital",
    "They met in a park in Wolverhampton.",
    "The ferry to the Isle of Wight was late.",
    "I was a student in Southampton then.",
    "He was moved to a secure home in Lincolnshire.",
    "The court in Swindon had no children's room.",
    "A doctor at the hospital in Wakefield told the social worker.",
    "She visited her brother in Cardiff.",
    "A march in Liverpool",
    "The exhibition opens in Coventry in June.",
    "We are sitting in a cafe in Walsall.",
    "The event at the town hall in Oldham was for foster carers.",
    "Prison staff in Doncaster had not been told.",
    "Doctors at a hospital in Sunderland raised the alarm about the child.",
    "the magistrates in Hartlepool",
    "the A1 to Gateshead and the M62 to Hull",
    "School of Social Work, University of East Anglia, Norwich and University of Kent, Canterbury",
    "Middlesbrough FC gave match tickets",
    "The Trafford Centre and the Royal Bolton Hospital",
    "More care leavers study at Leeds Beckett than at Leeds.",
    "Picture: Stockport town centre",
    "He travelled to Newcastle for the placement.",
    "They put him on a train from Manchester to Leeds.",
    '"I was sleeping rough in Brighton," she said.',
    "Kate Green, MP for Stretford, and Jo Bell, Labour MP for Wigan",
    "(Hansard) The Member for Rotherham, a foster carer",
    "the Crown Court in Bristol",
    "Her solicitor, of Leeds, said the child was well.",
    "The Sheffield Star and the Hull Daily Mail",
    "Swansea University, the University of Chester, the University of the Highlands and Islands",
    "Coventry Cathedral, Durham Cathedral, Bury Market",
    "I was born and brought up in Sandwell.",
    "Sunderland AFC Foundation of Light",
    "Cumberland Place and Bedford Square",
    "Devon and Somerset Fire and Rescue",
    "St Helens Rugby Club",
    "Sheffield's children's hospital treats her.",
    "I wanted to work in Leeds when I left care.",
    "The bus from Leeds to Bradford takes young people to school.",
    "Her first home was a bedsit in Hull.",
    "The charity, which has offices in Cardiff and Swansea, helps care leavers.",
    "She is now reading law at Durham.",
    "Photo: Leeds skyline at night",
    "By Ann Lee, Bristol",
    "BBC Radio Leeds and BBC Radio Sheffield spoke to care leavers.",
    "Leeds Beckett University",
    "The Leicester Mercury has learnt that children are waiting.",
    "Judge Bury made the order for the child.",
    "She bought a house in Wigan with her husband after fostering.",
    "The story of a girl from Gateshead",
    "I go to Salford to see my mum.",
    "They drove to Blackpool for the day.",
    "We had our AGM in Sheffield.",
    "Our next meet-up is in Preston; the last was in Derby.",
    "12 Derby Street, Bolton, BL3 6JR",
    "Bolton Wanderers, Blackburn Rovers and Stoke City",
    "Kent Academic Repository",
    "Lancaster University and Bath Spa",
    "the River Kent and the Isle of Dogs",
    "He was found in a lorry at Hull docks.",
    "Stockport-born actor",
    "The Sunderland Echo",
    "Lord Bradford and Lady Warwick",
    "the battle of Stirling Bridge",
    "York Minster, Lincoln Cathedral",
    "On the train to Manchester a girl in care told me her story.",
    "the Wirral peninsula",
    "West Yorkshire Mayor",
    "The shop has branches in Rugby, Leamington and Coventry.",
    "Workshops in London, Manchester and Birmingham",
    "She has worked in Kettering and Luton.",
]


@pytest.mark.parametrize(("text", "expected"), CASE_LAW_MEANT)
def test_the_parties_of_a_judgment_are_councils(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize("text", CASE_LAW_NOT_MEANT)
def test_a_case_that_is_cited_names_no_council(text: str) -> None:
    assert names(text) == []


def test_a_case_in_a_long_page_counts_in_its_heading_only() -> None:
    story = "Young people spoke of their homes.\n" * 20
    assert names(story + "R (AB) v Ealing LBC [2020] EWHC 1\n" + story) == []
    assert names("R (AB) v Ealing LBC [2020] EWHC 1\n" + story) == ["Ealing"]


@pytest.mark.parametrize(("text", "expected"), TRUSTS_MEANT)
def test_a_trust_of_an_authoritys_own_name_counts(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize("text", TRUSTS_NOT_MEANT)
def test_other_trusts_and_companies_do_not_count(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Bradford Children and Families Trust", "Bradford"),
        ("Birmingham Children’s Trust", "Birmingham"),
        ("Slough Children First", "Slough"),
        ("Worcestershire Children First", "Worcestershire"),
        ("Doncaster Children's Services Trust", "Doncaster"),
        ("sandwell childrens trust", "Sandwell"),
    ],
)
def test_a_cell_with_a_councils_trust_resolves_to_the_council(cell: str, name: str) -> None:
    code = resolve(cell)
    assert code is not None
    assert council(code).name == name


@pytest.mark.parametrize(
    "cell",
    [
        "Together for Children",
        "Achieving for Children",
        "Brighter Futures for Children",
        "Northamptonshire Children's Trust",
        "Children First",
        "Kent " * 100,
    ],
)
def test_a_company_of_another_name_resolves_to_nothing(cell: str) -> None:
    assert resolve(cell) is None


def test_a_trust_resolves_while_its_council_existed() -> None:
    assert resolve("Northamptonshire Children's Trust", "2020-11") == "E10000021"
    assert resolve("Northamptonshire Children's Trust", "2022-11") is None


@pytest.mark.parametrize(("text", "expected"), IN_SENTENCES_MEANT)
def test_people_services_and_what_a_council_does_mean_it(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize("text", IN_SENTENCES_NOT_MEANT)
def test_places_persons_and_other_bodies_do_not(text: str) -> None:
    assert names(text) == []


def test_a_name_is_judged_alike_wherever_it_stands_in_a_page() -> None:
    filler = "Nothing of interest is said on this line at all.\n"
    meant, place = "Care leavers in Darlington met.\n", "The docks in Hull are wide.\n"
    for lines in (0, 1, 7, 30):
        assert names(filler * lines + meant + filler * lines + place + filler * lines) == ["Darlington"]


@pytest.mark.parametrize(
    "text",
    [
        "In Kent, " * 8_000,
        "KENT V " * 8_000,
        "Sutton v Bury [2020] " * 5_000,
        "the Belfast, Western " * 5_000,
        "Street " * 8_000 + ", Hull, " * 8_000,
        "Kent’s " * 8_000,
    ],
)
def test_hostile_pages_are_read_to_the_end(text: str) -> None:
    find_mentions(text)
