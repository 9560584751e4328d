"""Documents of Amazon Web Services."""
