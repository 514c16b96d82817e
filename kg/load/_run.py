"""Runs the steps of a plan."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Callable

from kg.errors import LoadError
from kg.load._requests import Http, credentials
from kg.load.steps import PASSWORD, USER, Command, Request, Settle, Step, settle, write

Sent = Callable[[int], None]

# lines of a Rust or Java stack trace, which would push the reason out of what is shown
_TRACE = re.compile(r"(Stack backtrace:|\d+: |at |\.\.\. \d+ more)")


def run(step: Step, http: Http, sent: Sent) -> None:
    """Run one step; `sent` hears the triples that it brings. A `LoadError` says what failed."""
    match step:
        case Request():
            _request(step, http, sent)
        case Command():
            _command(step)
            sent(step.triples)
        case Settle():
            settle(step)
        case _:
            write(step)


def _request(step: Request, http: Http, sent: Sent) -> None:
    streamed = not isinstance(step.body, str)
    http.send(step, sent if streamed else lambda _: None)
    if not streamed:
        sent(step.triples)


def _command(step: Command) -> None:
    words, secret = _filled(step)
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        try:
            done = subprocess.run(
                words, input=step.text, text=True, stdout=output, stderr=output, check=False
            )
        except FileNotFoundError as error:
            raise LoadError(
                f"{step.title}: there is no program {step.words[0]!r}; install it,"
                " or say with --tool how it is called"
            ) from error
        except OSError as error:
            raise LoadError(f"{step.title}: {step.words[0]} cannot be run: {error}") from error
        output.seek(0)
        said = [line.strip() for line in output if line.strip() and not _TRACE.match(line.strip())]
    wrong = [line for line in said if any(failure in line for failure in step.failures)]
    if done.returncode or wrong:
        why = " ".join(wrong or said[-5:]).replace(secret or "\0", PASSWORD)[-600:]
        raise LoadError(
            f"{step.title}: {step.words[0]} failed (code {done.returncode}): {why or 'nothing said'}"
        )


def _filled(step: Command) -> tuple[tuple[str, ...], str]:
    """Put user and password into the words; return the password too, to keep it out of messages."""
    if not step.login:
        return step.words, ""
    found = credentials(step.login)
    if found is None:
        raise LoadError(f"{step.title}: {step.words[0]} needs TRIALKG_USER and TRIALKG_PASSWORD, or ~/.netrc")
    values = {USER: found[0], PASSWORD: found[1]}
    return tuple(values.get(word, word) for word in step.words), found[1]
