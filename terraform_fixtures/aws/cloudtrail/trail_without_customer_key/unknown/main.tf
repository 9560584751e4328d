resource "aws_s3_bucket" "logs" {
  bucket = "gatewright-logs"
}

variable "setting" {
  type = string
}

resource "aws_cloudtrail" "given" {
  name           = "given"
  s3_bucket_name = aws_s3_bucket.logs.id
  kms_key_id     = var.setting
}
