variable "locked_down" {
  type = bool
}

resource "aws_s3_bucket" "open" {
  bucket = "gatewright-open"
}

resource "aws_s3_bucket_public_access_block" "open" {
  bucket = aws_s3_bucket.open.id

  block_public_acls       = true
  ignore_public_acls      = true
  restrict_public_buckets = true
  block_public_policy     = var.locked_down
}

# The policy of a bucket that is managed elsewhere says nothing about its block.
resource "aws_s3_bucket_policy" "elsewhere" {
  bucket = "gatewright-elsewhere"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:root" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::gatewright-elsewhere/*"
    }]
  })
}
