# METADATA
# title: What a rule says
# description: Builds the hits that a rule states, so that their shape is written down once.
package lib.finding

# METADATA
# description: >-
#   The hit that the property at `path` of `resource` is wrong; `message` says which value. `path` names the property
#   as the document does, also where the user left it out.
at(resource, path, message) := {"resource": resource.id, "path": path, "message": message}
