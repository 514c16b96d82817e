"""The nursery as the server sees it: a process that is started, asked for workers, and told to kill them."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import kg
from kg.serve.workers.forking import ENDING, FORK, KILL, ORDER

_PROGRAM = "from kg.serve.workers.forking import main; main()"
# seconds that the nursery is given to end by itself
_PATIENCE = 5.0


class Nursery:
    """One process; it is started again where it has ended by itself."""

    def __init__(self, preload: tuple[str, ...]) -> None:
        self._preload = preload
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._endings: dict[int, asyncio.Future[int]] = {}
        self._last = 0
        self._held = bytearray()

    def fork(self, connection: socket.socket) -> int:
        """Have a worker forked for one end of a socket, and give its number."""
        control = self._started()
        self._last += 1
        self._endings[self._last] = asyncio.get_running_loop().create_future()
        socket.send_fds(control, [ORDER.pack(FORK, self._last)], [connection.fileno()])
        return self._last

    def kill(self, number: int) -> None:
        """Have a worker killed, if it still lives."""
        if self._control and number in self._endings:
            self._control.send(ORDER.pack(KILL, number))

    async def ending(self, number: int, seconds: float) -> int:
        """Give the signal that ended a worker; 0 where it ended by itself, or none is known after a while."""
        if not (ending := self._endings.get(number)):
            return 0
        done, _ = await asyncio.wait([ending], timeout=seconds)
        self._endings.pop(number, None)
        return ending.result() if done else 0

    def dismiss(self) -> None:
        """Let the process end, and with it every worker that is left."""
        self._forget()

    def wait(self) -> None:
        """Wait until the process has ended; it is killed where it takes too long."""
        if not (process := self._process):
            return
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._process = None

    def _started(self) -> socket.socket:
        if self._control:
            return self._control
        self.wait()  # the one before has ended, or is about to
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-c", _PROGRAM, str(theirs.fileno()), *self._preload]
        self._process = subprocess.Popen(  # noqa: S603 (our own module)
            command,
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for the server, which then ends this in good order
        )
        theirs.close()
        ours.setblocking(False)
        asyncio.get_running_loop().add_reader(ours.fileno(), self._read)
        self._control = ours
        return ours

    def _read(self) -> None:
        """Take in which workers have ended; nothing at all means that the nursery has."""
        if not self._control:
            return
        try:
            data = self._control.recv(4096)
        except ConnectionError:
            data = b""
        if not data:
            self._forget()
            return
        self._held += data
        while len(self._held) >= ENDING.size:
            number, by = ENDING.unpack_from(self._held)
            del self._held[: ENDING.size]
            self._end(number, by)

    def _end(self, number: int, by: int) -> None:
        ending = self._endings.get(number)
        if ending and not ending.done():
            ending.set_result(by)

    def _forget(self) -> None:
        if self._control:
            asyncio.get_running_loop().remove_reader(self._control.fileno())
            self._control.close()
            self._control = None
        for number in list(self._endings):
            self._end(number, 0)


def _environment() -> dict[str, str]:
    """Let the nursery find this very package, from wherever the server has it."""
    package = str(Path(kg.__file__).parent.parent)
    path = os.pathsep.join(part for part in (package, os.environ.get("PYTHONPATH")) if part)
    return {**os.environ, "PYTHONPATH": path}
