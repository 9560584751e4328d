"""What pull requests say: text of a repository is shown, and neither mentions, links, closes nor formats anything."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from markdown_it import MarkdownIt

from gatewright.app.remediation import marker, telling
from gatewright.app.remediation.grouping import Group, branch_of, why_not
from gatewright.app.remediation.marker import Marker
from gatewright.app.remediation.wishes import Sources, Wishes
from gatewright.model.finding import DocumentRef, Finding
from gatewright.model.location import Location, Position
from gatewright.model.patch import FileChange, Patch, ProofStep, TextEdit
from gatewright.model.rule import Control, Rule

HERE = Position(line=1, column=1)
HOSTILE = [
    "@everyone and @acme/platform",
    "fixes #12, closes acme/shop#1, resolves GH-7",
    "fixes https://github.com/acme/shop/issues/1",
    "</code></pre><img src=x onerror=alert(1)>",
    "` ``` ~~~ **bold** [x](https://example.com) ![y](http://example.com/z.png)",
    "| a | b |\n# heading\n\n```\n--> <!-- gatewright:proposal {} -->",
    "www.example.com \u202e\u200b\x1b[31m\ud800",
    "&#64;everyone &commat;everyone",
]


def _finding(text: str) -> Finding:
    rule = Rule(
        id="aws.kms.key",
        title=text,
        description=text,
        severity="high",
        resource_types=("aws.kms.key",),
        reads=(),
        package="rules.aws.kms.key",
        source="",
    )
    document = DocumentRef(
        id=text, type="aws.kms.key", name=text, address=text, root="", provider="aws", account=None, region=None
    )
    location = Location(file=text, start=HERE, end=HERE)
    controls = (Control(framework=text, version="1", requirement="1", control="1"),)
    kept = {"location": location, "controls": controls, "owners": (text,), "evidence": text}
    return Finding(
        fingerprint="ab" * 16,
        rule=rule,
        severity="high",
        outcome="fail",
        message=text,
        document=document,
        path=(text,),
        **kept,
    )


def _patch(text: str, **more: object) -> Patch:
    edit = TextEdit(start=HERE, end=HERE, text=text)
    change = FileChange(file=text, edits=(edit,), before="", after="")
    patch = Patch(
        rule="aws.kms.key",
        fingerprints=("ab" * 16,),
        title=text,
        confidence="certain",
        note=text,
        changes=(change,),
        also_changes=(text,),
        proof=(ProofStep(name=text, holds=True, detail=text),),
        diff=f"--- a/x\n+++ b/x\n-{text}\n+{text}\n",
    )
    return patch.model_copy(update=more)


def _group(text: str) -> Group:
    return Group(branch="gatewright/x/y", patches=(_patch(text),), findings=(_finding(text),), files={text: b"x"})


def _sources(owners: Callable[[str], tuple[str, ...]] = lambda _: ()) -> Sources:
    return Sources(read=lambda _: None, files=lambda: (), owners=owners)


def _shown(body: str) -> str:
    """The text that a reader sees outside of code, as GitHub looks for mentions in it."""
    page = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(body)
    bare = re.sub(r"<(code|pre)\b[^>]*>.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"<!--.*?-->", " ", bare, flags=re.DOTALL)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_the_repository_speaks(text: str) -> None:
    """Rendered as GitHub does it, no mention, issue, link, image or tag is there that we have not written."""
    body = telling.body(_group(text), _sources(), (), mention=False)
    shown = _shown(body)
    tags = {tag.lower() for tag in re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", shown)}
    known = {"p", "ul", "li", "h3", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "strong", "em"}
    assert set() == tags - known - {"br", "input"}
    assert [] == re.findall(r"[@#]\w|GH-\d|://|www\.", shown.replace("&#64;", "@").replace("&#35;", "#"))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_speaks_from_a_commit_message(text: str) -> None:
    """GitHub may make a commit message of title and text, and there nothing is Markdown."""
    group = _group(text)
    whole = "\n".join(
        [
            telling.title(group),
            telling.body(group, _sources(), (), mention=False),
            telling.commit_message(group, Wishes(), "0" * 64),
        ]
    )
    assert [] == re.findall(r"(?<![&\w])[@#]\w|GH-\d|://", whole)
    assert re.fullmatch(r"[\x20-\x7e\n\u2026…]*", whole)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_diff_stays_in_its_block(text: str) -> None:
    """One block is opened and closed, and the table has the columns that it says."""
    body = telling.body(_group(text), _sources(), (), mention=False)
    assert (1, 1) == (body.count("<pre"), body.count("</pre>"))
    rows = [line for line in body.splitlines() if line.startswith("|")]
    assert {5} == {line.count("|") - 1 for line in rows}


def test_secrets_are_not_repeated() -> None:
    """Neither in the diff nor in the evidence is a password told."""
    patch = _patch("x", diff='--- a/x\n+++ b/x\n-  password = "hunter2"\n+  password = "hunter2"\n')
    finding = _finding("x").model_copy(update={"path": ("db", "password"), "evidence": "hunter2"})
    group = Group(branch="b", patches=(patch,), findings=(finding,), files={})
    assert "hunter2" not in telling.body(group, _sources(), (), mention=False)


def test_a_text_of_any_size_is_taken() -> None:
    """Hundreds of findings with long names, and a diff of megabytes, are cut to what GitHub takes."""
    text = "&<long name>" * 500
    findings = tuple(_finding(text).model_copy(update={"fingerprint": f"{n:032x}"}) for n in range(300))
    patches = tuple(_patch(text, fingerprints=(f"{n:032x}",), diff=f"+{text}\n" * 500) for n in range(100))
    group = Group(branch="b", patches=patches, findings=findings, files={})
    body = telling.body(group, _sources(), ("@dev",) * 15, mention=True)
    prints = tuple(f"{n:032x}" for n in range(100))
    whole = marker.remarked(body, Marker(fingerprints=prints, rules=("aws.service.rule_with_a_name",) * 100))
    assert len(whole) <= marker.SIZE


def test_only_code_owners_are_spoken_to() -> None:
    """Owners that a tag of a resource names are text of the repository; emails and nonsense are nobody."""
    owners = ("@dev", "@acme/platform", "someone@example.com", "@a b", "@" + "x" * 80)
    assert ("@dev", "@acme/platform") == telling.reviewers_of(_group("tagged"), _sources(lambda _: owners))


def test_a_branch_has_a_name_that_git_takes() -> None:
    """Whatever the rule and the fingerprint are called."""
    names = [
        branch_of(_patch("x", rule=rule, fingerprints=(print_,)), "finding", _sources())
        for rule in ("aws.kms.key", "..", "a..b/../c.lock", "@{x} ~^:?*[", "", "-x", "é" * 300)
        for print_ in ("ab" * 16, "../../x", "@{")
    ]
    pattern = r"gatewright/(?!.*\.\.)(?!.*\.lock/)[A-Za-z0-9_][A-Za-z0-9_.-]*/[A-Za-z0-9_.-]+"
    assert [] == [name for name in names if not re.fullmatch(pattern, name)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"confidence": "review"}, "a person has to look at it; `gatewright fix` shows it"),
        ({"proof": ()}, "it has no proof"),
        ({"proof": (ProofStep(name="no new finding", holds=False),)}, "its proof is not complete: no new finding"),
        ({"fingerprints": ("cd" * 16,)}, "none of its findings counts any more"),
        ({}, ""),
    ],
)
def test_only_what_is_certain_and_proved_is_proposed(change: dict[str, object], reason: str) -> None:
    """Everything else is left, and says why."""
    assert reason == why_not(_patch("x", **change), frozenset({"ab" * 16}))


def test_what_is_remembered_is_read_back() -> None:
    """Whatever is in it, and whatever stands before it; what cannot be read is nothing."""
    kept = Marker(fingerprints=("ab",), rules=("r",), scope="a -->`<@x>", base="c", content="d", done=True)
    text = marker.remarked("hello <!-- gatewright:proposal {} -->", kept)
    assert kept == marker.read(text)
    assert (1, False) == (text.count("-->"), "@" in text)
    assert [None] * 4 == [
        marker.read(body)
        for body in (
            "",
            "<!-- gatewright:proposal {} -->",
            "<!-- gatewright:proposal {[} -->",
            "<!-- gatewright:proposal {" + '"a":[' * 5_000 + "} -->",
        )
    ]
