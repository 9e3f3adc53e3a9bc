"""`selector collect`: many filled forms as one plans file."""

from pathlib import Path

from selector.commands.base import LANG, OPTIMAL, REGIONS, guarded, tell
from selector.commands.called import called, quoted
from selector.commands.reading import facts_of
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, argument, command, option, refuse
from selector.texts import load_texts


@command(help="help.collect")
@argument("folder")
@option("--out", type=Place(), default="aanvragen.xlsx", metavar="FILE.xlsx", show_default=True,
        help="help.collect_out")  # fmt: skip
@REGIONS
@LANG
@guarded
def collect(folder: str, out: str, regions: str | None, lang: str) -> int:
    """Read every form in a folder, and write one form with all plans."""
    from selector.intake import collected, parse_plans
    from selector.publish.folder import write_file
    from selector.publish.forms.table import check_form, table_form

    faults, found = Faults(), None
    facts = facts_of(regions, faults)
    with faults.trying():
        if out is not None:
            check_form(Path(out))
    with faults.trying():
        if folder is not None and facts is not None:
            found = collected.collect(Path(folder), facts, Path(out) if out else None)
    faults.add(found.faults if found else ())
    if faults.found:
        refuse(faults.found, lang, notes=found.notes if found else ())
    assert found is not None
    assert facts is not None
    data = table_form(lang, [row.cells for row in found.rows], facts)
    plans = parse_plans(Path(out).name, data, facts)  # what is written can be read
    tell((*found.notes, *(n for n in plans.notes if n.code == "one_sided")), lang)
    write_file(Path(out), data)
    texts = load_texts(lang)
    one = found.files == 1
    files = texts("collect.files_one" if one else "collect.files_more", count=found.files)
    told = {"plans": len(plans), "files": files, "file": out}
    say(texts("collect.written", **told, selector=called(), argument=quoted(out)))
    return OPTIMAL
