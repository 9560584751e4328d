resource "aws_s3_bucket" "heredoc" {
  bucket = "gatewright-heredoc"
}

resource "aws_s3_bucket_policy" "heredoc" {
  bucket = aws_s3_bucket.heredoc.id
  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::gatewright-heredoc/*"
      }
    }
  EOT
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
      {
        Effect    = "Allow"
        Principal = { AWS = ["*"] }
        Action    = "s3:PutObject"
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

resource "aws_s3_bucket_policy" "rendered" {
  bucket = aws_s3_bucket.rendered.id
  policy = data.aws_iam_policy_document.rendered.json
}

# A new public policy would be refused, this one stays in force.
resource "aws_s3_bucket_public_access_block" "rendered" {
  bucket              = aws_s3_bucket.rendered.id
  block_public_policy = true
}

resource "aws_s3_bucket_policy" "elsewhere" {
  bucket = "gatewright-elsewhere"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect       = "Allow"
      NotPrincipal = { AWS = "arn:aws:iam::111122223333:root" }
      Action       = "s3:GetObject"
      Resource     = "arn:aws:s3:::gatewright-elsewhere/*"
    }]
  })
}
