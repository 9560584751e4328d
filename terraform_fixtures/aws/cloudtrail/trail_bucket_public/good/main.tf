resource "aws_s3_bucket" "logs" {
  bucket = "gatewright-logs"
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.logs.arn}/*"
    }]
  })
}

resource "aws_cloudtrail" "closed" {
  name           = "closed"
  s3_bucket_name = aws_s3_bucket.logs.id
}

resource "aws_s3_bucket" "undone" {
  bucket = "gatewright-undone"
  acl    = "public-read"
}

resource "aws_s3_bucket_public_access_block" "undone" {
  bucket             = aws_s3_bucket.undone.id
  ignore_public_acls = true
}

resource "aws_cloudtrail" "undone" {
  name           = "undone"
  s3_bucket_name = aws_s3_bucket.undone.bucket
}
