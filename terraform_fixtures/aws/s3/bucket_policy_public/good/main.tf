data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "restricted" {
  bucket = "gatewright-restricted"
}

resource "aws_s3_bucket_policy" "restricted" {
  bucket = aws_s3_bucket.restricted.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.restricted.arn}/*"
    }]
  })
}

resource "aws_s3_bucket_public_access_block" "restricted" {
  bucket                  = aws_s3_bucket.restricted.id
  restrict_public_buckets = true
}

# The account's id is not known before apply; that it is not `*` is.
resource "aws_s3_bucket" "account" {
  bucket = "gatewright-account"
}

resource "aws_s3_bucket_policy" "account" {
  bucket = aws_s3_bucket.account.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.account.arn}/*"
      },
      {
        Effect    = "Allow"
        Principal = { Service = "logging.s3.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.account.arn}/*"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      },
    ]
  })
}

data "aws_iam_policy_document" "narrowed" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.narrowed.arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-a1b2c3d4e5"]
    }
  }

  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket" "narrowed" {
  bucket = "gatewright-narrowed"
}

resource "aws_s3_bucket_policy" "narrowed" {
  bucket = aws_s3_bucket.narrowed.bucket
  policy = data.aws_iam_policy_document.narrowed.json
}

resource "aws_s3_bucket" "without" {
  bucket = "gatewright-without"
}
