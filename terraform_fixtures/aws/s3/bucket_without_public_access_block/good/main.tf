resource "aws_s3_bucket" "by_id" {
  bucket_prefix = "gatewright-"
}

resource "aws_s3_bucket_public_access_block" "by_id" {
  bucket = aws_s3_bucket.by_id.id
}

resource "aws_s3_bucket" "by_name" {
  bucket = "gatewright-by-name"
}

resource "aws_s3_bucket_public_access_block" "by_name" {
  bucket            = "gatewright-by-name"
  block_public_acls = true
}
