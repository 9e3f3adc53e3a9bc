"""Folders and files that are written at once: what is there already, and what is ours of it."""

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from builders import invoke

from selector.errors import InputError, Message, WriteError
from selector.publish.draft import drafting
from selector.publish.folder import (
    check_new,
    check_out,
    finish_others,
    write_aside,
    write_file,
    write_folder,
)
from selector.publish.ownership import LIST, complete, ours, remove, seal

POSIX = pytest.mark.skipif(os.name == "nt", reason="POSIX only")


def put(folder: Path, text: str = "een") -> None:
    """Fill a folder as a small run would."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "summary.txt").write_text(text, encoding="utf-8")
    (folder / "invoer" / "diep").mkdir(parents=True)
    (folder / "invoer" / "diep" / "plannen.csv").write_text(f"plan;{text}", encoding="utf-8")


def put_two(folder: Path) -> None:
    put(folder, "twee")


def contents(folder: Path) -> dict[str, bytes | None]:
    """Everything in a folder, deep inside too: the bytes of a file, nothing of the rest."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def codes(notes: tuple[Message, ...]) -> list[str]:
    return [note.code for note in notes]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A place with a result."""
    return write_folder(put, tmp_path / "uit", force=False).path


# --- The list


def test_the_list_names_every_other_file_as_sha256sum_writes_it(out: Path) -> None:
    head, *lines = (out / LIST).read_text(encoding="ascii").splitlines()
    assert head.startswith("#")
    assert "selector" in head
    files = ["invoer/diep/plannen.csv", "summary.txt"]
    assert lines == [f"{sha256((out / f).read_bytes()).hexdigest()}  {f}" for f in files]


@POSIX
@pytest.mark.parametrize("name", ["a\nb", "a\\b", "a\\nb", " a  b ", "é", "#a", "a\rb"])
def test_sha256sum_itself_agrees_with_the_list_whatever_the_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    seal(tmp_path)
    found = subprocess.run(
        ["sha256sum", "--strict", "-c", LIST], cwd=tmp_path, capture_output=True, check=False
    )
    assert found.returncode == 0, found
    assert ours(tmp_path)
    assert complete(tmp_path)


@POSIX
def test_a_name_that_is_no_text_is_listed_too(tmp_path: Path) -> None:
    Path(os.fsdecode(bytes(tmp_path) + b"/\xff\xfe")).write_text("x")
    seal(tmp_path)
    assert complete(tmp_path)


# --- Ours, or not


def link(path: Path) -> None:
    path.symlink_to(Path(__file__))


def link_to_folder(path: Path) -> None:
    path.symlink_to(Path(__file__).parent)


def change_list(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda out: (out / LIST).write_bytes(change((out / LIST).read_bytes()))


def file_for_folder(out: Path) -> None:
    (out / "invoer" / "diep" / "plannen.csv").unlink()
    (out / "invoer" / "diep").rmdir()
    (out / "invoer" / "diep").write_text("geen map")


def folder_for_list(out: Path) -> None:
    (out / LIST).unlink()
    (out / LIST).mkdir()


def pipe_for_file(out: Path) -> None:
    (out / "summary.txt").unlink()
    os.mkfifo(out / "summary.txt")


def link_for(name: str) -> Callable[[Path], None]:
    def spoil(out: Path) -> None:
        (out / name).rename(out.parent / "elders")
        (out / name).symlink_to(out.parent / "elders")

    return spoil


SPOILERS: dict[str, Callable[[Path], object]] = {
    "a file of the user": lambda out: (out / "notitie.docx").write_text("werk"),
    "one deep inside": lambda out: (out / "invoer" / "diep" / "brief.txt").write_text("werk"),
    "an empty folder": lambda out: (out / "invoer" / "leeg").mkdir(),
    "a folder with a file": lambda out: put(out / "invoer"),
    "a file changed by hand": lambda out: (out / "summary.txt").write_text("mijn woorden"),
    "a link": lambda out: (out / "verwijzing").symlink_to(__file__),
    "a link deep inside": lambda out: (out / "invoer" / "map").symlink_to(Path(__file__).parent),
    "a broken link": lambda out: (out / "kapot").symlink_to("nergens"),
    "a pipe": lambda out: os.mkfifo(out / "buis"),
    "a pipe for a file": pipe_for_file,
    "a link for a file": link_for("summary.txt"),
    "a link for a folder": link_for("invoer"),
    "a link for the list": link_for(LIST),
    "a folder for the list": folder_for_list,
    "a file for a folder": file_for_folder,
    "no list": lambda out: (out / LIST).unlink(),
    "an empty list": change_list(lambda _: b""),
    "a list of others": change_list(lambda data: data.split(b"\n", 1)[1]),
    "half a list": change_list(lambda data: data[:-1]),
    "a list with a bad line": change_list(lambda data: data + b"x\n"),
}


@POSIX
@pytest.mark.parametrize("spoil", SPOILERS.values(), ids=list(SPOILERS))
def test_a_folder_with_anything_that_is_not_ours_is_kept_whole(
    out: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(out)
    before = contents(out)
    written = write_folder(put_two, out, force=True)
    assert codes(written.notes) == ["kept_aside"]
    kept = out.parent / "uit.bewaard-1"
    assert str(written.notes[0].value) == kept.name
    assert contents(kept) == before
    assert (out / "summary.txt").read_text(encoding="utf-8") == "twee"
    assert [name for name in names(out.parent) if name.startswith(".")] == []


def test_a_folder_that_is_all_ours_is_removed_and_nothing_told(out: Path) -> None:
    (out / "summary.txt").unlink()  # what the user removed is no loss to him
    assert write_folder(put_two, out, force=True).notes == ()
    assert names(out.parent) == ["uit"]
    assert complete(out)
    assert (out / "summary.txt").read_text(encoding="utf-8") == "twee"


def test_a_result_within_a_result_is_not_ours(out: Path) -> None:
    write_folder(put, out / "kopie", force=False)
    assert not ours(out)
    assert ours(out / "kopie")


def test_what_comes_in_while_a_folder_is_removed_stays(out: Path) -> None:
    (out / "invoer" / "brief.txt").write_text("werk")
    (out / "summary.txt").write_text("mijn woorden")
    assert not remove(out)
    assert set(contents(out)) == {LIST, "invoer", "invoer/brief.txt", "summary.txt"}


def test_a_hidden_folder_of_the_user_that_looks_like_a_draft_stays(tmp_path: Path) -> None:
    for number, files in enumerate(([], ["nieuw"], ["slot"], ["slot", "nieuw", "eigen"])):
        mine = tmp_path / f".uit-abcdefg{number}"
        mine.mkdir()
        for name in files:
            (mine / name).write_text("van mij")
    before = contents(tmp_path)
    assert finish_others(tmp_path / "uit") == ()
    assert contents(tmp_path) == before


# --- In one step


def test_a_folder_that_appears_in_the_meantime_stays_and_the_new_one_beside_it(
    tmp_path: Path,
) -> None:
    out = tmp_path / "uit"
    for number, appears in enumerate((lambda: out.mkdir(), lambda: put(out)), start=1):

        def fill(folder: Path, appears: Callable[[], object] = appears) -> None:
            put_two(folder)
            appears()

        with pytest.raises(WriteError) as refused:
            write_folder(fill, out, force=False)
        assert refused.value.taken
        assert [fault.code for fault in refused.value.faults] == ["out_taken", "result_aside"]
        kept = tmp_path / f"uit.geweigerd-{number}"
        assert str(kept) in str(refused.value)
        assert complete(kept)
        assert contents(out) == ({} if number == 1 else contents(out))
    assert (out / "summary.txt").read_text(encoding="utf-8") == "een"
    assert names(tmp_path) == ["uit", "uit.geweigerd-1", "uit.geweigerd-2"]


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_file_that_appears_in_the_meantime_stays_even_with_force(
    tmp_path: Path, force: bool, kind: str
) -> None:
    out = tmp_path / "uit"

    def fill(folder: Path) -> None:
        put(folder)
        out.write_text("van mij") if kind == "file" else out.symlink_to(tmp_path)

    with pytest.raises(WriteError):
        write_folder(fill, out, force)
    assert out.is_symlink() if kind == "link" else out.read_text() == "van mij"
    assert complete(tmp_path / "uit.geweigerd-1")


def test_a_file_is_written_once_and_what_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "uit.json"
    check_new(path)
    write_file(path, b"een")
    with pytest.raises(InputError):
        check_new(path)
    with pytest.raises(WriteError) as refused:
        write_file(path, b"twee")
    assert refused.value.taken
    assert contents(tmp_path) == {"uit.json": b"een", "uit.json.geweigerd-1": b"twee"}


def test_where_the_system_cannot_refuse_by_itself_nothing_is_replaced_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("selector.publish.moving._renamed_on_linux", lambda *_: False)
    path, out = tmp_path / "uit.json", tmp_path / "uit"
    for text in (b"een", b"twee"):
        try:
            write_file(path, text)
        except WriteError as error:
            assert error.taken  # noqa: PT017
    for fill in (put, put_two):
        try:
            write_folder(fill, out, force=False)
        except WriteError as error:
            assert error.taken  # noqa: PT017
    assert path.read_bytes() == b"een"
    assert (tmp_path / "uit.json.geweigerd-1").read_bytes() == b"twee"
    assert (out / "summary.txt").read_text(encoding="utf-8") == "een"
    assert complete(tmp_path / "uit.geweigerd-1")
    assert write_folder(put_two, out, force=True).notes == ()
    assert (out / "summary.txt").read_text(encoding="utf-8") == "twee"


def test_a_folder_beside_another_gets_the_first_free_name(tmp_path: Path) -> None:
    found = [write_aside(put, tmp_path / "uit", "apart").name for _ in range(3)]
    assert found == ["uit.apart", "uit.apart-2", "uit.apart-3"]


# --- Rights, and places that cannot be written to


@POSIX
@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077, 0o002])
def test_the_umask_is_respected(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        write_folder(put, tmp_path / "uit", force=False)
        write_file(tmp_path / "uit.json", b"x")
    finally:
        os.umask(before)
    for path in (tmp_path / "uit", tmp_path / "uit" / "invoer"):
        assert path.stat().st_mode & 0o777 == 0o777 & ~mask
    for path in (tmp_path / "uit" / LIST, tmp_path / "uit.json"):
        assert path.stat().st_mode & 0o777 == 0o666 & ~mask


def test_a_parent_that_vanishes_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    parent = tmp_path / "map"
    parent.mkdir()

    def fill(folder: Path) -> None:
        put(folder)
        parent.rename(tmp_path / "weg")

    with pytest.raises(WriteError) as refused:
        write_folder(fill, parent / "uit", force=False)
    assert not refused.value.taken
    assert not parent.exists()


@contextmanager
def small_disk(place: Path, size: int, *options: str) -> Iterator[Path]:
    """Mount a disk of so many KiB in memory; skips where that is not allowed."""
    place.mkdir()
    words = ",".join((f"size={size}k", *options))
    mount = ["mount", "-t", "tmpfs", "-o", words, "tmpfs", str(place)]
    if os.name == "nt" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("size", [4, 8, 100, 500])
def test_a_full_disk_is_told_and_nothing_is_left(tmp_path: Path, size: int) -> None:
    with small_disk(tmp_path / "schijf", size) as disk:
        with pytest.raises((InputError, WriteError)) as refused:
            write_folder(lambda folder: put(folder, "x" * 600_000), disk / "uit", force=False)
        assert "de schijf is vol" in str(refused.value)
        assert names(disk) == []
        with pytest.raises((InputError, WriteError)):
            write_file(disk / "uit.json", b"x" * 600_000)
        assert names(disk) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_takes_what_it_cannot_hold_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def full(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(WriteError) as refused:
        write_folder(put, tmp_path / "uit", force=False)
    assert ("de schijf is vol" in str(refused.value)) is (code == errno.ENOSPC)
    assert names(tmp_path) == []


def test_a_disk_without_right_to_write_is_refused_before_any_work(tmp_path: Path) -> None:
    with small_disk(tmp_path / "schijf", 100, "ro") as disk:
        with pytest.raises(InputError):
            check_out(disk / "uit", force=True)
        with pytest.raises(InputError):
            check_new(disk / "uit.json")


def test_a_full_disk_ends_a_run_with_one_sentence(tmp_path: Path) -> None:
    with small_disk(tmp_path / "schijf", 300) as disk:
        found = invoke("run", "--no-answers", "--no-dossier", "--no-swaps", "--out", disk / "uit")
        assert (found.exit_code, names(disk)) == (1, [])
    assert found.stderr.splitlines()[-1].endswith("de schijf is vol. Er is niets achtergebleven.")
    assert found.stdout == ""


def test_a_place_that_no_system_allows_is_refused(tmp_path: Path) -> None:
    for name in ("x" * 300, "x" * 250):
        with pytest.raises(InputError):
            check_out(tmp_path / name, force=False)


def test_a_draft_that_is_used_leaves_nothing(tmp_path: Path) -> None:
    with drafting(tmp_path / "uit") as draft:
        draft.new.mkdir()
        put(draft.new)
    assert names(tmp_path) == []
