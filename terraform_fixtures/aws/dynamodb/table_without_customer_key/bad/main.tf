resource "aws_dynamodb_table" "plain" {
  name     = "plain"
  hash_key = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table" "managed" {
  name     = "managed"
  hash_key = "id"

  attribute {
    name = "id"
    type = "S"
  }

  server_side_encryption {
    enabled = true
  }
}

resource "aws_dynamodb_table" "global" {
  name     = "global"
  hash_key = "id"

  attribute {
    name = "id"
    type = "S"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.table.arn
  }

  replica {
    region_name = "eu-west-1"
  }
}

resource "aws_kms_key" "table" {
  enable_key_rotation = true
}
