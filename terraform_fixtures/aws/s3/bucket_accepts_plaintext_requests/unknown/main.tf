variable "policy" {
  type = string
}

resource "aws_s3_bucket" "given" {
  bucket = "gatewright-given"
}

resource "aws_s3_bucket_policy" "given" {
  bucket = aws_s3_bucket.given.id
  policy = var.policy
}

variable "plain" {
  type = string
}

resource "aws_s3_bucket" "condition" {
  bucket = "gatewright-condition"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = "arn:aws:s3:::gatewright-condition/*"
      Condition = { Bool = { "aws:SecureTransport" = var.plain } }
    }]
  })
}
