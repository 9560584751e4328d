resource "aws_s3_bucket" "heredoc" {
  bucket = "gatewright-heredoc"
}

resource "aws_s3_bucket" "legacy" {
  bucket = "gatewright-legacy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:root" }
        Action    = "s3:*"
        Resource  = "arn:aws:s3:::gatewright-legacy/*"
      },
    ]
  })
}

data "aws_iam_policy_document" "rendered" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.rendered.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringLike"
      variable = "aws:Referer"
      values   = ["https://example.com/*"]
    }
  }
}

resource "aws_s3_bucket" "rendered" {
  bucket_prefix = "gatewright-"
}

# A new public policy would be refused, this one stays in force.
resource "aws_s3_bucket_public_access_block" "rendered" {
  bucket              = aws_s3_bucket.rendered.id
  block_public_policy = true
}
