"""The HTML report in a browser, opened from a file: filters, links, grouping, and that nothing foreign ever runs."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import DocumentRef, Finding, Report, RuleFailure, Score, Summary, Suppression
from gatewright.model.location import Frame, Location, Position, ValueOrigin
from gatewright.model.rule import Control, Remediation, Rule
from gatewright.reports import RenderOptions
from gatewright.reports.html_report import render

pytestmark = pytest.mark.browser

HOSTILE = "\"'><img src=x onerror=alert(1)></script><script>alert(2)</script><a href=javascript:alert(3)>x</a>\u202e`"
SETTLED = """() => {
    const form = document.getElementById("filters");
    const view = new URLSearchParams(location.hash.slice(1));
    const told = (name) => new FormData(form).getAll(name).join(",");
    const usual = (name) => form.elements[name].options?.[0].value || "";
    const names = new Set(Array.from(form.elements, (field) => field.name).filter(Boolean));
    return [...names].every((name) => (view.get(name) || usual(name)) === told(name));
}"""
"""Whether the address says what the form says."""
PHONE = {"width": 390, "height": 844}


def _rule(identity: str) -> Rule:
    return Rule(
        id=identity,
        title=f"{identity.rpartition('.')[2]} is wrong",
        description=f"Why it matters: {HOSTILE}",
        severity="high",
        resource_types=("aws.s3.bucket",),
        reads=(("public",),),
        remediation=Remediation(terraform="Set `public = false`.", cli=HOSTILE),
        package=f"rules.{identity}",
        source="package x",
    )


def _finding(number: int, rule: str, file: str, **fields: Any) -> Finding:
    at = Position(line=number, column=3)
    values: dict[str, Any] = {
        "fingerprint": f"{number:032x}",
        "rule": _rule(rule),
        "severity": "high",
        "outcome": "fail",
        "message": f"message {number}",
        "document": DocumentRef(
            id=str(number),
            type="aws.s3.bucket",
            name="b",
            address=f"aws_s3_bucket.b{number}",
            root=".",
            provider="aws",
            account="1",
            region=None,
        ),
        "path": ("public",),
        "evidence": True,
        "location": Location(file=file, start=at, end=Position(line=number, column=9)),
    }
    return Finding(**values | fields)


def _report() -> Report:
    """Five findings, one of them suppressed, one of them hostile in all its parts."""
    cis = Control(framework="cis", version="1", requirement="1", control="1.1")
    hostile = Finding(
        **_finding(5, "custom.hostile", HOSTILE).model_dump(exclude={"message", "owners", "value_from", "stack"}),
        message=HOSTILE,
        owners=(HOSTILE,),
        value_from=ValueOrigin(kind="environment", symbol=HOSTILE),
        stack=(
            Frame(kind="module_call", file=HOSTILE, start=Position(line=1, column=1), end=Position(line=1, column=2)),
        ),
    )
    findings = (
        _finding(1, "aws.s3.public", "live/eu/main.tf", severity="critical", owners=("@web",), controls=(cis,)),
        _finding(2, "aws.s3.public", "live/us/main.tf", owners=("@data", "@web"), environments=("prod",)),
        _finding(3, "aws.s3.logs", "live/eu/logs.tf", severity="low", owners=("@data",), environments=("stage",)),
        _finding(4, "aws.s3.logs", "live/eu/logs.tf", suppression=Suppression(kind="config", until=date(2027, 1, 1))),
        hostile,
    )
    return Report(
        engine=HOSTILE,
        summary=Summary(
            documents=5,
            outcomes={"fail": 5},
            score=Score(overall=40.0, weights={"high": 4}, frameworks={HOSTILE: 1.0}),
            by_severity={"critical": 1, "high": 2, "low": 1},
            suppressed=1,
        ),
        findings=findings,
        diagnostics=(Diagnostic(severity="error", summary=HOSTILE, file=HOSTILE),),
        rule_errors=(RuleFailure(rule=HOSTILE, error=HOSTILE),),
    )


class Viewer:
    """The report, opened in a browser that notes whatever the page runs, asks for, or complains about."""

    def __init__(self, browser: Any, url: str, **context: Any) -> None:
        self.page = browser.new_context(**context).new_page()
        self.noted: list[str] = []
        self.page.on("console", lambda message: self.noted.append(message.text))
        self.page.on("pageerror", lambda error: self.noted.append(str(error)))
        self.page.on("dialog", lambda dialog: self.noted.append(dialog.message))
        self.page.on("request", lambda request: self.noted.append(request.url))
        self.url = url
        self.page.goto(url)
        assert [url.partition("#")[0]] == [noted.partition("#")[0] for noted in self.noted]
        self.noted.clear()

    def messages(self) -> list[str]:
        """The findings that are shown, by their fingerprint's number, in the order of the page."""
        shown = self.page.locator(".finding:not([hidden]) .fingerprint").all_text_contents()
        return [str(int(fingerprint, 16)) for fingerprint in shown]

    def choose(self, name: str, value: str) -> list[str]:
        """The findings that are shown once a choice is made."""
        self.page.select_option(f"[name={name}]", value)
        return self.settled()

    def type(self, name: str, value: str) -> list[str]:
        """The findings that are shown once something is typed."""
        self.page.fill(f"[name={name}]", value)
        return self.settled()

    def settled(self) -> list[str]:
        """The findings that are shown once the page has caught up with its form."""
        self.page.wait_for_function(SETTLED)
        return self.messages()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A chromium without a window."""
    if "browser" not in os.environ.get("GATEWRIGHT_TEST_TOOLS", "").split():
        pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with importlib.import_module("playwright.sync_api").sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report as a file's address."""
    path = tmp_path_factory.mktemp("html") / "report.html"
    path.write_text(render(_report(), RenderOptions(source=lambda _: [HOSTILE] * 9)), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def viewer(browser: Any, url: str) -> Iterator[Viewer]:
    """The report as it opens; nothing may have run, been asked for or failed when the test ends."""
    viewer = Viewer(browser, url)
    yield viewer
    assert [] == viewer.noted
    viewer.page.context.close()


def test_opens_with_what_counts(viewer: Viewer) -> None:
    """Suppressed findings are hidden at first and the page says so; they can be seen too, or alone."""
    assert ["1", "2", "5", "3"] == viewer.messages()
    assert "4 of 5 findings; 1 suppressed one is hidden" == viewer.page.inner_text("#count")
    assert ["4"] == viewer.choose("suppressed", "only")
    assert 5 == len(viewer.choose("suppressed", "with"))


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("rule", "aws.s3.public", ["1", "2"]),
        ("owner", "@data", ["2", "3"]),
        ("control", "cis-1/1.1", ["1"]),
        ("control", "cis-1/", ["1"]),
        ("environment", "prod", ["1", "2", "5"]),
    ],
)
def test_chooses(viewer: Viewer, name: str, value: str, shown: list[str]) -> None:
    """A choice leaves the findings that it is true of; a finding without environments holds in all."""
    assert shown == viewer.choose(name, value)
    assert f"{name}=" in viewer.page.url


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("q", "MESSAGE b2", ["2"]),
        ("q", "main.tf @web", ["1", "2"]),
        ("q", "zzz", []),
        ("path", "live/eu/", ["1", "3"]),
        ("path", "main", ["1", "2"]),
        ("path", "live/eu/logs.tf", ["3"]),
    ],
)
def test_searches(viewer: Viewer, name: str, value: str, shown: list[str]) -> None:
    """Every word must be there, in whatever case; a directory means all below it, a part of a path all that have it."""
    assert shown == viewer.type(name, value)


def test_says_that_nothing_matches(viewer: Viewer) -> None:
    """An empty list says why, and clearing the form brings everything back."""
    viewer.type("q", "zzz")

    assert "0 of 5 findings: nothing matches the filters" == viewer.page.inner_text("#count")
    viewer.page.click("button[type=reset]")
    assert ["1", "2", "5", "3"] == viewer.settled()
    assert "#" not in viewer.page.url


def test_boxes_add_up(viewer: Viewer) -> None:
    """Severities that are ticked are shown; none means all."""
    viewer.page.check("[value=critical]")
    assert ["1"] == viewer.settled()
    viewer.page.check("[value=low]")
    assert ["1", "3"] == viewer.settled()


def test_tiles_filter(viewer: Viewer) -> None:
    """A count at the top leads to its findings."""
    viewer.page.click(".tile.low a")
    assert ["3"] == viewer.settled()


def test_view_can_be_linked(browser: Any, url: str) -> None:
    """The address of a view shows the same view elsewhere, the form included, with what cannot be chosen left out."""
    viewer = Viewer(browser, f"{url}#severity=critical,low&q=message&sort=place&group=file&rule=gone")

    assert ["3", "1"] == viewer.messages()
    assert ["message", "place", "file", ""] == [
        viewer.page.input_value(f"[name={name}]") for name in ("q", "sort", "group", "rule")
    ]
    assert ["live/eu/logs.tf", "live/eu/main.tf"] == viewer.page.locator(".group:not([hidden]) h3").all_text_contents()


def test_strange_link_shows_the_usual_view(browser: Any, url: str) -> None:
    """What an address asks for and is not there is left out."""
    viewer = Viewer(browser, f"{url}#sort=gone&group=gone&suppressed=gone&severity=gone&finding=gone&more=gone")

    assert ["1", "2", "5", "3"] == viewer.messages()
    assert [] == viewer.noted


def test_link_unfolds_what_was_folded(viewer: Viewer) -> None:
    """A link to a finding shows it even where its group was folded by hand."""
    viewer.page.click(".group:has-text('message 3') > summary")
    assert not viewer.page.is_visible("text=message 3")
    viewer.page.evaluate(f"location.hash = '#finding={3:032x}'")
    viewer.page.wait_for_selector("text=message 3", state="visible")


def test_finding_can_be_linked(browser: Any, url: str) -> None:
    """The link of a finding unfolds it, even where it is suppressed."""
    viewer = Viewer(browser, f"{url}#finding={4:032x}")

    assert "4" in viewer.messages()
    assert viewer.page.locator(".finding.chosen details").evaluate("node => node.open && node.closest('.group').open")


@pytest.mark.parametrize(
    ("group", "sort", "shown"),
    [
        ("rule", "grave", ["1", "2", "5", "3"]),
        ("owner", "grave", ["1", "2", "5", "3"]),
        ("none", "place", ["5", "3", "1", "2"]),
        ("file", "resource", ["1", "2", "3", "5"]),
        ("none", "rule", ["3", "1", "2", "5"]),
    ],
)
def test_groups_and_sorts(viewer: Viewer, group: str, sort: str, shown: list[str]) -> None:
    """Groups come in the order of their first finding, and findings in the order chosen."""
    viewer.choose("group", group)
    assert shown == viewer.choose("sort", sort)


def test_unfolds_with_the_rule(viewer: Viewer) -> None:
    """An unfolded finding shows its rule's text in place, and its fingerprint can be copied."""
    viewer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    viewer.page.click(".finding:has-text('message 2') summary")

    assert "Set public = false." in viewer.page.inner_text(".finding:has-text('message 2') .shown-rule")
    viewer.page.click("text=Copy fingerprint")
    viewer.page.wait_for_selector("text=Copied")
    assert f"{2:032x}" == viewer.page.evaluate("navigator.clipboard.readText()")


def test_hostile_finding_unfolds(viewer: Viewer) -> None:
    """Text from a repository is text when it is unfolded, grouped and chosen, too."""
    for group in ("owner", "file", "rule"):
        viewer.choose("group", group)
    viewer.choose("rule", "custom.hostile")
    viewer.page.click("text=Unfold all")

    assert 0 == viewer.page.locator("img, main script").count()
    assert 0 == viewer.page.locator("a:not([href^='#'])").count()
    assert HOSTILE.replace("\u202e", "\\u202e") == viewer.page.inner_text(".finding:not([hidden]) .what")


def test_keyboard_alone_will_do(viewer: Viewer) -> None:
    """The first stop leads to the findings, a slash to the search, and Enter unfolds."""
    viewer.page.keyboard.press("Tab")
    assert "Skip to the findings" == viewer.page.evaluate("document.activeElement.textContent")
    viewer.page.keyboard.press("/")
    assert "q" == viewer.page.evaluate("document.activeElement.name")
    viewer.page.locator(".finding summary").first.focus()
    viewer.page.keyboard.press("Enter")
    assert viewer.page.locator(".finding details").first.evaluate("node => node.open")


def test_policy_lets_nothing_in(viewer: Viewer) -> None:
    """What would be put into the page by force does not run, load or become markup."""
    refused = viewer.page.evaluate(
        """() => new Promise((done) => {
            document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective));
            const image = document.createElement("img");
            image.src = "https://example.com/x.png";
            document.body.append(image);
        })"""
    )
    viewer.noted.clear()

    assert "img-src" == refused


def test_is_readable_without_script(browser: Any, url: str) -> None:
    """Without JavaScript every finding is there and unfolds, and no dead form is shown."""
    viewer = Viewer(browser, url, java_script_enabled=False)
    viewer.page.click(".finding:has-text('message 4') summary")

    assert 5 == viewer.page.locator(".finding").count()
    assert not viewer.page.is_visible("#filters")
    assert "suppressed (config)" in viewer.page.inner_text(".finding:has-text('message 4')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_a_phone(browser: Any, url: str, scheme: str) -> None:
    """Nothing is wider than a phone's screen, whatever is unfolded."""
    viewer = Viewer(browser, url, viewport=PHONE, color_scheme=scheme)
    viewer.page.click("text=Unfold all")

    assert PHONE["width"] == viewer.page.evaluate("document.documentElement.scrollWidth")
