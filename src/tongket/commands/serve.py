"""`tongket serve`: the desk, a web application over one ledger."""

from __future__ import annotations

import errno
import socket
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from tongket.commands.options import Gazetteer, Indicators, LedgerPlace, catalogue_of, ledger_errors, place_of, stop

_PORTS = 65535


def serve(
    ledger: LedgerPlace = None,
    port: Annotated[int, typer.Option(min=1, max=_PORTS, help="Where it listens.")] = 8000,
    host: Annotated[str, typer.Option(help="Address that it listens at; other machines reach 0.0.0.0.")] = "127.0.0.1",
    public: Annotated[
        bool, typer.Option("--public", help="Read-only, to the world: without what was handed over, flags confirmed.")
    ] = False,
    users: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Who may log in (tongket users add); else one person, no login.")
    ] = None,
    host_name: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A name that readers reach it by; may be repeated.")
    ] = None,
    https: Annotated[bool, typer.Option("--https", help="Readers come over https, through a proxy in front.")] = False,
    gazetteer: Gazetteer = None,
    indicators: Indicators = None,
) -> None:
    """Open the desk: browse, search, compare and check the ledger in a browser."""
    import uvicorn

    from tongket.ledger.errors import NoLedgerError
    from tongket.ledger.store import is_local
    from tongket.web.app import create_app
    from tongket.web.security.users_file import UsersError
    from tongket.web.settings import Settings

    if not public and users is None and host not in ("127.0.0.1", "::1", "localhost"):
        stop("other machines could change this ledger: --users FILE asks for a login, --public only shows it", status=2)
    place = place_of(ledger)
    with ledger_errors(), _listening(host, port) as listening:
        catalogue_of(indicators)  # tells what is wrong with it, in a line
        typer.echo(f"Taking in {place} …", err=True)
        if not is_local(place):
            typer.echo("It lies on s3:// and is only shown: decisions are taken at a ledger on a disk.", err=True)
        settings = Settings(
            place,
            public,
            users,
            hosts=tuple(host_name or ()),
            gazetteer=tuple(gazetteer or ()),
            indicators=tuple(indicators or ()),
            secure=https,
            host=host,
        )
        try:
            app = create_app(settings)
        except UsersError as error:
            stop(f"--users: {error}", status=2)
        except ValueError as error:  # what contradicts itself
            stop(str(error), status=2)
        except NoLedgerError:
            stop(f"there is no ledger at {place}; one is made by: tongket add FOLDER --ledger {place}")
        typer.echo(f"The desk is open at {_address(host, port)} (Ctrl-C closes it)")
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, access_log=False))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """A socket that is ours before anything else is done; ends the command with one line where it can't be had."""
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        # Else the body of an answer waits, some 40 ms, until the reader's machine has confirmed its head: asyncio does
        # this only for sockets that it opened itself.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            stop(f"port {port} is taken, perhaps by another desk: choose another one, as in --port {port % _PORTS + 1}")
        stop(f"can't listen at {host}, port {port}: {str(error.strerror).partition(' (')[0]}")


def _address(host: str, port: int) -> str:
    name = "localhost" if host == "127.0.0.1" else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"
