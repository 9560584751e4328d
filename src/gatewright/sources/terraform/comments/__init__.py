"""Comments in Terraform files that say which findings do not count: ours and other tools'."""

from gatewright.sources.terraform.comments.directives import Directive, directives_of
from gatewright.sources.terraform.comments.reading import directives_by_file, read_comments, source_files
from gatewright.sources.terraform.comments.resolving import Found, Resolved, RuleIndex, resolve

__all__ = [
    "Directive",
    "Found",
    "Resolved",
    "RuleIndex",
    "directives_by_file",
    "directives_of",
    "read_comments",
    "resolve",
    "source_files",
]
