"""HTTP to a store: queries and the requests of a plan, again where that is harmless, errors in words."""

from __future__ import annotations

import netrc
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import httpx
import msgspec
import tenacity

from kg import __version__
from kg.errors import JSON_ERRORS, LoadError
from kg.load.steps import Request, chunks

ATTEMPTS = 4
LONGEST_WAIT = 20.0  # seconds
CONNECT = 15.0  # seconds
RESULTS = "application/sparql-results+json"
PASSING = (429, 502, 503, 504)
# Virtuoso cuts answers off and says so nowhere else
MOST_ROWS = "X-SPARQL-MaxRows"
# what an answer means for somebody who loads, by HTTP status
MEANINGS = {
    401: "it wants a user and a password: set TRIALKG_USER and TRIALKG_PASSWORD, or write them to ~/.netrc",
    403: "it does not allow this: is it read-only, or has the user no right to write?",
    404: "nothing is there: is the address right, path and all?",
    405: "it does not take this at that address: is it read-only, or the path of another service?",
    413: "it takes no body of that size: take a smaller --batch, or raise the server's limit",
    415: "it does not read that format: is this the driver for it?",
    507: "its disk is full",
}

T = TypeVar("T")


class _PassingError(Exception):
    """Something that may well succeed when it is tried again."""


class _Bindings(msgspec.Struct):
    bindings: list[dict[str, dict[str, str]]]


class _Answer(msgspec.Struct):
    results: _Bindings


class Http:
    """Talks to one store as one user; `timeout` is how many seconds it may stay silent."""

    def __init__(self, timeout: float = 3600.0, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep
        self._http = httpx.Client(
            timeout=httpx.Timeout(timeout, connect=CONNECT), headers={"User-Agent": f"trialkg/{__version__}"}
        )
        self._digest = False

    def __enter__(self) -> Http:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def select(self, url: str, sparql: str) -> list[dict[str, dict[str, str]]]:
        """Ask a SPARQL SELECT and return its rows as the JSON results have them; all, or a `LoadError`."""
        rows, is_cut = self.page(url, sparql)
        if is_cut:
            raise LoadError(
                f"{url} sent {len(rows):,} rows and cuts answers there, so there may be more;"
                " raise the server's limit (Virtuoso: ResultSetMaxRows)"
            )
        return rows

    def page(self, url: str, sparql: str) -> tuple[list[dict[str, dict[str, str]]], bool]:
        """Ask a SELECT; return its rows, and whether the store has cut the answer off."""

        def once() -> tuple[list[dict[str, dict[str, str]]], bool]:
            response = self._send("POST", url, {"Accept": RESULTS}, lambda: {"data": {"query": sparql}})
            _refuse_page(response)
            try:
                rows = msgspec.json.decode(response.content, type=_Answer).results.bindings
            except JSON_ERRORS as error:
                raise LoadError(f"{url} answers no SPARQL results: {_said(response)!r}") from error
            most = response.headers.get(MOST_ROWS, "")
            return rows, most.isdecimal() and len(rows) >= int(most) > 0

        return self._retry(once, url)

    def send(self, step: Request, sent: Callable[[int], None]) -> None:
        """Send one request of a plan; `sent` hears how many triples of a streamed body are gone."""

        def once() -> None:
            def content() -> Mapping[str, object]:
                body = step.body
                return {"content": body if isinstance(body, str) else _counted(chunks(body), sent)}

            headers = {"Content-Type": step.media_type} if step.media_type else {}
            _refuse_page(self._send(step.method, step.url, headers, content))

        if step.again:
            self._retry(once, step.url)
            return
        try:
            once()
        except _PassingError as error:
            raise LoadError(f"{step.title}: {step.url}: {error}; the same command goes on") from error

    def _send(
        self, method: str, url: str, headers: Mapping[str, str], content: Callable[[], Mapping[str, object]]
    ) -> httpx.Response:
        """Send and refuse what is no success; a challenge for digest is taken up once."""
        try:
            response = self._once(method, url, headers, content)
            challenge = response.headers.get("WWW-Authenticate", "").lower()
            if challenge.startswith("digest") and credentials(url) and not self._digest:
                self._digest = True
                response = self._once(method, url, headers, content)
        except (httpx.ConnectError, httpx.TimeoutException, httpx.RemoteProtocolError) as error:
            raise _PassingError(f"{_kind(error)}: {error}") from error
        except httpx.TransportError as error:
            raise _PassingError(f"the connection was cut: {error}") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise LoadError(f"{url} cannot be asked: {error}") from error
        _refuse(response)
        return response

    def _once(
        self, method: str, url: str, headers: Mapping[str, str], content: Callable[[], Mapping[str, object]]
    ) -> httpx.Response:
        found = credentials(url)
        kind = httpx.DigestAuth if self._digest else httpx.BasicAuth
        auth = kind(*found) if found else None
        return self._http.request(method, url, headers=dict(headers), auth=auth, **content())  # type: ignore[arg-type]

    def _retry(self, once: Callable[[], T], url: str) -> T:
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_PassingError),
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=tenacity.wait_random_exponential(multiplier=1, max=LONGEST_WAIT),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            answer: T = retrying(once)
            return answer
        except _PassingError as error:
            raise LoadError(
                f"{url} did not answer in {ATTEMPTS} attempts: {error}; is the server up?"
                " The same command goes on from where it stopped"
            ) from error


def credentials(url: str) -> tuple[str, str] | None:
    """Find user and password: TRIALKG_USER and TRIALKG_PASSWORD, or the host's entry of a netrc file."""
    user, password = os.environ.get("TRIALKG_USER"), os.environ.get("TRIALKG_PASSWORD")
    if user or password:
        return user or "", password or ""
    path = Path(os.environ.get("NETRC") or Path.home() / ".netrc")
    try:
        entry = netrc.netrc(str(path)).authenticators(httpx.URL(url).host) if path.is_file() else None
    except netrc.NetrcParseError as error:
        raise LoadError(f"{path} line {error.lineno} is no netrc: {error.msg}") from error
    return (entry[0], entry[2] or "") if entry else None


def _counted(pieces: Iterable[bytes], sent: Callable[[int], None]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        sent(piece.count(b"\n"))


def _kind(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return "no connection"
    return "no answer in time" if isinstance(error, httpx.TimeoutException) else "the connection was cut"


def _refuse(response: httpx.Response) -> None:
    """Raise what an answer that is no success means."""
    status = response.status_code
    if response.is_success:
        return
    if status in PASSING:
        raise _PassingError(f"HTTP {status} {_said(response)}".strip())
    meaning = MEANINGS.get(status, "the store refuses")
    url = response.url.copy_with(username=None, password=None)
    raise LoadError(f"{url}: HTTP {status}; {meaning} (it says: {_said(response) or 'nothing'})")


def _refuse_page(response: httpx.Response) -> None:
    """Take no web page for an answer: proxies and some stores send errors with status 200."""
    kind = response.headers.get("Content-Type", "")
    if "html" in kind and response.request.method != "PUT":
        raise LoadError(
            f"{response.url} answers with a web page, not as a store does; is the address right?"
            f" (it says: {_said(response)!r})"
        )


def _said(response: httpx.Response) -> str:
    return " ".join(response.text.split())[:300]
