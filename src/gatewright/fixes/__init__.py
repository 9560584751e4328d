"""What a rule's fix means for a finding: which edits it takes, and what a patch may change. Pure."""
