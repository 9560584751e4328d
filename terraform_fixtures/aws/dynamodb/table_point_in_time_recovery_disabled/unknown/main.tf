variable "recovery" {
  type = bool
}

resource "aws_dynamodb_table" "variable" {
  name     = "variable"
  hash_key = "id"

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = var.recovery
  }
}
