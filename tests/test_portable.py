"""What only one kind of system has is used in guarded places alone, and no file by its habits."""

import ast
from collections.abc import Iterator

import pytest
from builders import ROOT
from depth import DEEP

FILES = sorted((ROOT / "selector").rglob("*.py"))
# What Windows does not have, or does something else with.
ONLY_POSIX = """
O_DIRECTORY O_NOFOLLOW O_NONBLOCK O_TMPFILE SIGALRM SIGCHLD SIGHUP SIGKILL SIGPIPE SIGQUIT SIGUSR1
SIGUSR2 alarm chown fchmod fchown fdatasync fork forkpty getegid geteuid getgid getloadavg getpgid
getuid initgroups kill killpg lchown link mkfifo mknod nice openpty pause pipe2 pread pwrite
sched_getaffinity sched_setaffinity setgid setitimer setpgid setsid setuid statvfs sync uname wait
waitpid CDLL AF_UNIX
"""
POSIX_NAMES = set(ONLY_POSIX.split())
OF_MODULES = {"os", "signal", "ctypes", "socket"}
POSIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
# Where it is used all the same: behind a question about the system, or where failing is foreseen.
GUARDED = {
    ("publish/apart.py", "sched_getaffinity"),
    ("publish/lock.py", "fcntl"),
    ("publish/moving.py", "CDLL"),
    ("publish/moving.py", "link"),
    ("sweeps/files.py", "kill"),
    ("sweeps/files.py", "link"),
    ("batch/log.py", "AF_UNIX"),
}
TEXT_CALLS = {"read_text", "write_text"}


def used(tree: ast.AST) -> Iterator[str]:
    """The names of POSIX alone in a file: attributes of some modules, and modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in OF_MODULES and node.attr in POSIX_NAMES:
                yield node.attr
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in POSIX_MODULES)
        elif isinstance(node, ast.ImportFrom):
            yield from ({node.module or ""} & POSIX_MODULES)
            if node.module in OF_MODULES:
                yield from (alias.name for alias in node.names if alias.name in POSIX_NAMES)


def careless(tree: ast.AST) -> Iterator[int]:
    """The lines where a text is read or written in whatever encoding the system has."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or "encoding" in {word.arg for word in node.keywords}:
            continue
        method = isinstance(node.func, ast.Attribute) and node.func.attr in TEXT_CALLS
        if method and ast.unparse(node.func) == "super().write_text":  # a page of help, not a file
            continue
        plain = isinstance(node.func, ast.Name) and node.func.id == "open"
        if method or (plain and "b" not in ast.unparse(node.args[1] if node.args[1:] else node)):
            yield node.lineno


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.AST]:
    folder = ROOT / "selector"
    return {
        path.relative_to(folder).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in FILES
    }


@DEEP
def test_what_only_posix_has_is_used_in_guarded_places_alone(trees: dict[str, ast.AST]) -> None:
    assert {(file, name) for file, tree in trees.items() for name in used(tree)} == GUARDED


def test_every_text_file_is_opened_with_an_encoding(trees: dict[str, ast.AST]) -> None:
    assert [(file, line) for file, tree in trees.items() for line in careless(tree)] == []


def test_a_careless_call_would_be_found() -> None:
    bad = ast.parse('import fcntl\nos.fork()\nPath("a").read_text()\nopen("c", "w")')
    assert sorted(used(bad)) == ["fcntl", "fork"]
    assert list(careless(bad)) == [3, 4]


@pytest.mark.parametrize("folder", ["selector", "data", "models", "docs"])
def test_no_file_has_a_name_that_windows_refuses(folder: str) -> None:
    names = [path.name for path in (ROOT / folder).rglob("*")]
    assert [name for name in names if set(name) & set('<>:"|?*\\') or name[-1] in ". "] == []
