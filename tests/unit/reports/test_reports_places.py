"""Places as a forge names them."""

from __future__ import annotations

import pytest
from report_builder import frame, make_document, make_finding, make_report, place

from gatewright.model.location import Position
from gatewright.reports.places import Place, Places, repository_path

START, LATER = Position(line=3, column=5), Position(line=3, column=9)


@pytest.mark.parametrize(
    ("scan_root", "file", "path"),
    [
        ("", "main.tf", "main.tf"),
        ("infra", "main.tf", "infra/main.tf"),
        ("infra/live", "../modules/a.tf", "infra/modules/a.tf"),
        ("infra", "../../outside.tf", None),
        ("infra", "/etc/passwd", None),
        ("infra", "C:/x.tf", None),
        ("", "C:/x.tf", None),
        ("infra", r"a\b.tf", None),
        ("", ".", None),
        ("infra", "", None),
        ("", "\ud800.tf", "\ufffd.tf"),
    ],
)
def test_paths_are_the_repository_s(scan_root: str, file: str, path: str | None) -> None:
    """What does not lie in the repository has no path."""
    assert path == repository_path(scan_root, file)


@pytest.mark.parametrize(("start", "end"), [(START, LATER), (START, None), (LATER, START)])
def test_a_range_never_ends_before_it_starts(start: Position, end: Position | None) -> None:
    """A range without an end, or with one that comes before, is its first character."""
    assert Place("main.tf", start, LATER if (start, end) == (START, LATER) else start) == Places("", {}).at(
        "main.tf", start, end
    )


def test_a_finding_without_a_place_gets_its_root_s_first_file() -> None:
    """A file of the root module comes before one of a module that it calls, whatever their names."""
    module = make_finding(location=place("a/main.tf"), stack=(frame("module_call", "z.tf"),))
    nowhere = make_finding(location=None)
    elsewhere = make_finding(location=None, document=make_document(root="other"))
    places = Places.of(make_report(module, nowhere, elsewhere), "infra")

    assert Place("infra/z.tf", Position(line=1, column=1), Position(line=1, column=1)) == places.of_finding(nowhere)
    assert None is places.of_finding(elsewhere)
