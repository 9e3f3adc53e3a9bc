"""Telling somebody how the job ended: a command or a webhook of the user's, and a letter.

Whatever goes wrong here is told in the log and never makes the job fail.
"""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from selector.batch.config import Config
from selector.batch.log import Log

PATIENCE = 60.0  # seconds for a command
ANSWER = 10.0  # seconds for a webhook to answer
TRIES = 3
TOKEN = "SELECTOR_WEBHOOK_TOKEN"  # of the environment: what a webhook wants to see


def tell(config: Config, ending: Mapping[str, Any], log: Log) -> None:
    """Run the user's command and call the user's webhook."""
    good = ending["exit"] == 0
    if command := config.table.on_success if good else config.table.on_failure:
        _run(config, command, ending, log)
    if config.table.webhook is not None:
        _call(_address(config.table.webhook), ending, log)


def _run(config: Config, command: Sequence[str], ending: Mapping[str, Any], log: Log) -> None:
    """Run a command without a shell, with what it may want to know in its environment."""
    told = {f"SELECTOR_{name.upper()}": str(value) for name, value in ending.items()}
    try:
        done = subprocess.run(
            list(command), env={**os.environ, **told}, cwd=config.file.parent, timeout=PATIENCE,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            check=False,
        )  # fmt: skip
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        log("batch.log_not_told", "warning", way=Path(command[0]).name, error=type(error).__name__)
        return
    if done.returncode:
        way, code = Path(command[0]).name, f"exit {done.returncode}"
        log("batch.log_not_told", "warning", way=way, error=code)


def _address(webhook: str) -> str:
    """Return the address itself, or what the environment holds under its name (`env:NAME`)."""
    kind, _, name = webhook.partition(":")
    return os.environ.get(name, "") if kind == "env" else webhook


def _call(address: str, ending: Mapping[str, Any], log: Log) -> None:
    """Post what happened as JSON, a few times if need be; nothing of the plans goes along."""
    import urllib3

    headers = {"Content-Type": "application/json"}
    if token := os.environ.get(TOKEN):
        headers["Authorization"] = f"Bearer {token}"
    retry = urllib3.Retry(TRIES - 1, backoff_factor=0.5, status_forcelist=(500, 502, 503, 504),
                          allowed_methods=None, redirect=0)  # fmt: skip
    try:
        with urllib3.PoolManager(timeout=ANSWER, retries=retry) as pool:
            answer = pool.request("POST", address, body=json.dumps(ending), headers=headers)
        said = "" if answer.status < 400 else f"HTTP {answer.status}"
    except (urllib3.exceptions.HTTPError, ValueError, OSError) as error:
        said = type(error).__name__
    if said:
        log("batch.log_not_told", "warning", way="webhook", error=said)
