"""The description for programs is valid, and true: what it promises holds against a real server."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from schemathesis import Response
from schemathesis.checks import CheckContext
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kg.ask import questions


def no_fault(_: CheckContext, response: Response, __: schemathesis.Case[Any]) -> bool | None:
    """Let the server say that something takes too long, or too much, but never that it has a fault."""
    assert response.status_code != 500
    return None


CHECKS = [no_fault, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 40


def test_document_is_valid(served: httpx.Client) -> None:
    """The document is OpenAPI 3.1, and has every question."""
    document = served.get("/openapi.json").json()
    validate(document)
    assert document["openapi"].startswith("3.1")
    assert {f"/queries/{name}.{{form}}" for name in questions()} <= set(document["paths"])


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_breaks_the_promise(served: httpx.Client, method: str) -> None:
    """Generated requests, good and bad, are never a fault of the server, and are answered as described."""
    schema = schemathesis.openapi.from_dict(served.get("/openapi.json").json())
    schema.config.update(base_url=str(served.base_url))
    found = schema.include(method=method).get_all_operations()
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    cases = st.one_of([operation.as_strategy() for operation in operations])

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def every(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS, timeout=60, allow_redirects=False)

    every()
