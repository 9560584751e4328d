variable "log_bucket" {
  description = "Name of the central log bucket."
  type        = string
}

resource "aws_s3_bucket" "logs" {
  bucket = "gatewright-logs"
}

resource "aws_s3_bucket" "split" {
  bucket = "gatewright-split"
}

resource "aws_s3_bucket_logging" "split" {
  bucket        = aws_s3_bucket.split.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "split/"
}

resource "aws_s3_bucket" "legacy" {
  bucket = "gatewright-legacy"

  logging {
    target_bucket = "gatewright-logs"
    target_prefix = "legacy/"
  }
}

# Where the logs go is not known, that they go somewhere is.
resource "aws_s3_bucket" "central" {
  bucket = "gatewright-central"
}

resource "aws_s3_bucket_logging" "central" {
  bucket        = aws_s3_bucket.central.id
  target_bucket = var.log_bucket
  target_prefix = "central/"
}

resource "aws_s3_bucket" "collector" {
  bucket = "gatewright-collector"
  acl    = "log-delivery-write"
}
