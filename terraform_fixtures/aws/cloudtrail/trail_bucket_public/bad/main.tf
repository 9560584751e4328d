resource "aws_s3_bucket" "legacy" {
  bucket = "gatewright-legacy"
  acl    = "public-read"
}

resource "aws_cloudtrail" "by_name" {
  name           = "by-name"
  s3_bucket_name = "gatewright-legacy"
}

resource "aws_s3_bucket" "policy" {
  bucket_prefix = "gatewright-"
}

resource "aws_s3_bucket_policy" "policy" {
  bucket = aws_s3_bucket.policy.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.policy.arn}/*"
      },
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.policy.arn}/*"
      },
    ]
  })
}

resource "aws_cloudtrail" "by_reference" {
  name           = "by-reference"
  s3_bucket_name = aws_s3_bucket.policy.id
}

resource "aws_s3_bucket" "authenticated" {
  bucket = "gatewright-authenticated"
}

resource "aws_s3_bucket_acl" "authenticated" {
  bucket = aws_s3_bucket.authenticated.id
  acl    = "authenticated-read"
}

resource "aws_cloudtrail" "after_policy" {
  name           = "after-policy"
  s3_bucket_name = aws_s3_bucket_acl.authenticated.bucket
}
