"""The nursery itself: a process that imports everything, and forks a worker whenever the server asks.

It is run with the number of a socket, and what to load. By the socket come orders (`ORDER`): fork a worker,
with the worker's socket beside the order, or kill one. It answers with how each worker ended (`ENDING`). When
the server is gone, the workers are killed. The nursery has one thread and opens nothing, so forking is safe.
"""

from __future__ import annotations

import ctypes
import gc
import os
import select
import signal
import socket
import struct
import sys
from importlib import import_module

# what is to be done, and the number of the worker
ORDER = struct.Struct("<cI")
FORK, KILL = b"f", b"k"
# the number of the worker, and the signal that ended it, 0 where none did
ENDING = struct.Struct("<Ii")

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Fork and kill as the server says, until it is gone."""
    for name in sys.argv[2:]:
        module, _, function = name.partition(":")
        loaded = import_module(module)
        if function:
            getattr(loaded, function)()
    gc.freeze()  # what is there now stays shared between the workers
    Nursery(socket.socket(fileno=int(sys.argv[1]))).run()


class Nursery:
    """The workers that live, by the numbers that the server gave them."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._workers: dict[int, int] = {}  # number by process id

    def run(self) -> None:
        """Follow orders until the server has closed."""
        woken, wakes = socket.socketpair()
        for end in (woken, wakes):
            end.setblocking(False)
        signal.set_wakeup_fd(wakes.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        while self._follow(woken):
            self._bury()
        for process in self._workers:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)

    def _follow(self, woken: socket.socket) -> bool:
        """Wait for an order or the end of a worker; tell whether the server is still there."""
        ready, _, _ = select.select([self._control, woken], [], [])
        if woken in ready:
            woken.recv(4096)
        if self._control not in ready:
            return True
        order, files, _, _ = socket.recv_fds(self._control, ORDER.size, 1)
        if not order:
            return False
        kind, number = ORDER.unpack(order)
        if kind == FORK:
            self._fork(number, files[0])
        else:
            self._kill(number)
        return True

    def _fork(self, number: int, file: int) -> None:
        process = os.fork()
        if not process:
            _become_worker(file)
        self._workers[process] = number
        os.close(file)

    def _kill(self, number: int) -> None:
        """Kill a worker that has not been buried, so that the process is still that one."""
        for process, known in self._workers.items():
            if known == number:
                os.kill(process, signal.SIGKILL)

    def _bury(self) -> None:
        """Tell the server of every worker that has ended."""
        while self._workers:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            self._control.sendall(ENDING.pack(self._workers.pop(process), by))


def _become_worker(file: int) -> None:
    """Keep one socket and nothing else that was open, work, and end at once."""
    from kg.serve.workers.working import work

    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _die_with_the_nursery()
        connection = socket.socket(fileno=os.dup2(file, 3))
        os.closerange(4, os.sysconf("SC_OPEN_MAX"))
        os.dup2(os.open(os.devnull, os.O_RDWR), 2)  # Rust prints a page where memory cannot be had
        work(connection)
        code = 0
    finally:
        os._exit(code)


def _die_with_the_nursery() -> None:
    """Have Linux kill this process when the nursery ends; elsewhere it ends after its job."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
