locals {
  locked_down = true
}

resource "aws_s3_bucket" "closed" {
  bucket = "gatewright-closed"
}

resource "aws_s3_bucket_public_access_block" "closed" {
  bucket = aws_s3_bucket.closed.id

  block_public_policy     = true
  ignore_public_acls      = true
  block_public_acls       = false
  restrict_public_buckets = local.locked_down
}

# No block at all is another rule's business.
resource "aws_s3_bucket" "without" {
  bucket = "gatewright-without"
}
