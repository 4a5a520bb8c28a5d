"""How the articles of a new conflict name somebody or somewhere, on invented names: texts, and what they suggest.

A case is its name, the articles, the suggestions as (name, field, value) and names that are not to be suggested.
"""

from __future__ import annotations

Case = tuple[str, list[str], list[tuple[str, str, object]], list[str]]

CASES: list[Case] = [
    (
        "reverse-brackets",
        [
            "Fighters of the ODN (People's Defence Union) entered Tarvesh on Monday.",
            "The ODN denied it. The People's Defence Union has 400 men.",
        ],
        [("People's Defence Union", "acronyms", ["ODN"]), ("People's Defence Union", "kind", "actor")],
        ["ODN"],
    ),
    (
        "native-acronym",
        [
            "The Popular Front of Gorma, known by its Gormic acronym FPG, shelled a town on Monday.",
            "The FPG killed two soldiers. The Popular Front of Gorma said it was sorry.",
        ],
        [("Popular Front of Gorma", "acronyms", ["FPG"]), ("Popular Front of Gorma", "type", "armed_group")],
        ["FPG"],
    ),
    (
        "acronym-comma",
        [
            "The Union of Free Shepherds, or UFS, captured a bridge on Monday.",
            "The UFS took prisoners on Friday. The Union of Free Shepherds released them.",
        ],
        [("Union of Free Shepherds", "acronyms", ["UFS"])],
        ["UFS"],
    ),
    (
        "native-name",
        [
            "Dast-e Siyah (Black Hand), a militia from the hills, burned a bus on Monday.",
            "Police arrested four members of Dast-e Siyah. The Black Hand killed a judge.",
        ],
        [("Dast-e Siyah", "type", "armed_group"), ("Dast-e Siyah", "aliases", ["Black Hand"])],
        ["Black Hand"],
    ),
    (
        "native-quoted",
        [
            "The Sons of Rain, or Abna al-Matar in the local tongue, attacked a barracks on Monday.",
            "Abna al-Matar lost six men. The Sons of Rain buried them.",
        ],
        [("Sons of Rain", "aliases", ["Abna al-Matar"])],
        ["Abna al-Matar"],
    ),
    (
        "nickname-quoted",
        [
            'General Josef "the Baker" Marak took command of the Korin Rifles on Monday.',
            'Marak is wanted in Prague. Josef Marak denied it. "The Baker" smiled.',
        ],
        [("Josef Marak", "type", "person")],
        [],
    ),
    (
        "nom-de-guerre",
        [
            "Commander Abu Tarik, whose real name is Nadir Selim, leads the Lantern Brigade.",
            "Abu Tarik threatened the town on Friday. The Lantern Brigade shelled it. Nadir Selim was once a teacher.",
        ],
        [("Abu Tarik", "type", "person"), ("Lantern Brigade", "kind", "actor")],
        [],
    ),
    (
        "alias-word",
        [
            "Tomas Orvel, alias Pitbull, was arrested on Monday in Kestrin, a port.",
            "Police say Tomas Orvel led the gang Los Remos. Pitbull will stand trial. Orvel's lawyer protested.",
        ],
        [
            ("Tomas Orvel", "aliases", ["Pitbull", "Orvel"]),
            ("Tomas Orvel", "type", "person"),
            ("Los Remos", "type", "armed_group"),
            ("Kestrin", "type", "city"),
        ],
        ["Pitbull"],
    ),
    (
        "two-surnames",
        [
            "Davit Kero, the governor, fled on Monday. His brother Sevan Kero commands the Stone Brigade.",
            "Sevan Kero shelled the palace. Davit Kero spoke on the radio. Kero promised to return.",
        ],
        [("Davit Kero", "type", "person"), ("Sevan Kero", "type", "person")],
        ["Kero"],
    ),
    (
        "splinter",
        [
            "The Renewal Brigade, which split from the Tarok Liberation Army last year, attacked a convoy on Monday.",
            "The Tarok Liberation Army condemned the Renewal Brigade. The Renewal Brigade has 60 fighters.",
        ],
        [("Renewal Brigade", "parents", []), ("Tarok Liberation Army", "type", "armed_group")],
        [],
    ),
    (
        "hyphen-faction",
        [
            "The NLTM-Vanguard, a breakaway faction of the National Liberation Movement of "
            "Tirval (NLTM), shelled a base on Monday.",
            "The NLTM-Vanguard killed two. The NLTM denied any part. The National Liberation "
            "Movement of Tirval wants talks.",
        ],
        [("National Liberation Movement of Tirval", "acronyms", ["NLTM"]), ("NLTM-Vanguard", "kind", "actor")],
        [],
    ),
    (
        "common-word",
        [
            "A militia called Ember attacked two villages on Monday, police said.",
            "Ember has no leader. Fighters of Ember burned a school on Friday.",
            "Soldiers killed nine members of Ember.",
        ],
        [("Ember", "type", "armed_group")],
        [],
    ),
    (
        "common-word-the",
        [
            "The Harvest, a sect in the south, killed eleven farmers on Monday.",
            "Soldiers fought the Harvest near a mill. Members of the Harvest wear straw.",
        ],
        [("Harvest", "kind", "actor")],
        [],
    ),
    (
        "operation",
        [
            "The army began Operation Clean Sweep against the Red Sashes, a militia, on Monday.",
            "Operation Clean Sweep has killed 40. The Red Sashes lost a base.",
        ],
        [("Red Sashes", "type", "armed_group")],
        ["Clean Sweep", "Operation Clean Sweep"],
    ),
    (
        "hyphen-spelling",
        ["Rebels entered Bel-Tarim, a village, on Monday.", "Shells hit Bel Tarim on Friday. People fled Bel Tarim."],
        [("Bel Tarim", "type", "city")],
        ["Bel-Tarim"],
    ),
    (
        "diacritics",
        [
            "President Zorán Mäki met the Kestrel Guard on Monday.",
            "Zoran Maki promised to pay the Kestrel Guard. Mäki laughed.",
        ],
        [("Zorán Mäki", "type", "person")],
        ["Zoran Maki", "Mäki"],
    ),
    (
        "plural-singular",
        [
            "The Grey Jackals, a gang, attacked a train on Monday.",
            "Police shot a Grey Jackal in the port. The Grey Jackals fled.",
        ],
        [("Grey Jackals", "type", "armed_group")],
        ["Grey Jackal"],
    ),
    (
        "headline-caps",
        [
            "UFL SEIZES ORBAN DAM\n\nFighters of the United Front of Larsk (UFL) captured the Orban Dam on Monday.",
            "The UFL left the Orban Dam on Friday.",
        ],
        [("United Front of Larsk", "acronyms", ["UFL"]), ("Orban Dam", "type", "facility")],
        ["UFL", "ORBAN DAM"],
    ),
    (
        "headline-title",
        [
            "Lion Brigade Takes Market Town\n\nThe Lion Brigade captured Sarvo, a market town, on Monday.",
            "Lion Brigade Denies Killings\n\nThe Lion Brigade denied that it had killed anybody in Sarvo.",
        ],
        [("Lion Brigade", "type", "unit"), ("Sarvo", "type", "city")],
        ["Lion Brigade Takes Market Town", "Lion Brigade Takes", "Market Town", "Killings", "Lion Brigade Denies"],
    ),
    (
        "and-name",
        [
            "The Movement for Bread and Dignity attacked a prison on Monday.",
            "The Movement for Bread and Dignity (MBD) freed 40 prisoners. The MBD fled.",
        ],
        [("Movement for Bread and Dignity", "acronyms", ["MBD"])],
        ["Dignity", "Movement for Bread"],
    ),
    (
        "ordinal-unit",
        [
            "The 7th Mountain Brigade of the Orvish army shelled Tell Amur on Monday.",
            "Tell Amur, a village, was empty. The 7th Mountain Brigade left on Friday.",
        ],
        [("7th Mountain Brigade", "type", "unit"), ("Tell Amur", "type", "city")],
        ["Mountain Brigade"],
    ),
    (
        "date-name",
        [
            "The June 14 Movement attacked a police station on Monday.",
            "The June 14 Movement (J14) claimed a bomb. J14 has cells in three ports.",
            "Police arrested six members of J14.",
        ],
        [("June 14 Movement", "acronyms", ["J14"])],
        ["J14"],
    ),
    (
        "arabic-place",
        [
            "Rebels shelled Wadi al-Sarim, a town, on Monday.",
            "Families fled Wadi al-Sarim. Shells fell on Wadi Sarim for hours.",
        ],
        [("Wadi al-Sarim", "type", "city")],
        ["Wadi Sarim", "Wadi"],
    ),
    (
        "lake-mount",
        [
            "Soldiers reached Lake Sorna on Monday. Rebels hold Mount Ilgar above it.",
            "Boats crossed Lake Sorna. Guns on Mount Ilgar shelled them.",
        ],
        [("Lake Sorna", "type", "feature"), ("Mount Ilgar", "type", "feature")],
        ["Sorna", "Ilgar"],
    ),
    (
        "province",
        [
            "Rebels hold most of Sarvik province. The province of Dolm is quiet.",
            "Troops entered Sarvik province on Friday. Eleven died in Dolm.",
        ],
        [("Sarvik", "type", "region"), ("Dolm", "type", "region")],
        [],
    ),
    (
        "airport",
        [
            "Drones struck Velmar airport on Monday. Velmar is the capital.",
            "Velmar airport is closed. Planes left Velmar for Vienna.",
        ],
        [("Velmar", "type", "city")],
        [],
    ),
    (
        "ministry",
        [
            "The Ministry of Interior of Ostrava Island denied it. Colonel Petar Vuk, "
            "spokesman for the Hill Guard, said so on Monday.",
            "Vuk was shot on Friday. The Hill Guard buried Petar Vuk.",
        ],
        [("Petar Vuk", "type", "person"), ("Petar Vuk", "aliases", ["Vuk"]), ("Hill Guard", "kind", "actor")],
        ["Colonel Petar Vuk", "Vuk"],
    ),
    (
        "self-proclaimed",
        [
            "Self-proclaimed emir Harun Jazi leads the Tents of Light, a jihadist group.",
            "Harun Jazi ordered the attack. The Tents of Light killed 30. Jazi was wounded.",
        ],
        [("Harun Jazi", "type", "person"), ("Tents of Light", "type", "armed_group")],
        ["Jazi"],
    ),
    (
        "warlord",
        [
            "Warlord Beko Lazur and his men hold the pass. Lazur has 300 fighters.",
            "Beko Lazur met ministers on Monday. Lazur wants money.",
        ],
        [("Beko Lazur", "type", "person"), ("Beko Lazur", "aliases", ["Lazur"])],
        ["Lazur", "Warlord Beko Lazur"],
    ),
    (
        "armed-wing",
        [
            "The Axe Battalions, the armed wing of the People's Hope Party, attacked a bus on Monday.",
            "The People's Hope Party has 12 seats. The Axe Battalions burned a mill.",
        ],
        [("Axe Battalions", "parents", ["actor:peoples-hope-party"]), ("People's Hope Party", "type", "party")],
        [],
    ),
    (
        "dotted",
        [
            "The A.R.D. attacked a village on Monday. The Alliance for the Return of "
            "Democracy (A.R.D.) has camps in Chad.",
            "Soldiers killed four men of the ARD.",
        ],
        [("Alliance for the Return of Democracy", "kind", "actor")],
        ["A.R.D.", "ARD"],
    ),
    (
        "mixed-case-acronym",
        [
            "The Kelani Self-Defence Units (KeSU) shelled a barracks on Monday.",
            "KeSU denied it. The Kelani Self-Defence Units want a state.",
        ],
        [("Kelani Self-Defence Units", "acronyms", ["KeSU"])],
        ["KeSU"],
    ),
    (
        "title-later",
        [
            "Ines Tabor, secretary-general of the Union of Miners of Sept, met soldiers on Monday.",
            "The Union of Miners of Sept called a strike. Tabor was arrested.",
        ],
        [
            ("Ines Tabor", "aliases", ["Tabor"]),
        ],
        ["Tabor"],
    ),
    (
        "same-as-city",
        [
            "Colonel Samir Tripoli deserted on Monday. Tripoli leads the Sand Column, a militia.",
            "The Sand Column attacked a well. Samir Tripoli was seen there.",
        ],
        [("Samir Tripoli", "type", "person"), ("Sand Column", "type", "armed_group")],
        [],
    ),
    (
        "three-word-person",
        [
            "General Aung Min Tesh ordered the strike on Monday. Aung Min Tesh commands the North Wall Command.",
            "The North Wall Command shelled a school. Min Tesh was promoted.",
        ],
        [("Aung Min Tesh", "type", "person"), ("North Wall Command", "type", "unit")],
        ["Min Tesh"],
    ),
    (
        "one-name-general",
        [
            "General Tandu ordered the shelling on Monday. The junta of Tandu has ruled since May.",
            "Tandu met envoys. The United Nations condemned General Tandu.",
        ],
        [("Tandu", "type", "person")],
        ["General Tandu"],
    ),
    (
        "particles",
        [
            "Iyas ag Relin leads the Army of the Dunes, a jihadist group.",
            "Men of Iyas ag Relin killed 12 villagers. The Army of the Dunes said so. Ag Relin denied it.",
        ],
        [
            ("Iyas ag Relin", "type", "person"),
            ("Iyas ag Relin", "parents", ["actor:army-of-the-dunes"]),
            ("Army of the Dunes", "type", "armed_group"),
        ],
        ["Relin", "Ag Relin", "Dunes"],
    ),
    (
        "dutch",
        [
            "Colonel Piet van der Moor commands the Polder Regiment. Van der Moor was shot on Monday.",
            "The Polder Regiment buried Piet van der Moor.",
        ],
        [("Piet van der Moor", "type", "person"), ("Polder Regiment", "type", "unit")],
        ["Moor", "Van der Moor"],
    ),
    (
        "apostrophes",
        [
            "N'Dolo Kaba, the leader of the Ka'ela Front, fled on Monday.",
            "The Ka'ela Front shelled a dam. Soldiers searched for N'Dolo Kaba.",
        ],
        [
            ("N'Dolo Kaba", "type", "person"),
            ("N'Dolo Kaba", "parents", ["actor:kaela-front"]),
            ("Ka'ela Front", "type", "armed_group"),
        ],
        ["Kaba"],
    ),
    (
        "council",
        [
            "The Council of Nine took power in Amsur on Monday. Amsur is the capital of Torvia.",
            "Envoys met the Council of Nine in Amsur. Torvia closed its border.",
        ],
        [("Council of Nine", "kind", "actor"), ("Amsur", "type", "city"), ("Torvia", "type", "country")],
        ["Nine"],
    ),
    (
        "nickname-the",
        [
            "Kaspar Wolde, known as the Butcher of Lim, was arrested on Monday.",
            "Kaspar Wolde led the Lim Rangers. Wolde denied the killings.",
        ],
        [("Kaspar Wolde", "type", "person"), ("Lim Rangers", "kind", "actor")],
        ["Wolde"],
    ),
    (
        "mission",
        [
            "Three soldiers of the UN Mission in Torvel (UNMIT) died on Monday.",
            "UNMIT asked for help. A patrol of UNMIT was shelled.",
        ],
        [("UN Mission in Torvel", "acronyms", ["UNMIT"]), ("UN Mission in Torvel", "type", "igo")],
        ["UNMIT"],
    ),
    (
        "rename",
        [
            "The Green Banner Army, formerly the Peasant Guards, captured a mill on Monday.",
            "The Green Banner Army killed a mayor. In 2019 the Peasant Guards had promised peace.",
        ],
        [("Green Banner Army", "kind", "actor"), ("Green Banner Army", "aliases", ["Peasant Guards"])],
        ["Peasant Guards"],
    ),
    (
        "demonym-ish",
        [
            "Karsk shelled Brenland on Monday. The Brenlandish army answered.",
            "Karskian troops left Brenland. Brenland's president went to Karsk.",
        ],
        [("Brenland", "type", "country"), ("Karsk", "type", "country")],
        [],
    ),
    (
        "headline-only",
        [
            "Talks fail in Essmark\n\nEnvoys of the Salt Coast Front left the talks in Essmark on Monday.",
            "Front leaves Essmark\n\nThe Salt Coast Front has left the talks.",
        ],
        [("Salt Coast Front", "type", "armed_group"), ("Essmark", "type", "city")],
        ["Front", "Salt Coast", "Talks"],
    ),
    (
        "deputy",
        [
            "Lena Orsk, deputy commander of the Volk Battalion, was killed on Monday near Ridd, a village.",
            "The Volk Battalion named no successor. Orsk was 34. Shells hit Ridd.",
        ],
        [
            ("Lena Orsk", "type", "person"),
            ("Lena Orsk", "parents", ["actor:volk-battalion"]),
            ("Lena Orsk", "aliases", ["Orsk"]),
            ("Volk Battalion", "type", "unit"),
            ("Ridd", "type", "city"),
        ],
        ["Orsk"],
    ),
    (
        "plain-plural",
        [
            "The Lamplighters, a secret society of officers, killed a minister on Monday.",
            "Two Lamplighters were hanged. The Lamplighters threatened the king.",
        ],
        [("Lamplighters", "kind", "actor")],
        [],
    ),
    (
        "forces-of",
        [
            "The Forces of National Dawn attacked a barracks in Telm on Monday, killing nine soldiers.",
            "The Forces of National Dawn (FDN) withdrew from Telm. The FDN buried its dead.",
        ],
        [
            ("Forces of National Dawn", "acronyms", ["FDN"]),
            ("Forces of National Dawn", "type", "armed_group"),
            ("Telm", "kind", "place"),
        ],
        ["National Dawn", "FDN"],
    ),
    (
        "son-of",
        [
            "Marshal Igor Stel died on Monday. His son, Anton Stel, took command of the Winter Army.",
            "Anton Stel ordered the Winter Army to attack. Igor Stel was 81.",
        ],
        [("Igor Stel", "type", "person"), ("Anton Stel", "type", "person"), ("Winter Army", "kind", "actor")],
        ["Stel"],
    ),
    (
        "ordinals",
        [
            "The 4th Hill Brigade left Sarnik on Monday. The Fourth is better known as the Night Herons.",
            "Soldiers of the Fourth Hill Brigade shelled a farm. The Night Herons lost a gun.",
            "The 4th Hill Brigade denied it.",
        ],
        [("4th Hill Brigade", "aliases", ["Fourth Hill Brigade", "Night Herons"])],
        ["Night Herons"],
    ),
    (
        "initials-of-whom",
        [
            "Fighters of the Talvan People's Shield attacked a dam on Monday. The rebels, "
            "known by their Talvani initials ZMT, left at noon.",
            "The ZMT took a bridge. The Talvan People's Shield lost two men.",
        ],
        [("Talvan People's Shield", "acronyms", ["ZMT"])],
        ["ZMT"],
    ),
    (
        "one-word-or-three",
        ["Shells hit Tor-i-Van, a town, on Monday.", "Rebels left Torivan on Friday. People came back to Torivan."],
        [("Tor-i-Van", "aliases", ["Torivan"])],
        ["Torivan"],
    ),
    (
        "nickname-known-to",
        [
            "Davit Orsel, who runs a bakery and is known to everybody as the Piper, was arrested on Monday.",
            "The Piper gave them bread. Davit Orsel smiled. Orsel was calm.",
        ],
        [("Davit Orsel", "aliases", ["Piper"])],
        ["Piper"],
    ),
    (
        "caller",
        ["The Grey Front called Davit Orsel a traitor on Monday. The Grey Front shelled Davit Orsel's house."],
        [("Davit Orsel", "type", "person"), ("Grey Front", "aliases", [])],
        [],
    ),
    (
        "mission-in",
        [
            "Monitors of the United Nations Relief Group in Tasval arrived on Monday.",
            "UNRGT is led by Ana Brun. A car of UNRGT was robbed.",
        ],
        [("United Nations Relief Group in Tasval", "acronyms", ["UNRGT"])],
        ["UNRGT"],
    ),
    (
        "the-river",
        [
            "Rebels crossed the frozen Zelik on Monday.",
            "Guns fired along the Zelik River. Soldiers reached the Zelik at night.",
        ],
        [("Zelik River", "aliases", ["Zelik"]), ("Zelik River", "type", "feature")],
        ["Zelik"],
    ),
    (
        "called-a-network",
        [
            "The Talvon, a smuggling network, paid a toll on Monday.",
            "Police blamed the Talvon for a murder. Gunmen of the Talvon shot two men.",
        ],
        [("Talvon", "kind", "actor")],
        [],
    ),
    (
        "two-of-a-surname",
        [
            "Rustam Velor and Farid Velor met on Monday. Velor brought a mule.",
            "Rustam Velor left. Farid Velor stayed. Velor was tired.",
        ],
        [("Rustam Velor", "type", "person"), ("Farid Velor", "type", "person")],
        ["Velor"],
    ),
]
