resource "aws_s3_bucket" "logs" {
  bucket = "gatewright-logs"
}

variable "setting" {
  type = bool
}

resource "aws_cloudtrail" "given" {
  name                       = "given"
  s3_bucket_name             = aws_s3_bucket.logs.id
  enable_log_file_validation = var.setting
}
