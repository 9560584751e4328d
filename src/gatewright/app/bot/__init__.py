"""The GitHub bot: webhooks in, a queue on disk, verdicts and commits out."""
