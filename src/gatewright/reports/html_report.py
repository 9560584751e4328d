"""One HTML file for a browser: counts, score, and findings to filter, without a server and without any request.

The page is whole without JavaScript; the script only filters, groups and sorts what is there, and makes no markup.
"""

from __future__ import annotations

from gatewright._version import __version__
from gatewright.model.finding import Report
from gatewright.reports.html.assets import policy, script, style
from gatewright.reports.html.filters import filters
from gatewright.reports.html.findings import finding_list, standing_first
from gatewright.reports.html.markup import Markup, sentence, tag, text
from gatewright.reports.html.overview import headline, notices, overview
from gatewright.reports.html.rules import rules
from gatewright.reports.options import RenderOptions
from gatewright.reports.selection import counted, shown

NAME = "html"
EXTENSION = "html"
_VIEWPORT = {"name": "viewport", "content": "width=device-width, initial-scale=1"}


def render(report: Report, options: RenderOptions) -> str:
    """The report as a page that holds all it needs."""
    page = tag("html", {"lang": "en"}, _head(report), _body(report, options))
    return f"<!doctype html>\n{page}\n"


def _head(report: Report) -> Markup:
    return tag(
        "head",
        None,
        tag("meta", {"charset": "utf-8"}),
        policy(),
        tag("meta", _VIEWPORT),
        tag("meta", {"name": "color-scheme", "content": "light dark"}),
        tag("meta", {"name": "referrer", "content": "no-referrer"}),
        tag("title", None, text(f"Gatewright: {headline(report)}")),
        style(),
    )


def _body(report: Report, options: RenderOptions) -> Markup:
    words = headline(report)
    top = (tag("p", None, text("Gatewright")), tag("h1", None, text(sentence(words))))
    about = (
        f"Gatewright {__version__}, engine {report.engine}. A score of 100 says that nothing that was judged failed."
    )
    return tag(
        "body",
        None,
        tag("a", {"class": "skip", "href": "#findings"}, text("Skip to the findings")),
        tag("header", None, *top),
        tag("main", None, overview(report), _findings(report, options), notices(report)),
        tag("footer", None, tag("p", None, text(about))),
        script(),
    )


def _findings(report: Report, options: RenderOptions) -> Markup:
    """The findings with their filters, and the rules that they break."""
    findings = standing_first(shown(report, options))
    title = tag("h2", {"id": "findings-title"}, text("Findings"))
    if not findings:
        nothing = tag("p", None, text("There are none to list."))
        return tag("section", {"id": "findings", "aria-labelledby": "findings-title"}, title, nothing)
    count = tag("p", {"id": "count", "role": "status"}, text(counted(len(findings), "finding")))
    listed = tag("div", {"class": "results"}, title, count, finding_list(findings, options))
    section = tag("section", {"id": "findings", "aria-labelledby": "findings-title"}, filters(findings), listed)
    return Markup(section + rules(findings))
