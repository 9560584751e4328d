"""Terraform resources of the AWS provider as documents; one module a document type, found by discovery."""
