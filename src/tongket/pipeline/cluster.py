"""Work on shards on a Ray cluster; results in the order of the shards.

A task that dies with its node is done again on another (Ray's retries); a shard that kills its worker again and again
is read in halves, as in processes. Ray is an extra: pip install 'tongket[cluster]'. Every node needs this package in
the same version.
"""

from __future__ import annotations

import os
import re
import socket
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from tongket.pipeline.shards import Shard
from tongket.pipeline.work import Settings, ShardResult, read_shard
from tongket.pipeline.workers import Map, read_again

_PLACE = re.compile(r"(?:ray://)?(?P<host>[^:/]+):(?P<port>\d+)")
_PATIENCE = 20
"""Seconds for the cluster to answer."""
_RETRIES = 5
"""Times a task is done again whose worker or node was lost."""
_AHEAD = 2
"""Shards in flight for each core of the cluster: one in work, one waiting."""
_MOST = 1000
"""Shards in flight at most: at 32 MB of documents each the least that the head's memory and disk must hold."""


class ClusterError(Exception):
    """No cluster to work on: the message is one line for the user."""


def on_cluster(address: str) -> Map:
    """Reading on the Ray cluster at `address` ("10.0.0.5:6379", "auto"). Raises ClusterError where Ray is missing."""
    _ray()
    return lambda shards, settings: read_on_cluster(shards, settings, address)


def read_on_cluster(shards: Iterable[Shard], settings: Settings, address: str) -> Iterator[ShardResult]:
    """Read on the cluster at `address`. Raises ClusterError where it can't be reached."""
    ray = _ray()
    died = (ray.exceptions.WorkerCrashedError, ray.exceptions.NodeDiedError, ray.exceptions.OutOfMemoryError)
    _join(ray, address)
    task = ray.remote(read_shard).options(num_cpus=1, max_retries=_RETRIES)
    shared = ray.put(settings)
    waiting: deque[tuple[Shard, Any]] = deque()

    def result() -> ShardResult:
        shard, reference = waiting.popleft()
        try:
            found: ShardResult = ray.get(reference)
        except died:
            found = read_again(shard, settings, lambda part: ray.get(task.remote(part, shared)), *died)
        return found

    try:
        for shard in shards:
            waiting.append((shard, task.remote(shard, shared)))
            if len(waiting) >= min(_MOST, _AHEAD * _cores(ray)):
                yield result()
        while waiting:
            yield result()
    finally:
        ray.shutdown()


def _ray() -> Any:
    """Ray, told not to report to its makers that it is used."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray
    except ImportError:
        raise ClusterError("Ray is not installed: pip install 'tongket[cluster]'") from None
    return ray


def _join(ray: Any, address: str) -> None:
    try:
        if place := _PLACE.fullmatch(address):  # Ray itself would try for five minutes
            socket.create_connection((place["host"], int(place["port"])), _PATIENCE).close()
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except (OSError, RuntimeError, ValueError) as error:
        raise ClusterError(f"no Ray cluster at {address}: {' '.join(str(error).split())}") from None


def _cores(ray: Any) -> int:
    """Cores of the cluster now; it may grow and shrink."""
    return max(1, int(ray.cluster_resources().get("CPU", 1)))
