resource "aws_s3_bucket" "logs" {
  bucket = "gatewright-logs"
}

# Its ARN is not known before apply, and need not be.
resource "aws_kms_key" "logs" {
  enable_key_rotation = true
}

resource "aws_cloudtrail" "all" {
  name           = "all"
  s3_bucket_name = aws_s3_bucket.logs.id
  kms_key_id     = aws_kms_key.logs.arn
}
