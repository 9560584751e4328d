variable "log_bucket" {
  type    = string
  default = null
}

resource "aws_s3_bucket" "this" {
  bucket_prefix = "gatewright-"
}

resource "aws_s3_bucket_logging" "this" {
  count = var.log_bucket == null ? 0 : 1

  bucket        = aws_s3_bucket.this.id
  target_bucket = var.log_bucket
  target_prefix = "access/"
}
