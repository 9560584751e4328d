"""Terraform: source, plan and state, all read into the same instances and from there into documents."""
