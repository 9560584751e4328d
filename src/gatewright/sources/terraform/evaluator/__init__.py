"""The evaluator of Terraform configurations: every value that Terraform would know at plan time, without Terraform."""
