# METADATA
# title: Related documents
# description: Follows the relations of a document to other documents.
package lib.related

# METADATA
# description: >-
#   The documents that `resource` is related to by `kind`, in the order of the relation. A target that is unknown or not
#   in the estate is left out: list `@kind` in the rule's `reads`, and the outcome is unknown then.
each(resource, kind) := [document |
	some id in resource.relations[kind]
	document := input.by_id[id]
]
