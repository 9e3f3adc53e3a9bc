"""Working a sweep out on a Dask cluster that is there, with a folder that its workers can write.

What travels is what travels between processes here: the place of the folder and some numbers. The
answers are files; a worker or a scheduler that ends takes none of them along.
"""

from collections.abc import Sequence
from pathlib import Path

from selector.errors import InputError, Message, shorten
from selector.sweeps.setup import Setup
from selector.sweeps.walk import Worker
from selector.sweeps.work import Tell, chunks, work

WAIT = 20.0  # seconds for a cluster to answer


def on_cluster(address: str) -> Worker:
    """Return what works a sweep out on the cluster at an address.

    Raises `InputError` when `dask.distributed` is not installed or the cluster does not answer.
    """
    try:
        from distributed import Client
    except ImportError:
        raise InputError([Message("no_cluster")]) from None
    try:
        client = Client(address, timeout=WAIT, set_as_default=False)
    except (OSError, ValueError) as error:
        params = {"error": shorten(error)}
        raise InputError(
            [Message("cluster_unreachable", value=shorten(address), params=params)]
        ) from None

    def worker(
        setup: Setup, out: Path, limit: float | None, numbers: Sequence[int], tell: Tell
    ) -> tuple[int, ...]:
        from distributed import as_completed

        with client, client.as_current():
            processes = max(1, len(client.scheduler_info()["workers"]))
            parts = list(chunks(numbers, processes))
            futures = [
                client.submit(work, str(out), setup.digest, limit, part, pure=False)
                for part in parts
            ]
            at, lost = dict(zip(futures, parts, strict=True)), list[int]()
            for future in as_completed(futures):
                if future.status == "finished":
                    tell(future.result())
                else:  # every worker that began on it ended
                    lost += at[future]
                future.release()
            return tuple(sorted(lost))

    return worker
