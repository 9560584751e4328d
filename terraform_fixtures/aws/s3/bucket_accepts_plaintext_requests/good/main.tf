resource "aws_s3_bucket" "jsonencode" {
  bucket = "gatewright-jsonencode"
}

resource "aws_s3_bucket_policy" "jsonencode" {
  bucket = aws_s3_bucket.jsonencode.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.jsonencode.arn, "${aws_s3_bucket.jsonencode.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

data "aws_iam_policy_document" "tls_only" {
  for_each = toset(["a", "b"])

  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::gatewright-${each.key}", "arn:aws:s3:::gatewright-${each.key}/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket" "each" {
  for_each = data.aws_iam_policy_document.tls_only
  bucket   = "gatewright-${each.key}"
}

resource "aws_s3_bucket_policy" "each" {
  for_each = data.aws_iam_policy_document.tls_only
  bucket   = aws_s3_bucket.each[each.key].id
  policy   = each.value.json
}
