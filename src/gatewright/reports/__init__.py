"""Output formats; each is a pure function of the report."""

from gatewright.reports.options import RenderOptions
from gatewright.reports.registry import ReportFormat, formats

__all__ = ["RenderOptions", "ReportFormat", "formats"]
