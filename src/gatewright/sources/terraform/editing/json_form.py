"""Edits of files in JSON syntax."""
from gatewright.sources.terraform.editing.native import NativeForm as JsonForm
