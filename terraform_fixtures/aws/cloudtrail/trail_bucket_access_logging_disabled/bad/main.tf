resource "aws_s3_bucket" "trail" {
  bucket = "gatewright-trail"
}

resource "aws_cloudtrail" "main" {
  name           = "main"
  s3_bucket_name = aws_s3_bucket.trail.id
}

module "trail" {
  source = "./trail"
  bucket = aws_s3_bucket.trail.bucket
}
