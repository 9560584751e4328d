variable "locked_down" {
  type    = bool
  default = true
}

resource "aws_s3_bucket" "written" {
  bucket = "gatewright-written"
}

resource "aws_s3_bucket_public_access_block" "written" {
  bucket = aws_s3_bucket.written.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket" "left_out" {
  bucket = "gatewright-left-out"
}

resource "aws_s3_bucket_public_access_block" "left_out" {
  bucket = aws_s3_bucket.left_out.bucket

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket" "each" {
  for_each = toset(["a", "b"])
  bucket   = "gatewright-${each.key}"
}

resource "aws_s3_bucket_public_access_block" "each" {
  for_each = aws_s3_bucket.each
  bucket   = each.value.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = var.locked_down
}
