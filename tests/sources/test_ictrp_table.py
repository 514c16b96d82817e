"""Tables of WHO ICTRP as they come: delimiters, encodings, workbooks with titles above the header."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from kg.errors import Rejected
from kg.sources import Read, ictrp_table, read

HEADER = ["TrialID", "Public title", "Countries", "Date enrollement", "Target size"]


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    workbook = openpyxl.Workbook()
    empty = workbook.active
    assert empty is not None
    workbook.remove(empty)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    return path


def told(path: Path) -> tuple[list[Read], list[str]]:
    found = list(read([path]))
    return [one for one in found if isinstance(one, Read)], [
        str(one) for one in found if isinstance(one, Rejected)
    ]


def test_workbook_with_a_title_and_merged_cells_above_its_header(tmp_path: Path) -> None:
    """The header is found below other rows; real dates, serial numbers and texts are days alike."""
    path = tmp_path / "list.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (
        ["COVID list"],
        [],
        HEADER,
        ["NCT00000801", "A", "Norway", datetime.date(2020, 5, 1), 40],
        ["NCT00000802", "B", "Norway;Sweden", 43952, "40"],
        ["NCT00000803", "C", None, "May 1, 2020", 40.0],
        [None, None, None, None, None],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    workbook.save(path)
    found, rejected = told(path)
    assert rejected == []
    assert [one.study.nct_id for one in found] == ["NCT00000801", "NCT00000802", "NCT00000803"]
    starts = [one.study.protocol_section.status_module.start_date_struct for one in found]
    assert {start.date for start in starts if start} == {"2020-05-01"}
    sizes = [one.study.protocol_section.design_module.enrollment_info for one in found]
    assert [size.count for size in sizes if size] == [40, 40, 40]
    assert found[0].provenance.position == "sheet Sheet, row 4"


def test_sheets_without_a_header_are_passed_over(tmp_path: Path) -> None:
    """Trials are read from every sheet that has the header."""
    row = ["NCT00000801", "A", "Norway", "", ""]
    path = write_workbook(
        tmp_path / "a.xlsx", {"Notes": [["made in May"]], "One": [HEADER, row], "Two": [HEADER, row]}
    )
    assert [one.provenance.position for one in told(path)[0]] == ["sheet One, row 2", "sheet Two, row 2"]


def test_workbook_of_something_else_says_what_is_missing(tmp_path: Path) -> None:
    """A workbook without a trial id is set aside with what a header looks like."""
    found, (why,) = told(write_workbook(tmp_path / "a.xlsx", {"Prices": [["item", "price"], ["tea", 2]]}))
    assert found == []
    assert "a header with a trial id" in why


def test_damaged_workbook_is_set_aside(tmp_path: Path) -> None:
    """A workbook that is cut off, or damaged inside, is set aside with the reason."""
    whole = write_workbook(tmp_path / "a.xlsx", {"One": [HEADER]}).read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    at = whole.find(b"xl/worksheets/sheet1.xml") + 60
    (tmp_path / "bad.xlsx").write_bytes(whole[:at] + b"\xff" * 40 + whole[at + 40 :])
    for name in ("cut.xlsx", "bad.xlsx"):
        found, (why,) = told(tmp_path / name)
        assert found == []
        assert name in why


def test_workbook_that_is_a_bomb_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook that unpacks to far more than its size is left closed."""
    monkeypatch.setattr(ictrp_table, "MAX_UNPACKED", 10_000)
    path = write_workbook(tmp_path / "a.xlsx", {"One": [HEADER, ["x" * 30_000]]})
    found, (why,) = told(path)
    assert found == []
    assert "as a zip bomb does" in why


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    """Any delimiter, a byte order mark and Windows' encoding are read; quoted line ends stay in place."""
    text = io.StringIO()
    text.write(delimiter.join(HEADER) + "\n")
    text.write(delimiter.join(["NCT00000801", '"Caf\u00e9\nand tea"', "Norway", "2020-05-01", "40"]) + "\n")
    (tmp_path / "a.csv").write_bytes(text.getvalue().encode(encoding))
    (one,), rejected = told(tmp_path / "a.csv")
    assert rejected == []
    assert one.study.protocol_section.identification_module.brief_title == "Caf\u00e9\nand tea"
