"""The HTML report is one file that asks for nothing, keeps foreign text as text, and is whole without its script."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_builder import frame, make_document, make_finding, make_report, make_rule, place

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Finding, Report, RuleFailure, Suppression
from gatewright.model.location import Location, Position, ValueOrigin
from gatewright.model.rule import Control, Remediation
from gatewright.reports import RenderOptions
from gatewright.reports.html.excerpt import MOST_MARKED, WIDTH
from gatewright.reports.html.markup import tag, text
from gatewright.reports.html_report import render
from gatewright.reports.text import visible

VOID = {"input", "meta"}
BREAKERS = st.sampled_from(
    [
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '" onmouseover="alert(1)',
        "' autofocus onfocus='alert(1)",
        "javascript:alert(1)",
        "</title></style><svg onload=alert(1)>",
        "<!-- --><![CDATA[ ]]>",
        "\u202e\u2066\u2028\u2029\x00\x1b[2J\x85",
        "&lt;b&gt;&#60;&Tab;",
        "`<b>` `a` `",
        "\n</pre><textarea>\n",
        "{{7*7}}${7*7}",
    ]
)
FOREIGN = st.lists(st.text(max_size=20) | BREAKERS, max_size=3).map("".join)


@dataclass
class Page(HTMLParser):
    """A page as a parser sees it: its elements with their attributes, and its text by element."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element; one that may hold something waits for its end."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """The end of the element that was opened last, or the page is not well formed."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text within the element that was opened last."""
        if self.open:
            self.texts.append((self.open[-1], data))

    def handle_comment(self, data: str) -> None:
        """A comment, which no page has."""
        self.comments.append(data)

    def inside(self, *names: str) -> str:
        """The text of every element of these names."""
        return "\n".join(words for name, words in self.texts if name in names)

    def shapes(self) -> set[tuple[str, str]]:
        """Each element's name with each of its attributes' names."""
        return {(tag, name) for tag, attributes in self.elements for name in ("", *attributes)}

    def having(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """The attributes of the elements of this name that have these."""
        return [had for name, had in self.elements if name == tag and attributes.items() <= had.items()]


def read(html: str) -> Page:
    """The page, which must be well formed."""
    page = Page()
    page.feed(html)
    page.close()
    assert [] == page.open
    return page


def whole(foreign: str, **fields: Any) -> Report:
    """A report that has every part of the page, with foreign text wherever a scanned repository can put some."""
    rule = make_rule(
        f"custom.{foreign}",
        title=f"title {foreign}",
        description=f"Description {foreign}. Second `code`.",
        remediation=Remediation(terraform=foreign, console=foreign, cli=foreign),
        equivalents={foreign or "trivy": (foreign,)},
    )
    location = Location(
        file=f"dir/{foreign}.tf", start=Position(line=2, column=3), end=Position(line=2, column=9), symbol=foreign
    )
    values: dict[str, Any] = {
        "fingerprint": foreign,
        "rule": rule,
        "message": foreign,
        "document": make_document(
            id=f"id {foreign}",
            name=foreign,
            address=foreign,
            root=foreign,
            type=foreign,
            account=foreign,
            region=foreign,
        ),
        "path": (foreign, 0),
        "evidence": {foreign: [foreign, "x" * 90]},
        "location": location,
        "stack": (frame("module_call", foreign or "main.tf", symbol=foreign),),
        "value_from": ValueOrigin(kind="environment", symbol=foreign),
        "owners": (f"@{foreign}",),
        "controls": (Control(framework=foreign, version=foreign, requirement=foreign, control=foreign),),
        "environments": (f"env {foreign}",),
    }
    accepted = Suppression(kind="inline", reason=foreign, owner=foreign, until=date(2027, 1, 31), file=foreign, line=3)
    findings = [
        make_finding(**values),
        make_finding(**values | {"suppression": accepted}),
        make_finding("error", **values | {"location": None}),
        make_finding("unknown", **values | {"unknown_reason": foreign}),
    ]
    told = [
        Diagnostic(severity=severity, summary=foreign, detail=foreign, file=foreign) for severity in ("error", "note")
    ]
    parts: dict[str, Any] = {
        "diagnostics": tuple(told),
        "rule_errors": (RuleFailure(rule=foreign, error=foreign),),
        "changed_since": foreign,
        "engine": foreign,
    }
    report = make_report(*findings, **parts | fields)
    score = report.summary.score.model_copy(update={"accounts": {foreign: 1.0}, "frameworks": {foreign: 99.5}})
    return report.model_copy(update={"summary": report.summary.model_copy(update={"score": score, "suppressed": 1})})


def source_of(foreign: str) -> RenderOptions:
    """Options with source that is foreign text in every line."""
    return RenderOptions(all_outcomes=True, source=lambda _: [foreign, f"  {foreign}", f"\t{foreign}"])


PLAIN = read(render(whole("plain"), source_of("plain")))


@given(FOREIGN)
def test_foreign_text_makes_no_markup(foreign: str) -> None:
    """Whatever a repository holds, elements and attributes are the template's own, and links stay in the page."""
    page = read(render(whole(foreign), source_of(foreign)))

    assert page.shapes() <= PLAIN.shapes()
    assert [] == page.comments
    assert (1, 1) == (len(page.having("script")), len(page.having("style")))
    assert [] == [link for link in page.having("a") if not link["href"].startswith("#")]
    assert ("script", page.inside("script")) == ("script", PLAIN.inside("script"))


@given(FOREIGN)
def test_foreign_text_is_shown(foreign: str) -> None:
    """A message is there as it is, with control and bidirectional characters written as escapes."""
    page = read(render(make_report(make_finding(message=f"<{foreign}>")), RenderOptions()))

    assert f"<{visible(foreign)}>" in page.inside("span")


@given(FOREIGN)
def test_no_character_is_obeyed(foreign: str) -> None:
    """No control or bidirectional character of a repository reaches the page, line ends of the template aside."""
    html = render(whole(foreign), source_of(foreign))

    assert [] == re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", html)


def test_markup_shows_what_it_holds() -> None:
    """Foreign text and foreign attributes are escaped, and no character in them moves another one."""
    assert '<a title="\\u202e&quot;">&lt;"\\x1b</a>' == tag("a", {"title": '\u202e"'}, text('<"\x1b'))


def test_asks_for_nothing() -> None:
    """The policy admits this style sheet and this script by their hashes, and nothing else of any kind."""
    page = read(render(make_report(make_finding()), RenderOptions()))
    (policy,) = page.having("meta", **{"http-equiv": "Content-Security-Policy"})
    hashes = {kind: b64encode(sha256(page.inside(kind).encode()).digest()).decode() for kind in ("style", "script")}

    assert [
        "default-src 'none'",
        f"style-src 'sha256-{hashes['style']}'",
        f"script-src 'sha256-{hashes['script']}'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    ] == policy["content"].split("; ")
    assert set() == {name for _, name in page.shapes()} & {
        "src",
        "style",
        "action",
        "srcset",
        "background",
        "xlink:href",
    }
    assert [] == [name for _, name in page.shapes() if name.startswith("on")]
    assert "url(" not in page.inside("style")
    assert "@import" not in page.inside("style")


def test_script_makes_no_markup() -> None:
    """The script uses nothing that turns a string into markup or code."""
    script = PLAIN.inside("script")

    assert [] == re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function\(|fetch|import\(", script
    )


def test_is_whole_without_a_script() -> None:
    """Everything about a finding is in the page itself, and what only the script can serve is hidden."""
    finding = make_finding(
        stack=(frame("attribute"), frame("module_call", "live/main.tf", 7, 'module.logs["eu"]')),
        suppression=Suppression(kind="config", reason="public site", owner="@web", until=date(2027, 1, 31)),
        environments=("prod",),
    )
    page = read(render(make_report(finding), RenderOptions(source=lambda _: ["a", "b", "  public = true", "d"])))
    shown = "\n".join(words for name, words in page.texts if name not in {"script", "style"})

    for part in (
        "the bucket is public",
        "aws_s3_bucket.logs",
        "main.tf:3:3",
        "public = true",
        'module.logs["eu"]',
        "live/main.tf:7",
        "literal at main.tf:3:12",
        "@shop/storage",
        "cis-aws-5.0/2.1.4",
        "prod",
        "suppressed (config): public site (owner @web, until 2027-01-31)",
        "f1",
        "Anyone can read the bucket. Block public access.",
        "CKV_AWS_1",
    ):
        assert part in shown
    assert [True] == ["hidden" in form for form in page.having("form")]


def test_rule_is_told_once() -> None:
    """A rule's text is there once, however many findings it has, and each finding links to it."""
    page = read(render(make_report(*(make_finding(fingerprint=f"f{n}") for n in range(3))), RenderOptions()))

    assert 1 == page.inside("p").count("Anyone can read the bucket.")
    assert 3 == len(page.having("a", href="#rule-aws.s3.bucket_is_public"))
    assert 1 == len(page.having("details", id="rule-aws.s3.bucket_is_public"))


def test_puts_the_gravest_first() -> None:
    """What counts comes before what is suppressed, failures before errors, critical ones before high ones."""
    accepted = Suppression(kind="baseline")
    findings = [
        make_finding(severity="critical", suppression=accepted),
        make_finding("error", severity="critical"),
        make_finding(severity="low"),
        make_finding(severity="critical"),
    ]
    page = read(render(make_report(*findings), RenderOptions()))

    assert [
        ("critical", "fail", ""),
        ("low", "fail", ""),
        ("critical", "error", ""),
        ("critical", "fail", "baseline"),
    ] == [
        (item["data-severity"], item["data-outcome"], item.get("data-suppressed", ""))
        for item in page.having("li")
        if "data-severity" in item
    ]


def test_incomplete_report_says_so_first() -> None:
    """What could not be read or run stands above the counts, and in the title."""
    report = make_report(
        diagnostics=(Diagnostic(severity="error", summary="the block is not closed", file="a.tf"),),
        rule_errors=(RuleFailure(rule="custom.broken", error="line 3: unexpected token"),),
    )
    html = render(report, RenderOptions())

    assert "<title>Gatewright: nothing found, incomplete</title>" in html
    assert html.index("the block is not closed") < html.index("custom.broken") < html.index("Posture score")
    assert html.index("Posture score") < html.index('id="findings"')


def test_complete_report_does_not_alarm() -> None:
    """Warnings and notes make no report incomplete."""
    html = render(make_report(diagnostics=(Diagnostic(severity="warning", summary="odd"),)), RenderOptions())

    assert "incomplete" not in read(html).inside("title", "h1", "h2")
    assert "warning: " in read(html).inside("li")


def test_score_names_its_weights() -> None:
    """The score is there with its weights and its parts; none is said where nothing was judged."""
    report = make_report(make_finding())
    score = report.summary.score.model_copy(update={"frameworks": {"cis-aws-5.0": 66.6}, "accounts": {"": 12.5}})
    summary = report.summary.model_copy(update={"score": score})
    judged = read(render(report.model_copy(update={"summary": summary}), RenderOptions())).inside("p", "strong", "span")
    summary = report.summary.model_copy(update={"score": score.model_copy(update={"overall": None})})
    unjudged = read(render(report.model_copy(update={"summary": summary}), RenderOptions())).inside("p")

    assert [] == [
        part
        for part in (
            "50.0",
            "Weights: critical 5, high 4, medium 3, low 2, info 1.",
            "cis-aws-5.0\n66.6",
            "account unknown\n12.5",
        )
        if part not in judged
    ]
    assert "none, as nothing was judged" in unjudged


def test_changed_since_is_told() -> None:
    """A report of a part says since when."""
    html = render(make_report(make_finding(), changed_since="abc123"), RenderOptions())

    assert "Only what changed since abc123 is reported; outcomes and score" in read(html).inside("p")


def test_outcomes_are_listed_as_asked() -> None:
    """Failures and errors are listed, the other outcomes only where all are asked for."""
    report = make_report(make_finding(), make_finding("pass"), make_finding("unknown"), make_finding("error"))

    def outcomes(options: RenderOptions) -> list[str]:
        return [item["data-outcome"] for item in read(render(report, options)).having("li") if "data-outcome" in item]

    assert ["fail", "error"] == outcomes(RenderOptions())
    assert ["fail", "error", "unknown", "pass"] == outcomes(RenderOptions(all_outcomes=True))


def test_nothing_to_list() -> None:
    """A report without findings says so, and has no filters."""
    page = read(render(make_report(make_finding("pass")), RenderOptions()))

    assert "There are none to list." in page.inside("p")
    assert [] == page.having("form")


def test_filters_offer_what_is_there() -> None:
    """Each filter offers the values of these findings; a filter without a choice is left out."""
    findings = [make_finding(location=place("live/eu/a.tf")), make_finding("error", severity="low", owners=())]
    page = read(render(make_report(*findings), RenderOptions()))

    assert ["high", "low"] == [box["value"] for box in page.having("input", name="severity")]
    assert ["fail", "error"] == [box["value"] for box in page.having("input", name="outcome")]
    assert ["live/", "live/eu/", "live/eu/a.tf", "main.tf"] == [
        one["value"]
        for one in page.having("option")
        if one["value"].endswith(("/", ".tf")) and "cis" not in one["value"]
    ]
    assert [] == page.having("select", name="environment") + page.having("select", name="suppressed")
    assert 1 == len(page.having("option", value="cis-aws-5.0/")) == len(page.having("option", value="@shop/storage"))


@pytest.mark.parametrize(
    ("start", "end", "marked"),
    [
        ((2, 3), (2, 6), ["two"]),
        ((2, 3), (3, 4), ["two rest", "thr"]),
        ((2, 90), (2, 95), []),
        ((2, 3), (40, 1), ["two rest", "three", *(["line"] * (MOST_MARKED - 2))]),
    ],
)
def test_excerpt_marks_the_place(start: tuple[int, int], end: tuple[int, int], marked: list[str]) -> None:
    """The range of the place is marked, line by line, within two lines around it; a long one is cut."""
    location = Location(
        file="a.tf", start=Position(line=start[0], column=start[1]), end=Position(line=end[0], column=end[1])
    )
    lines = ["one", "  two rest", "three", *(["line"] * 40)]
    page = read(render(make_report(make_finding(location=location)), RenderOptions(source=lambda _: lines)))
    gutter, _ = page.inside("pre").split("\n", 1)

    assert marked == page.inside("mark").split("\n") if marked else not page.inside("mark")
    assert "1" == gutter


@pytest.mark.parametrize("lines", [None, [], ["one", "two"]])
def test_no_excerpt_where_there_is_none(lines: list[str] | None) -> None:
    """A file that cannot be shown, or has become shorter, has no excerpt; the place is still named."""
    page = read(render(make_report(make_finding()), RenderOptions(source=lambda _: lines)))

    assert [] == page.having("figure")
    assert "main.tf:3:3" in page.inside("code")


def test_long_text_is_cut() -> None:
    """A line of source, a message and a value take only so much room."""
    long = "x" * 100_000
    finding: Finding = make_finding(message=long, evidence={"a": long}, owners=(long,))
    html = render(make_report(finding), RenderOptions(source=lambda _: ["a", "b", long]))

    assert len(html) < 60_000
    assert f"{'x' * (WIDTH - 1)}…" in html.replace("<mark>", "").replace("</mark>", "")


def test_is_the_same_each_time() -> None:
    """Equal reports give equal bytes."""
    assert render(whole("x"), source_of("x")) == render(whole("x"), source_of("x"))


def test_colours_can_be_told_apart_from_their_ground() -> None:
    """Text has a contrast of at least 4.5 to the ground that it stands on, in the light and in the dark."""
    css = PLAIN.inside("style")
    modes = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part))
        for part in re.findall(r":root \{(.*?)\n\s*\}", css, re.DOTALL)
    ]
    grounds = ("page", "card", "hover", "source")
    tones = ("critical", "high", "medium", "low", "info", "other")
    pairs = [(ink, ground) for ink in ("ink", "muted", "link") for ground in grounds]
    pairs += [("ink", "mark"), ("alarm", "alarm-ground"), ("ink", "alarm-ground"), ("muted", "alarm-ground")]
    pairs += [(tone, "card") for tone in tones] + [("badge-ink", tone) for tone in tones]

    assert 3 == len(modes)
    assert [] == [
        (number, *pair)
        for number, mode in enumerate(modes)
        for pair in pairs
        if _contrast(mode[pair[0]], mode[pair[1]]) < 4.5
    ]


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
