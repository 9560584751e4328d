variable "acl" {
  type = string
}

variable "ignored" {
  type = bool
}

resource "aws_s3_bucket" "acl" {
  bucket = "gatewright-acl"
  acl    = var.acl
}

resource "aws_s3_bucket" "switch" {
  bucket = "gatewright-switch"

  grant {
    type        = "Group"
    uri         = "http://acs.amazonaws.com/groups/global/AllUsers"
    permissions = ["FULL_CONTROL"]
  }
}

resource "aws_s3_bucket_public_access_block" "switch" {
  bucket             = aws_s3_bucket.switch.id
  ignore_public_acls = var.ignored
}

# Whatever the switch will be, there is nothing to ignore.
resource "aws_s3_bucket" "private" {
  bucket = "gatewright-private"
  acl    = "private"
}

resource "aws_s3_bucket_public_access_block" "private" {
  bucket             = aws_s3_bucket.private.id
  ignore_public_acls = var.ignored
}
