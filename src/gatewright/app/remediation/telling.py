"""What a pull request says. Text of the repository is shown as it is: it mentions nobody, links and closes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from gatewright.app.output import without_secrets
from gatewright.app.remediation.grouping import Group
from gatewright.app.remediation.marker import SIZE
from gatewright.app.remediation.wishes import Sources, Wishes
from gatewright.model.finding import Finding
from gatewright.model.patch import Patch
from gatewright.reports.markdown_text import details, fitting, prose, row
from gatewright.reports.selection import control_text, counted, gravest_first, origin_text, path_text, resource_name
from gatewright.reports.selection import value_text as as_json
from gatewright.reports.text import encodable, shortened, visible

_ROOM = SIZE - 20_000
"""What is left for the parts, less what is remembered for the next run. The bounds of the parts add up to less."""
_DIFF_ROOM = 24_000
_LONGEST_LINE = 500
# What forges make something of: mentions, issue numbers in both forms, addresses, entities, tags.
_SPEAKS = re.compile(r"[&<>@#\\`*_\[\]|~]|(?<=[Gg][Hh])-|:(?=//)")
# In a block that is no Markdown, only what ends it or speaks from a commit message has to be told in another way.
_SPEAKS_PLAINLY = re.compile(r"[&<>@#`]|(?<=[Gg][Hh])-|:(?=//)")
_PLAIN_CODE = re.compile(r"(?!.*[Gg][Hh]-\d)[A-Za-z0-9_.,:=+()\"'\[\]/-]+(?: [A-Za-z0-9_.,:=+()\"'\[\]/-]+)*")
_IN_TITLE = re.compile(r"[^A-Za-z0-9 _.,:;()'\"/+=-]|(?<=[Gg][Hh])-(?=\d)|(?<=:)//")
_OWNER = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_-]{0,38}(?:/[A-Za-z0-9_.-]{1,100})?")
_MOST_OWNERS = 15


def code(text: str, limit: int = 200) -> str:
    """The text as code, in which nothing is said to anybody, not even where the text becomes a commit message."""
    shown = shortened(visible(encodable(text[: limit + 1])), limit)
    if _PLAIN_CODE.fullmatch(shown) and "://" not in shown:
        return f"`{shown}`"
    return f"<code>{_SPEAKS.sub(_entity, shown)}</code>" if shown.strip() else ""


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found.group())};"


def title(group: Group) -> str:
    """The title: what is done, in letters that mean nothing else."""
    first = group.patches[0].title
    count = len(group.findings)
    if len(group.rules) > 1:
        text = f"Mend {counted(count, 'finding')} of {counted(len(group.rules), 'rule')}"
    else:
        text = first if count < 2 else f"{first} ({counted(count, 'finding')})"
    plain = " ".join(_IN_TITLE.sub(" ", text.replace("`", "")).split())
    return shortened(plain or f"Mend {counted(count, 'finding')}", 200)


def commit_message(group: Group, wishes: Wishes, content: str) -> str:
    """The message of a commit: nothing in it comes from the repository."""
    rules = [re.sub(r"[^A-Za-z0-9_.-]", "-", rule) for rule in group.rules]
    head = rules[0] if len(rules) == 1 else f"{len(rules)} rules"
    mended = [re.sub(r"[^A-Za-z0-9]", "", one)[:64] for one in group.fingerprints]
    lines = [f"Mend {counted(len(mended), 'finding')} of {head}"[:100], ""]
    lines += ["Found, patched and proved by Gatewright.", ""]
    lines += [f"Gatewright-Rule: {rule}" for rule in rules[:50]]
    lines += [f"Gatewright-Finding: {one}" for one in mended[:50]]
    lines += [f"Gatewright-Content: {content}"]
    lines += [f"Co-authored-by: {person}" for person in wishes.co_authors]
    lines += [f"Signed-off-by: {wishes.sign_off}"] if wishes.sign_off else []
    return "\n".join(lines) + "\n"


def body(group: Group, sources: Sources, reviewers: Sequence[str], *, mention: bool) -> str:
    """The text of a pull request, without what it remembers for the next run."""
    parts = [
        *fitting(_introduction(group), 7_000),
        *_findings(group.findings, sources),
        *_changes(group, sources),
        *_proof(group),
        *_owners(reviewers, mention=mention),
        *_silence(group),
    ]
    room = _ROOM - sum(len(line) + 1 for line in parts)
    return "\n".join([*parts, *_diff(group.patches, min(max(room, 0), _DIFF_ROOM))]) + "\n"


def _introduction(group: Group) -> Iterator[str]:
    count = len(group.findings)
    yield f"Gatewright found {counted(count, 'problem')} here, and proved that this change mends them and nothing else."
    yield ""
    for rule in list(dict.fromkeys((one.rule.id, one.rule.title, one.rule.description) for one in group.findings))[:20]:
        yield f"- {code(rule[0])}: {prose(rule[1])}. {prose(rule[2], 400)}"
    yield ""


def _findings(findings: Sequence[Finding], sources: Sources) -> list[str]:
    shown = gravest_first(findings)[:50]
    lines = ["### Findings", "", row("severity", "resource", "where", "what", "evidence"), row(*["---"] * 5)]
    for one in shown:
        where = code(f"{sources.path(one.location.file)}:{one.location.start.line}") if one.location else ""
        lines.append(row(one.severity, code(resource_name(one)), where, prose(one.message), _evidence(one)))
    if len(findings) > len(shown):
        lines += ["", f"{len(findings) - len(shown)} more findings are not listed."]
    controls = sorted({control_text(control) for one in findings for control in one.controls})
    if controls:
        lines += ["", f"Controls: {', '.join(code(control) for control in controls[:30])}"]
    prints = ", ".join(code(one.fingerprint[:16]) for one in shown)
    return [*fitting([*lines, "", f"Fingerprints: {prints}"], 18_000), ""]


def _evidence(finding: Finding) -> str:
    if not finding.path:
        return ""
    _, _, shown = without_secrets(f"{finding.path[-1]} = {as_json(finding.evidence)}").partition(" = ")
    value = f"{path_text(finding.path)} = {shortened(shown, 120)}"
    origin = f" from {code(origin_text(finding.value_from))}" if finding.value_from else ""
    return f"{code(value)}{origin}"


def _changes(group: Group, sources: Sources) -> list[str]:
    lines = ["### What changes", ""]
    for patch in group.patches[:50]:
        places = ", ".join(code(sources.path(change.file)) for change in patch.changes[:10])
        mended = [resource_name(one) for one in group.findings if one.fingerprint in patch.fingerprints]
        named = "".join(f", for {code(name)}" for name in dict.fromkeys(mended[:5]))
        note = f" {prose(patch.note, 600)}" if patch.note else ""
        lines.append(f"- {prose(patch.title)}{named}, in {places}.{note}")
        if patch.also_changes:
            others = ", ".join(code(address) for address in patch.also_changes[:20])
            more = len(patch.also_changes) - 20
            lines.append(f"  It also changes {others}" + (f" and {more} more." if more > 0 else "."))
    return [*fitting(lines, 9_000), ""]


def _proof(group: Group) -> list[str]:
    steps = [step for patch in group.patches for step in patch.proof]
    told = {step.name: step.detail for step in reversed(steps)}
    lines = ["### Proof", "", "Checked before this was opened, for each patch:", ""]
    names = dict.fromkeys(step.name for step in steps)
    lines += [f"- [x] {prose(name)}" + (f": {prose(told[name])}" if told[name] else "") for name in names]
    return [*fitting(lines, 5_000), ""]


def reviewers_of(group: Group, sources: Sources) -> tuple[str, ...]:
    """The code owners of what changes that GitHub knows as users or teams, each once."""
    paths = [sources.path(name) for name in sorted(group.files)]
    owners = dict.fromkeys(owner for path in paths for owner in sources.owners(path))
    return tuple(owner for owner in owners if _OWNER.fullmatch(owner))[:_MOST_OWNERS]


def _owners(reviewers: Sequence[str], *, mention: bool) -> list[str]:
    """Owners from CODEOWNERS alone may be spoken to, and only where GitHub would not ask them."""
    if not mention or not reviewers:
        return []
    return [f"Code owners, of whom GitHub could not request a review: {' '.join(reviewers)}", ""]


def _silence(group: Group) -> list[str]:
    rules = [re.sub(r"[^A-Za-z0-9_.*-]", "", rule)[:200] for rule in group.rules]
    comments = [f"# gatewright:ignore {rule} -- REASON" for rule in rules[:10]]
    return details(
        "How to silence this",
        [
            "Close this pull request: it is not opened again for these findings, until `gatewright pr open --retry`.",
            "To accept a finding for good, write above its place, with your reason:",
            "",
            "```hcl",
            *comments,
            "```",
        ],
    )


def _diff(patches: Iterable[Patch], room: int) -> list[str]:
    """The changes as they are, in a block in which nothing is Markdown."""
    lines = [line for patch in patches for line in patch.diff.rstrip("\n").split("\n")]
    kept = fitting((_diff_line(line) for line in lines), room)  # the others are not even looked at
    if not kept:
        return []
    more = "" if len(kept) == len(lines) else "\nThe rest is in the tab with the changed files."
    return ["", "### Diff", "", '<pre lang="diff">', *(line or " " for line in kept), "</pre>", more]


def _diff_line(line: str) -> str:
    shown = line[:1] + without_secrets(shortened(encodable(line[1 : _LONGEST_LINE + 2]), _LONGEST_LINE))
    return _SPEAKS_PLAINLY.sub(_entity, visible(shown))


def farewell(why: str) -> str:
    """What is said when a pull request is closed."""
    if why == "suppressed":
        return "Somebody has accepted these findings, so Gatewright closes this pull request."
    return "The findings that this pull request was about are gone, so Gatewright closes it."
