variable "acl" {
  type = string
}

resource "aws_s3_bucket" "acl" {
  bucket = "gatewright-acl"
  acl    = var.acl
}

resource "aws_cloudtrail" "acl" {
  name           = "acl"
  s3_bucket_name = aws_s3_bucket.acl.id
}

resource "aws_cloudtrail" "elsewhere" {
  name           = "elsewhere"
  s3_bucket_name = "gatewright-of-the-security-account"
}

data "aws_s3_bucket" "central" {
  bucket = "gatewright-central"
}

resource "aws_cloudtrail" "data" {
  name           = "data"
  s3_bucket_name = data.aws_s3_bucket.central.id
}
