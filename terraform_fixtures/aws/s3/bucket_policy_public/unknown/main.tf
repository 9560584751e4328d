variable "readers" {
  type = list(string)
}

variable "restricted" {
  type = bool
}

resource "aws_s3_bucket" "principals" {
  bucket = "gatewright-principals"
}

resource "aws_s3_bucket_policy" "principals" {
  bucket = aws_s3_bucket.principals.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.readers }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::gatewright-principals/*"
    }]
  })
}

resource "aws_s3_bucket" "switch" {
  bucket = "gatewright-switch"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::gatewright-switch/*"
    }]
  })
}

resource "aws_s3_bucket_public_access_block" "switch" {
  bucket                  = aws_s3_bucket.switch.id
  restrict_public_buckets = var.restricted
}
