"""What holds for every source: found, told apart, and never anything but a RecordError."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import RecordError, Rejected, SourceError
from kg.sources import Piece, Read, all_sources, pieces, read
from kg.sources._files import HEAD
from kg.study import decode, encode
from kg.vocabulary import load

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("[A-Z]*"))
CASES = sorted((ROOT / "tests" / "cases" / "sources").glob("*/*/input.*"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parts[-3]}-{path.parts[-2]}")
def test_case_reads_as_expected(case: Path) -> None:
    """Each case folder's input gives the Studies of its expected.jsonl, and its rejects where it has any."""
    found = list(read([case]))
    expected = [json.loads(line) for line in (case.parent / "expected.jsonl").read_text().splitlines()]
    assert [json.loads(encode(one.study)) for one in found if isinstance(one, Read)] == expected
    rejects = case.parent / "rejected.txt"
    why = rejects.read_text().splitlines() if rejects.exists() else []
    assert [f"{one.position}: {one.why}" for one in found if isinstance(one, Rejected)] == why


def test_every_source_has_a_case() -> None:
    """A source without a case is not finished."""
    assert {path.parts[-3] for path in CASES} == set(all_sources())


def test_every_source_is_a_code() -> None:
    """Every source is in the code list of formats under its title, and the list has no other."""
    listed = {code.code: code.label for code in load().codes if code.scheme == "format"}
    assert listed == {name: source.TITLE for name, source in all_sources().items()}


def recognising(head: bytes) -> list[str]:
    return [name for name, source in all_sources().items() if source.recognises(head[:HEAD])]


@pytest.mark.parametrize("path", [*EXAMPLES, *CASES], ids=lambda path: "/".join(path.parts[-3:]))
def test_one_source_recognises_it(path: Path) -> None:
    """Each example and case is recognised by exactly one source, whatever its name."""
    assert len(recognising(path.read_bytes())) == 1


def test_real_pages_are_told_apart(shared: Path) -> None:
    """Each of the five real pages is recognised by a source of its own."""
    pages = sorted((shared / "pages").glob("*.txt"))
    found = [name for page in pages for name in recognising(page.read_bytes())]
    assert len(found) == len(pages) == len(set(found))


@cache
def samples(name: str) -> list[bytes]:
    """The records in the examples and cases of a source."""
    paths = [path for path in (*EXAMPLES, *CASES) if name in recognising(path.read_bytes())]
    return [piece.content for piece in pieces(paths) if isinstance(piece, Piece) and piece.source == name]


def reads_or_rejects(name: str, record: bytes) -> None:
    try:
        study = all_sources()[name].study(record)
    except RecordError:
        return
    assert decode(encode(study)) == study


@pytest.mark.parametrize("name", sorted(all_sources()))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_only_record_errors(name: str, data: st.DataObject) -> None:
    """Random bytes, and examples with pieces cut, moved and overwritten, raise nothing but RecordError."""
    sample = data.draw(st.sampled_from(samples(name)))
    kind = data.draw(st.sampled_from(["noise", "cut", "overwritten", "moved", "lines"]))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(sample))] * 2)))
    if kind == "noise":
        record = data.draw(st.binary())
    elif kind == "cut":
        record = sample[:start] + sample[end:]
    elif kind == "overwritten":
        record = sample[:start] + data.draw(st.binary(max_size=30)) + sample[end:]
    elif kind == "moved":
        record = sample[end:] + sample[start:end] + sample[:start]
    else:
        record = b"\n".join(data.draw(st.permutations(sample.split(b"\n"))))
    reads_or_rejects(name, record)


@pytest.mark.parametrize("name", sorted(all_sources()))
def test_pages_cut_off_anywhere(name: str) -> None:
    """A record cut off at any byte reads as far as it goes, or is a RecordError."""
    sample = samples(name)[0]
    for end in range(0, len(sample), 23):
        reads_or_rejects(name, sample[:end])


BAD_FILES = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b" \n\n", "is empty"),
    "binary.bin": (bytes(range(256)) * 20, "is binary"),
    "page.html": (b"<!doctype html><html><body>CT.gov ID NCT00000001</body></html>", "is HTML"),
    "other.json": (b'{"hello": "world"}', "JSON of something else"),
    "prose.txt": (b"Once upon a time there was a trial.", "no known layout"),
    "latin1.txt": (
        "Trial Title:\nÉtude\nNCT ID:\nNCT00000001\nOverall status:\nCompleted\n".encode("latin-1"),
        "not UTF-8",
    ),
    "broken.json": (b'{"protocolSection": {"identificationModule": {"nctId": "NCT0000', "broken JSON"),
    "not-nct.json": (
        b'{"protocolSection": {"identificationModule": {"nctId": "ISRCTN123"}}}',
        "not an NCT id",
    ),
    "no-id.json": (b'{"protocolSection": {"identificationModule": {}}}', "no trial id"),
    "cut.json.gz": (gzip.compress(b'{"protocolSection": {}}' * 900)[:60], "cannot be read to its end"),
    "broken.zip": (b"PK\x03\x04 this is no zip", "cannot be read"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_is_set_aside_with_its_reason(tmp_path: Path, name: str) -> None:
    """A file that cannot be used is named with what is wrong with it, and the files beside it are read."""
    content, why = BAD_FILES[name]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "zz.json").write_bytes(
        b'{"protocolSection": {"identificationModule": {"nctId": "NCT00000001"}}}'
    )
    bad, good = list(read([tmp_path]))
    assert isinstance(bad, Rejected)
    assert isinstance(good, Read)
    assert bad.document == name
    assert why in bad.why


def test_missing_file_is_an_error(tmp_path: Path) -> None:
    """A path that was named and does not exist stops the run before anything else."""
    with pytest.raises(SourceError, match="no such file"):
        list(read([tmp_path / "nothing.json"]))


def record(number: int) -> bytes:
    return b'{"protocolSection": {"identificationModule": {"nctId": "NCT%08d"}}}' % number


def ids(path: Path) -> list[str | None]:
    return [one.study.nct_id for one in read([path]) if isinstance(one, Read)]


def zipped(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


ONE, TWO = ["NCT00000001"], ["NCT00000001", "NCT00000002"]
SHAPES = {
    "one study": (record(1), ONE),
    "an array": (b"[" + record(1) + b",\n" + record(2) + b"]", TWO),
    "a search page": (b'{"totalCount": 2, "studies": [' + record(1) + b", " + record(2) + b"]}", TWO),
    "a laid-out search page": (json.dumps({"studies": [json.loads(record(1))]}, indent=2).encode(), ONE),
    "a laid-out study": (json.dumps(json.loads(record(1)), indent=2).encode(), ONE),
    "one study a line": (record(1) + b"\n\n" + record(2) + b"\n", TWO),
    "windows lines and a byte order mark": (b"\xef\xbb\xbf" + record(1) + b"\r\n" + record(2), TWO),
    "gzip under another name": (gzip.compress(record(1) + b"\n" + record(2)), TWO),
    "zip of two": (zipped(("b.json", record(2)), ("a/a.json", record(1))), TWO),
    "zip with gzip inside": (zipped(("a.json.gz", gzip.compress(record(1)))), ONE),
    "an array that breaks off": (b"[" + record(1) + b", " + record(2)[:30], ONE),
    "a search page that breaks off": (b'{"studies": [' + record(1) + b", " + record(2)[:30], ONE),
    "a bad line between good ones": (record(1) + b'\n{"x": \n' + record(2), TWO),
    "a bad first line": (b'{"protocolSection": {"identif}\n' + record(1), ONE),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_json_comes_in_many_shapes(tmp_path: Path, shape: str) -> None:
    """v2 JSON is read in every shape that people have it in; what is whole is kept where some is broken."""
    content, expected = SHAPES[shape]
    (tmp_path / "input.dat").write_bytes(content)
    assert ids(tmp_path / "input.dat") == expected


def test_line_of_200_mb_is_set_aside(tmp_path: Path) -> None:
    """A line that no study is long enough for is set aside without reading it whole; the next one is read."""
    path = tmp_path / "long.jsonl"
    with path.open("wb") as file:
        file.write(record(1) + b'\n{"protocolSection": "')
        for _ in range(200):
            file.write(b"x" * (1 << 20))
        file.write(b'"}\n' + record(2) + b"\n")
    found = list(read([path]))
    assert [one.study.nct_id for one in found if isinstance(one, Read)] == TWO
    assert [
        "line 2: a line of more than 64 MB" in f"{one.position}: {one.why}"
        for one in found
        if isinstance(one, Rejected)
    ] == [True]


def test_all_real_json_is_read(shared: Path) -> None:
    """Every one of the real v2 records is read."""
    found = list(read([shared / "ctgov_v2"]))
    assert [one for one in found if isinstance(one, Rejected)] == []
    assert len(found) == 1486 + 603 + 48
