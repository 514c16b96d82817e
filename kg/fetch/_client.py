"""The ClinicalTrials.gov API v2 over HTTP: pages and studies, asked for again where the network fails."""

from __future__ import annotations

import datetime
import email.utils
import time
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

import httpx
import msgspec
import tenacity

from kg import __version__
from kg.errors import JSON_ERRORS, FetchError

R = TypeVar("R")

DEFAULT_API = "https://clinicaltrials.gov/api/v2"
PAGE_SIZE = 1_000  # the most that the API gives
PER_MINUTE = 50  # what the API's guidance allows
ATTEMPTS = 8
LONGEST_WAIT = 120.0  # seconds
TIMEOUT = httpx.Timeout(60.0, connect=15.0)


class Page(msgspec.Struct, frozen=True):
    """A page of studies, each as it was sent, on one line."""

    studies: list[bytes]
    token: str | None
    total: int | None


class _Page(msgspec.Struct):
    studies: list[msgspec.Raw] = []
    next_page_token: str | None = msgspec.field(default=None, name="nextPageToken")
    total_count: int | None = msgspec.field(default=None, name="totalCount")


class _Version(msgspec.Struct):
    data_timestamp: str = msgspec.field(name="dataTimestamp")


class _PassingError(Exception):
    """Something that may well succeed when it is tried again."""

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.wait = wait


class Client:
    """Asks one API, no faster than it allows."""

    def __init__(
        self,
        base: str = DEFAULT_API,
        page_size: int = PAGE_SIZE,
        per_minute: float = PER_MINUTE,
        sleep: Callable[[float], None] = time.sleep,
        timeout: httpx.Timeout = TIMEOUT,
    ) -> None:
        self.base = base.rstrip("/")
        self._page_size, self._interval, self._sleep = page_size, 60.0 / per_minute, sleep
        self._next = 0.0
        self._http = httpx.Client(
            timeout=timeout, headers={"User-Agent": f"trialkg/{__version__}"}, follow_redirects=True
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def data_timestamp(self) -> str:
        """Ask which data the API serves now."""
        return self._get("/version", {}, _Version).data_timestamp

    def page(self, params: dict[str, str], token: str | None, is_first: bool) -> Page:
        """Ask for a page; the first tells how many studies there are."""
        asked = {**params, "pageSize": str(self._page_size), "format": "json"}
        if is_first:
            asked["countTotal"] = "true"
        if token:
            asked["pageToken"] = token
        page = self._get("/studies", asked, _Page)
        lines = [_one_line(bytes(study)) for study in page.studies]
        return Page(studies=lines, token=page.next_page_token, total=page.total_count)

    def study(self, nct_id: str) -> bytes | None:
        """Ask for one study; None where there is none of that id."""
        try:
            return _one_line(bytes(self._get(f"/studies/{nct_id}", {"format": "json"}, msgspec.Raw)))
        except _NotFoundError:
            return None

    def _get(self, path: str, params: dict[str, str], kind: type[R]) -> R:
        """Ask, and ask again where that may help."""
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_PassingError),
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=_wait,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            answer: R = retrying(self._get_once, path, params, kind)
            return answer
        except _PassingError as error:
            raise FetchError(
                f"{self.base}{path} did not answer in {ATTEMPTS} attempts: {error};"
                " what came is kept, and the same command goes on from there"
            ) from error

    def _get_once(self, path: str, params: dict[str, str], kind: type[R]) -> R:
        self._keep_pace()
        try:
            response = self._http.get(f"{self.base}{path}", params=params)
        except httpx.TransportError as error:
            raise _PassingError(f"{type(error).__name__}: {error}") from error
        except httpx.HTTPError as error:
            raise FetchError(f"{self.base}{path} cannot be asked: {error}") from error
        _refuse(response, params)
        try:
            return msgspec.json.decode(response.content, type=kind)
        except JSON_ERRORS as error:
            raise _PassingError(f"the answer is not the JSON that was expected: {error}") from error

    def _keep_pace(self) -> None:
        now = time.monotonic()
        if now < self._next:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + self._interval


class _NotFoundError(FetchError):
    """There is no such study."""


def _refuse(response: httpx.Response, params: dict[str, str]) -> None:
    """Raise what an answer that is no success means."""
    status = response.status_code
    if status == httpx.codes.OK:
        return
    said = " ".join(response.text.split())[:300]
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= 500:
        raise _PassingError(f"HTTP {status} {said}".strip(), _retry_after(response))
    if status == httpx.codes.NOT_FOUND:
        raise _NotFoundError(f"{response.url}: HTTP 404 {said}; is the --api address right?")
    if "pageToken" in params and status == httpx.codes.BAD_REQUEST:
        raise FetchError(
            f"the API no longer knows where this fetch stopped ({said}); start over with --fresh"
        )
    raise FetchError(f"{response.url}: HTTP {status} {said}")


def _retry_after(response: httpx.Response) -> float | None:
    """Read how long the server asks to wait: seconds, or a date (RFC 9110, 10.2.3)."""
    given = response.headers.get("Retry-After", "").strip()
    if given.isdigit():
        return min(float(given), LONGEST_WAIT)
    try:
        until = email.utils.parsedate_to_datetime(given)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=datetime.UTC)
    wait = (until - datetime.datetime.now(datetime.UTC)).total_seconds()
    return min(max(wait, 0.0), LONGEST_WAIT)


_JITTERED = tenacity.wait_random_exponential(multiplier=1, max=LONGEST_WAIT)


def _wait(state: tenacity.RetryCallState) -> float:
    """Wait as the server asks, or else for a random time that doubles (full jitter)."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, _PassingError) else None
    return _JITTERED(state) if asked is None else asked


def _one_line(study: bytes) -> bytes:
    """Take out line breaks that an API may lay JSON out with; the values stay as they are."""
    return msgspec.json.format(study, indent=-1) if b"\n" in study else study
