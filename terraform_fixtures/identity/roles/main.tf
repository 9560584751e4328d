# A user who reads the bucket over two roles, which trust each other, and a user whom the second role does not trust.

data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "data" {
  bucket = "acme-data"
}

resource "aws_iam_user" "alice" {
  name = "alice"
}

resource "aws_iam_user" "mallory" {
  name = "mallory"
}

resource "aws_iam_user_policy" "alice" {
  name = "deploy"
  user = aws_iam_user.alice.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.deploy.arn }]
  })
}

# The account is trusted, so who may take the role is for the policies of the account.
resource "aws_iam_role" "deploy" {
  name = "deploy"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
    }]
  })
}

resource "aws_iam_role_policy" "deploy" {
  name = "read"
  role = aws_iam_role.deploy.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "arn:aws:iam::*:role/reader" }]
  })
}

resource "aws_iam_role" "reader" {
  name = "reader"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = aws_iam_role.deploy.arn }
    }]
  })
}

resource "aws_iam_role_policy" "reader" {
  name = "reader"
  role = aws_iam_role.reader.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.data.arn}/*" },
      { Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.deploy.arn },
    ]
  })
}

# May ask for every role; `reader` trusts `deploy` alone, and an external id is asked for by `vendor`.
resource "aws_iam_user_policy" "mallory" {
  name = "any-role"
  user = aws_iam_user.mallory.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = ["*"], Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } } }]
  })
}
