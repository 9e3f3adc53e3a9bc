"""The columns of all tables: CSV files, sheets and layers.

The names are Dutch in every language, as those of the plans file. One word means one thing:
`oordeel` is about the conditions, `gevolg` is what a rule of competition does.
"""

from selector.dictionary.field import Field, Table
from selector.vocabulary import (
    ACCENTS,
    ASSESSMENTS,
    CONDITIONS,
    CONTEXTS,
    COOPERATION,
    ORIGIN,
    SECTORS,
    VERDICTS,
)

RULES = ("overlap", "shared_party", "neighbours")
EFFECTS = ("forbid", "penalise", "report", "free")
IN_OPTIMAL = ("all", "some", "none")

PLANS = Table("plans", (
    Field("plan_id", "plan_id", "id", "input"),
    Field("naam", "naam", "text", "input"),
    Field("verdict", "oordeel", "code", "conditions", values=VERDICTS),
    Field("selected", "gekozen", "yes_no", "choice"),
    Field("in_optimal", "in_beste_selecties", "code", "choice", values=IN_OPTIMAL),
    Field("context", "context", "code", "regions", values=CONTEXTS),
    Field("inwoners", "inwoners", "whole", "regions", "people"),
    Field("reasons", "redenen", "text", "conditions"),
    Field("findings", "bevindingen", "text", "regions"),
    Field("antwoord", "antwoord", "text", "answers"),
))  # fmt: skip

GIVEN = Table("given", (
    Field("ingediend_op", "ingediend_op", "moment", "input"),
    Field("sectoren", "sectoren", "list", "input", values=SECTORS),
    Field("gemeenten", "gemeenten", "list", "input"),
    Field("samenwerking", "samenwerking", "code", "input", values=COOPERATION),
    Field("herkomst", "herkomst", "code", "input", values=ORIGIN),
    Field("uitdagingen", "uitdagingen", "list", "input"),
    Field("accenten", "accenten", "list", "input", values=ACCENTS),
    Field("governance", "governance", "list", "input"),
    Field("ambitie", "ambitie", "whole", "input"),
    Field("besturen", "besturen", "list", "input"),
    Field("opleidingen", "opleidingen", "list", "input"),
    Field("aandeel_besturen", "aandeel_besturen", "share", "input", "share", ("nvt",)),
    Field("aandeel_opleidingen", "aandeel_opleidingen", "share", "input", "share", ("nvt",)),
    Field("afstemming", "afstemming", "list", "input"),
    *(Field(code, code, "code", "input", values=ASSESSMENTS) for code in CONDITIONS),
))  # fmt: skip

PAIRS = Table("pairs", (
    Field("plan_a", "plan_a", "id", "input"),
    Field("plan_b", "plan_b", "id", "input"),
    Field("rule", "regel", "code", "pairs", values=RULES),
    Field("verdict", "gevolg", "code", "pairs", values=EFFECTS),
    Field("weight", "gewicht", "whole", "pairs"),
    Field("lifted", "opgeheven_door", "list", "pairs"),
    Field("shared_sectors", "aantal_sectoren", "whole", "pairs"),
    Field("shared_cells", "aantal_cellen", "whole", "pairs", "cells"),
    Field("shared_population", "gedeelde_inwoners", "whole", "regions", "people"),
    Field("shared_municipalities", "aantal_gemeenten", "whole", "pairs"),
    Field("shared_boards", "aantal_besturen", "whole", "pairs"),
    Field("shared_institutes", "aantal_opleidingen", "whole", "pairs"),
    Field("shared_area_km2", "gedeelde_km2", "number", "regions", "km2"),
    Field("adjacent", "aangrenzend", "yes_no", "regions"),
    Field("same_labour_market_region", "zelfde_arbeidsmarktregio", "yes_no", "regions"),
    Field("agreement", "afgestemd", "yes_no", "input"),
    Field("border_km", "grens_km", "number", "regions", "km"),
    Field("distance_km", "afstand_km", "number", "regions", "km"),
    Field("sectors", "gedeelde_sectoren", "list", "input", values=SECTORS),
    Field("municipalities", "gedeelde_gemeenten", "list", "regions"),
    Field("boards", "gedeelde_besturen", "list", "input"),
    Field("institutes", "gedeelde_opleidingen", "list", "input"),
    Field("labour_market_regions", "gedeelde_arbeidsmarktregios", "list", "regions"),
))  # fmt: skip

SPOTS = Table("spots", (
    Field("code", "code", "id", "regions"),
    Field("sector", "sector", "code", "regions", values=SECTORS),
    Field("gemeente", "gemeente", "text", "regions"),
    Field("provincie", "provincie", "text", "regions"),
    Field("landsdeel", "landsdeel", "text", "regions"),
    Field("context", "context", "code", "regions", values=CONTEXTS),
    Field("inwoners", "inwoners", "whole", "regions", "people"),
    Field("toestand", "toestand", "text", "choice"),
    Field("aanvragen", "aanvragen", "list", "choice"),
))  # fmt: skip

TOWNS = Table("towns", (
    Field("code", "code", "id", "regions"),
    Field("gemeente", "gemeente", "text", "regions"),
    Field("inwoners", "inwoners", "whole", "regions", "people"),
    Field("gekozen_aanvragen", "gekozen_aanvragen", "list", "choice"),
))  # fmt: skip

TABLES = (PLANS, GIVEN, PAIRS, SPOTS, TOWNS)
