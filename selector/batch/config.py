"""The config of a job: one TOML file, read, checked and frozen."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError

from selector.batch.backslashes import backslashes
from selector.criteria.base import Table
from selector.door import MEGABYTE, read_whole
from selector.errors import InputError, Message, shorten
from selector.scalars import Deadline
from selector.scenario import Scenario, read_scenario
from selector.scenario.faults import scenario_faults
from selector.scenario.texts import read_toml, unclean

SWEEP = "sweep"  # the folder in which a sweep comes
FOLDERS = ("inbox", "archive", "results")
Place = Annotated[str, Field(min_length=1, max_length=1000)]
Seconds = Annotated[int, Field(strict=True, ge=0, le=86_400)]


class BatchTable(Table):
    """The keys of the config; folders and scenarios are relative to its own folder."""

    inbox: Place = "inbox"
    archive: Place = "archief"
    results: Place = "uitkomsten"
    deadline: Deadline
    settle_seconds: Seconds = 60
    scenarios: Annotated[tuple[Place, ...], Field(min_length=1, max_length=50)]
    certify: bool = True
    dossier: bool = True
    strict: bool = False
    time_limit: Annotated[int, Field(strict=True, ge=1)] | None = None
    regions: Place | None = None
    lang: Literal["nl", "en"] = "nl"
    sweep: Place | None = None
    on_success: tuple[Place, ...] = ()
    on_failure: tuple[Place, ...] = ()
    webhook: Place | None = None
    keep_days: Annotated[int, Field(strict=True, ge=1, le=36_500)] = 365
    private_columns: tuple[Place, ...] = ()
    withdrawn: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Config:
    """A config with its folders found and its scenarios read.

    `sha256` is that of the file.
    """

    file: Path
    table: BatchTable
    scenarios: tuple[Scenario, ...]
    sha256: str

    @property
    def inbox(self) -> Path:
        """Return the folder in which files are handed in."""
        return self._folder(self.table.inbox)

    @property
    def archive(self) -> Path:
        """Return the folder in which everything received is kept."""
        return self._folder(self.table.archive)

    @property
    def results(self) -> Path:
        """Return the folder of the runs."""
        return self._folder(self.table.results)

    @property
    def deadline(self) -> datetime:
        """Return the last moment to hand in."""
        return self.table.deadline

    @property
    def regions(self) -> str | None:
        """Return where the facts about municipalities are, when not the bundled ones."""
        return None if self.table.regions is None else str(self._folder(self.table.regions))

    @property
    def vary(self) -> Path | None:
        """Return the file that says what a sweep varies, if one is asked for."""
        return None if self.table.sweep is None else self._folder(self.table.sweep)

    @property
    def private(self) -> frozenset[str]:
        """Return the columns that no output may hold, as headers are compared."""
        return frozenset(name.strip().casefold() for name in self.table.private_columns)

    def _folder(self, name: str) -> Path:
        return self.file.parent / name


def read_config(path: Path) -> Config:
    """Read a config and all that it names; raises `InputError` with every fault at once."""
    data = read_whole(path, MEGABYTE)
    if faults := backslashes(path.name, data.decode("utf-8-sig", "replace")):
        raise InputError(faults)
    tables = read_toml(path.name, data)
    if faults := unclean(tables, path.name):
        raise InputError(faults)
    try:
        table = BatchTable.model_validate(tables)
    except ValidationError as error:
        raise InputError(scenario_faults(error, BatchTable, path.name)) from None
    scenarios, faults = _scenarios(path, table)
    config = Config(path.absolute(), table, scenarios, sha256(data).hexdigest())
    faults += [*_folders(config), *_webhook(config), *_vary(config)]
    if faults:
        raise InputError(faults)
    return config


def _scenarios(path: Path, table: BatchTable) -> tuple[tuple[Scenario, ...], list[Message]]:
    """Read the scenarios, by name or as files beside the config."""
    found, faults = list[Scenario](), list[Message]()
    for name in table.scenarios:
        beside = path.parent / name
        try:
            scenario, told = read_scenario(beside if beside.is_file() else name)
            found.append(scenario)
            faults += told
        except InputError as error:
            faults += error.faults
    names = [*map(folder_of, found), *([SWEEP] if table.sweep is not None else [])]
    doubles = [n for n, count in Counter(names).items() if count > 1]
    faults += [Message("batch_double", path.name, place="scenarios", value=n) for n in doubles]
    return tuple(found), faults


def folder_of(scenario: Scenario) -> str:
    """Return the name of the folder in which the result of a scenario comes."""
    return Path(scenario.source.file).stem


def _folders(config: Config) -> list[Message]:
    """Find folders that are not there, and those that lie in each other."""
    faults, places = list[Message](), {n: getattr(config, n).resolve() for n in FOLDERS}
    for name, place in places.items():
        missing = not place.is_dir() if name == "inbox" else not place.parent.is_dir()
        if missing or (place.exists() and not place.is_dir()):
            faults.append(_fault(config, "batch_no_folder", name, str(getattr(config, name))))
        for other, there in places.items():
            if other > name and (
                place == there or place in there.parents or there in place.parents
            ):
                faults.append(_fault(config, "batch_folders", name, getattr(config.table, other)))
    return faults


def _vary(config: Config) -> list[Message]:
    """Find what keeps the file with variations from being read."""
    try:
        if config.vary is not None:
            read_toml(config.vary.name, read_whole(config.vary, MEGABYTE))
    except InputError as error:
        return list(error.faults)
    return []


def _webhook(config: Config) -> list[Message]:
    """Find an address that is none, or that holds a secret."""
    if config.table.webhook is None or config.table.webhook.startswith("env:"):
        return []
    parts = urlsplit(config.table.webhook)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return [_fault(config, "batch_webhook", "webhook", config.table.webhook)]
    if parts.username or parts.password:
        return [_fault(config, "batch_webhook_secret", "webhook", f"{parts.scheme}://…")]
    return []


def _fault(config: Config, code: str, place: str, value: str) -> Message:
    return Message(code, config.file.name, place=place, value=shorten(value))
