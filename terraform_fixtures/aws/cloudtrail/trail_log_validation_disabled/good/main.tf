resource "aws_s3_bucket" "logs" {
  bucket = "gatewright-logs"
}

resource "aws_cloudtrail" "all" {
  name                       = "all"
  s3_bucket_name             = aws_s3_bucket.logs.id
  enable_log_file_validation = true
}
