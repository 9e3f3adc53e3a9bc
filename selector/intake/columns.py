"""The columns of a plans file by the contract."""

from dataclasses import dataclass

from selector.vocabulary import ACCENTS, ASSESSMENTS, CONDITIONS, COOPERATION, ORIGIN, SECTORS


@dataclass(frozen=True)
class Column:
    """A column of the contract: is it required, is it a list, which words may stand in it."""

    name: str
    required: bool = False
    is_list: bool = False
    known: tuple[str, ...] = ()


COLUMNS = (
    Column("plan_id", required=True),
    Column("naam", required=True),
    Column("ingediend_op"),
    Column("sectoren", required=True, is_list=True, known=SECTORS),
    Column("gemeenten", is_list=True),
    Column("samenwerking", required=True, known=COOPERATION),
    Column("herkomst", required=True, known=ORIGIN),
    Column("uitdagingen", is_list=True),
    Column("accenten", is_list=True, known=ACCENTS),
    Column("governance", is_list=True),
    Column("ambitie"),
    Column("besturen", is_list=True),
    Column("opleidingen", is_list=True),
    Column("aandeel_besturen"),
    Column("aandeel_opleidingen"),
    Column("afstemming", is_list=True),
    *(Column(code, known=ASSESSMENTS) for code in CONDITIONS),
)
BY_NAME = {column.name: column for column in COLUMNS}
