locals {
  locked_down = true
}

resource "aws_s3_bucket" "closed" {
  bucket = "gatewright-closed"
}

resource "aws_s3_bucket_public_access_block" "closed" {
  bucket = aws_s3_bucket.closed.id

  ignore_public_acls      = true
  restrict_public_buckets = true
  block_public_policy     = false
  block_public_acls       = local.locked_down
}

# No block at all is another rule's business.
resource "aws_s3_bucket" "without" {
  bucket = "gatewright-without"
}
