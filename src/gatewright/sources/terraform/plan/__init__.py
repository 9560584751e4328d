"""Terraform plans, JSON and binary, read into instances."""
