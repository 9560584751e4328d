"""The syntax tree of Terraform's languages, with a position for every node."""
