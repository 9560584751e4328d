variable "bucket" {
  description = "Which bucket to lock down; it may be the one below."
  type        = string
}

resource "aws_s3_bucket" "maybe" {
  bucket = "gatewright-maybe"
}

resource "aws_s3_bucket_public_access_block" "given" {
  bucket = var.bucket

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
