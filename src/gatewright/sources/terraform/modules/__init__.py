"""Terraform modules as they are written: files found and read, merged, and their calls resolved."""
