resource "aws_s3_bucket" "access" {
  bucket = "gatewright-access"
}

resource "aws_s3_bucket" "trail" {
  bucket = "gatewright-trail"
}

resource "aws_s3_bucket_logging" "trail" {
  bucket        = aws_s3_bucket.trail.id
  target_bucket = aws_s3_bucket.access.id
  target_prefix = "trail/"
}

resource "aws_cloudtrail" "split" {
  name           = "split"
  s3_bucket_name = aws_s3_bucket.trail.id
}

resource "aws_s3_bucket" "legacy" {
  bucket = "gatewright-legacy"

  logging {
    target_bucket = aws_s3_bucket.access.id
  }
}

resource "aws_cloudtrail" "legacy" {
  name           = "legacy"
  s3_bucket_name = aws_s3_bucket.legacy.bucket
}
