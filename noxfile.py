"""What takes environments of its own: every Python, the lowest versions, and no network.

`nox` tries each Python that is there; `nox -l` lists what else there is.
"""

import nox

nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = False
nox.options.sessions = ["tests"]
PYTHONS = ("3.11", "3.12", "3.13")
# Readers, polygons, both solvers, every file of a result, and its recount.
CORE = ("tests/test_cli.py", "tests/test_csv_rows.py", "tests/test_polygons.py",
        "tests/test_rules.py", "tests/test_dossier.py", "tests/test_brute_force.py",
        "tests/test_handbook.py", "tests/test_windows_like.py")  # fmt: skip


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests that are named, or a part of every kind; `-- --deep tests` is all of them."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", "-q", *(session.posargs or CORE))


@nox.session(python=PYTHONS[0])
def lowest(session: nox.Session) -> None:
    """Try the lowest versions allowed; `-- --all`: all tests, `-- --docs`: the handbook."""
    session.run("bash", ".ci/lowest", *session.posargs, external=True,
                env={"PYTHON": str(session.bin) + "/python"})  # fmt: skip


@nox.session(python=PYTHONS)
def offline(session: nox.Session) -> None:
    """Build wheel and sdist, and install each in an environment that may ask nobody anything."""
    session.install("build", "hatchling")
    session.run("bash", ".ci/offline", external=True, env={"PYTHON": str(session.bin) + "/python"})


@nox.session(python=PYTHONS[0])
def docs(session: nox.Session) -> None:
    """Build the documentation into `UIT` or the folder that is named."""
    session.install("-e", ".[docs]")
    session.run("python", "-m", "docs.handbook", *(session.posargs or ("UIT",)))
