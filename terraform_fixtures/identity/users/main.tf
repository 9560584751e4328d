# A user with a policy of her own, one through a group, and one with a managed policy of AWS.

resource "aws_s3_bucket" "data" {
  bucket = "acme-data"
}

resource "aws_iam_user" "alice" {
  name = "alice"
}

resource "aws_iam_user_policy" "alice" {
  name = "read"
  user = aws_iam_user.alice.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "${aws_s3_bucket.data.arn}/*"
    }]
  })
}

resource "aws_iam_group" "readers" {
  name = "readers"
}

resource "aws_iam_user" "bob" {
  name = "bob"
}

resource "aws_iam_user_group_membership" "bob" {
  user   = aws_iam_user.bob.name
  groups = [aws_iam_group.readers.name]
}

data "aws_iam_policy_document" "reports" {
  statement {
    actions   = ["s3:Get*"]
    resources = ["${aws_s3_bucket.data.arn}/reports/*"]
  }
}

resource "aws_iam_policy" "reports" {
  name   = "reports"
  policy = data.aws_iam_policy_document.reports.json
}

resource "aws_iam_group_policy_attachment" "reports" {
  group      = aws_iam_group.readers.name
  policy_arn = aws_iam_policy.reports.arn
}

resource "aws_iam_user" "carol" {
  name = "carol"
}

resource "aws_iam_user_policy_attachment" "carol" {
  user       = aws_iam_user.carol.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

# Reads, but not this bucket.
resource "aws_iam_user" "dave" {
  name = "dave"
}

resource "aws_iam_user_policy" "dave" {
  name = "read-others"
  user = aws_iam_user.dave.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:*", Resource = "*" },
      { Effect = "Deny", Action = "s3:*", Resource = [aws_s3_bucket.data.arn, "${aws_s3_bucket.data.arn}/*"] },
    ]
  })
}
