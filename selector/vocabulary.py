"""The fixed words of the plans file and of the note: columns, values, conditions.

Source: the note *Onderwijsregio's* of March 2023, sections 2 (conditions) and 3 (weighing).
"""

SECTORS = ("po", "vo", "mbo")
COOPERATION = ("lokaal", "regionaal", "bovenregionaal", "landelijk")
ORIGIN = ("bestaand", "nieuw")
ACCENTS = ("werven", "matchen", "begeleiden", "opleiden", "professionaliseren")
MET, UNDER_WAY, MISSING = "voldaan", "werkt_toe", "ontbreekt"
ASSESSMENTS = (MET, UNDER_WAY, MISSING, "nvt")
CONDITIONS = ("a1", "a2", "a3", "b1", "b2", "b3", "b4", "c1", "c2", "d1", "d2", "m1", "o1", "o2")
CONTEXTS = ("stedelijk", "niet-stedelijk", "krimp")
DOMINANCE = ("krimp", "niet-stedelijk", "stedelijk")  # order in which ties of context are broken
SECTOR_TYPES = ("bovensectoraal", "sectoraal")
VERDICTS = ("voldoet", "voorlopig", "voldoet_niet")
AMBITIONS = ("1", "2", "3", "4", "5")
NATIONAL = "landelijk"
NOT_APPLICABLE = "nvt"
SHARES = ("aandeel_besturen", "aandeel_opleidingen")
YES, NO = "ja", "nee"
LIST_SEPARATOR = "|"
