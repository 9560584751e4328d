# Policies that AWS refuses, or that do not say what they seem to.

resource "aws_s3_bucket" "data" {
  bucket = "acme-data"
}

resource "aws_iam_user" "alice" {
  name = "alice"
}

resource "aws_iam_user_policy" "text" {
  name   = "text"
  user   = aws_iam_user.alice.name
  policy = "{ \"Version\": \"2012-10-17\", "
}

resource "aws_iam_user_policy" "statements" {
  name = "statements"
  user = aws_iam_user.alice.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Permit", Action = "s3:GetObject", Resource = "*" },
      { Effect = "Allow", Action = ["s3:GetObjekt", "s3: GetObject", "s3:Get*"], Resource = "${aws_s3_bucket.data.arn}/*" },
      { Effect = "Allow", Action = "s3:GetObject" },
      { Effect = "Allow", Action = "s3:GetObject", Resource = "*", Condition = { StringEqual = { "aws:SourceIp" = "x" } } },
    ]
  })
}

resource "aws_iam_user" "bob" {
  name = "bob"
}

resource "aws_iam_user_policy" "lookalike" {
  name = "lookalike"
  user = aws_iam_user.bob.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:Get\u041ebject", Resource = "*" }]
  })
}
