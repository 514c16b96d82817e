"""The `kg serve` command: a build as a site with data, on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kg.serve.limits import Limits
from kg.serve.log import Log
from kg.serve.options import Options, hand_over
from kg.serve.run import address, bound, run
from kg.serve.serving import earlier as gone
from kg.serve.serving import opened
from kg.site.rewriting import site_base
from kg.store import open_build
from kg.workers import cores

messages = Console(stderr=True)

Build = Annotated[Path, typer.Option("--build", help="The folder of a build, or a link to one.")]
Host = Annotated[str, typer.Option(help="The address to listen at; 0.0.0.0 is every one of this machine.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port to listen at; 0: any that is free.")]
Base = Annotated[str, typer.Option(help="Rewrite IRIs to this address of the copy, such as http://…/.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")]
Jobs = Annotated[
    int | None, typer.Option(min=1, help="Killable processes of each, which read the store; else one a core.")
]
Seconds = Annotated[float, typer.Option(min=0.1, help="Seconds that a page or a query may take.")]
Rows = Annotated[int, typer.Option(min=1, help="Rows that an answer may have, beyond which it is cut.")]
Rate = Annotated[float, typer.Option(min=0, help="Queries a second of one client; 0: any number.")]
Memory = Annotated[int, typer.Option(min=256, help="Megabytes that one killable process may have.")]
CacheSize = Annotated[int, typer.Option("--cache", min=0, help="Megabytes of answers that are kept.")]
Clients = Annotated[int, typer.Option(min=1, help="Connections at once, beyond which 503 is answered.")]
Earlier = Annotated[
    list[Path] | None,
    typer.Option(help="The manifest of an earlier release, whose trials are told as gone; may be repeated."),
]
HostNames = Annotated[
    list[str] | None,
    typer.Option(
        "--host-name", help="A name under which agents ask /mcp, besides the host of --base; may be repeated."
    ),
]
LogForm = Annotated[str, typer.Option("--log", help="The access log: json, common or none.")]
Proxy = Annotated[
    bool, typer.Option("--proxy-headers", help="Trust X-Forwarded-* of a proxy on this machine.")
]


def serve_command(
    build_folder: Build = Path("output"),
    host: Host = "127.0.0.1",
    port: Port = 8000,
    base: Base = "",
    workers: Workers = 1,
    jobs: Jobs = None,
    seconds: Seconds = 10.0,
    rows: Rows = 10_000,
    rate: Rate = 20.0,
    memory: Memory = 2048,
    cache: CacheSize = 256,
    clients: Clients = 2000,
    earlier: Earlier = None,
    host_names: HostNames = None,
    log: LogForm = "json",
    proxy_headers: Proxy = False,
) -> int:
    """Serve a build: pages for people, data for programs; a new build in its folder is taken up by itself."""
    options = Options(
        build=str(build_folder),
        base=site_base(base) if base else "",
        jobs=jobs or cores(),
        seconds=seconds,
        memory=memory << 20,
        cache=cache << 20,
        earlier=tuple(str(path) for path in earlier or ()),
        log=log,
        hosts=tuple(host_names or ()),
        limits=Limits(seconds=seconds, rows=rows, rate=rate, burst=max(1, round(5 * rate))),
    )
    release = opened(build_folder)
    open_build(release.folder)  # what is wrong is told before a port is taken
    gone(options.earlier)
    Log(log)
    with bound(host, port) as listener:
        messages.print(
            f"{release.trials:,} trials at {address(listener)}", highlight=False, markup=False, soft_wrap=True
        )
        hand_over(options)
        return run(listener, workers=workers, clients=clients, proxy=proxy_headers)
