"""How the program is called here, so that a command that is shown works as pasted."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from shutil import which

NAME = "selector"


def which_script() -> str | None:
    """Return where the program is that its name calls, if any folder of PATH has it."""
    return which(NAME)


def called() -> str:
    """Return the program as one can type it anywhere: its name, or the path by which it is found.

    That is the whole path when no folder of PATH has it, as in a virtual environment.
    """
    given = Path(sys.argv[0])
    if which_script():
        return NAME
    if given.name == "__main__.py" and given.parent.name == NAME:
        return f"{quoted(sys.executable)} -m {NAME}"
    return quoted(given.absolute()) if given.stem == NAME else NAME


def quoted(text: str | Path) -> str:
    """Return a text as one argument of a command line of this system."""
    return subprocess.list2cmdline([str(text)]) if os.name == "nt" else shlex.quote(str(text))


def free(name: str) -> str:
    """Return a name that nothing has in the working directory: `name`, else `name-2` and on."""
    number = 1
    while Path(found := name if number == 1 else f"{name}-{number}").exists():
        number += 1
    return found
