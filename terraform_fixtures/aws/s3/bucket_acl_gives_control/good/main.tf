resource "aws_s3_bucket" "private" {
  bucket = "gatewright-private"
}

resource "aws_s3_bucket_acl" "private" {
  bucket = aws_s3_bucket.private.id
  acl    = "private"
}

resource "aws_s3_bucket" "ignored" {
  bucket = "gatewright-ignored"

  grant {
    type        = "Group"
    uri         = "http://acs.amazonaws.com/groups/global/AllUsers"
    permissions = ["FULL_CONTROL"]
  }
}

resource "aws_s3_bucket_public_access_block" "ignored" {
  bucket             = aws_s3_bucket.ignored.id
  ignore_public_acls = true
}

resource "aws_s3_bucket" "without_acls" {
  bucket = "gatewright-without-acls"
  acl    = "public-read"
}

resource "aws_s3_bucket_ownership_controls" "without_acls" {
  bucket = aws_s3_bucket.without_acls.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket" "logs" {
  bucket = "gatewright-logs"

  grant {
    type        = "Group"
    uri         = "http://acs.amazonaws.com/groups/s3/LogDelivery"
    permissions = ["WRITE", "READ_ACP"]
  }
}
