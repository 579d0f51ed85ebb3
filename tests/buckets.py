"""Buckets of S3 on this machine, by moto; ledgers copied into them."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tongket.ledger.schema import TABLES

BUCKET = "ledgers"


@contextmanager
def served_bucket() -> Iterator[str]:
    """The address of a bucket on a local server, which the environment tells of as it does of any. Skips the test where
    moto is not installed."""
    pytest.importorskip("moto.server", reason="moto is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
    }
    # In a process of its own: deltalake holds the interpreter while it waits for an answer.
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with pytest.MonkeyPatch.context() as environment:
        for name, value in told.items():
            environment.setenv(name, value)
        try:
            _wait_for(port)
            _client().create_bucket(Bucket=BUCKET)
            yield f"s3://{BUCKET}"
        finally:
            server.terminate()
            server.wait()


def publish(ledger: Path, name: str) -> None:
    """Put the tables of a local ledger under `name` in the bucket, in the place of what was there."""
    client = _client()
    for old in client.list_objects_v2(Bucket=BUCKET, Prefix=f"{name}/").get("Contents", ()):
        client.delete_object(Bucket=BUCKET, Key=old["Key"])
    for table in TABLES:
        for file in (ledger / table).rglob("*"):
            if file.is_file():
                client.upload_file(str(file), BUCKET, f"{name}/{file.relative_to(ledger)}")


def _client() -> Any:
    import boto3

    return boto3.client("s3")  # where it is, the environment tells


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            return
