"""The parts of the HTML report: markup, sections of the page, style sheet and script."""
