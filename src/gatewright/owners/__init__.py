"""Who owns a place in a repository: CODEOWNERS as GitHub reads it, and the owner tags of a resource."""

from gatewright.owners.codeowners import LOCATIONS, SIZE_LIMIT, Owners, parse
from gatewright.owners.tags import combine, owners_from_tags

__all__ = ["LOCATIONS", "SIZE_LIMIT", "Owners", "combine", "owners_from_tags", "parse"]
