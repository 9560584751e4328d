"""Lossless edits of Terraform files: bytes in, splices out; what is not touched stays as it is."""

from gatewright.sources.terraform.editing.content import Block, Content, Raw
from gatewright.sources.terraform.editing.editor import FileEditor
from gatewright.sources.terraform.editing.splices import EditRefusedError, Splice, apply, compose

__all__ = ["Block", "Content", "EditRefusedError", "FileEditor", "Raw", "Splice", "apply", "compose"]
