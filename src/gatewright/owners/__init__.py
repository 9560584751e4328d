"""Who owns a place in a repository."""
