package lib.finding_test

import data.lib.finding

test_at_names_resource_path_and_message if {
	resource := {"id": "b", "properties": {"versioning": {"enabled": false}}}
	hit := finding.at(resource, ["versioning", "enabled"], "versioning is off")
	hit == {"resource": "b", "path": ["versioning", "enabled"], "message": "versioning is off"}
}

test_at_is_undefined_for_a_document_without_id if {
	not finding.at({"properties": {}}, [], "nothing to point at")
}
