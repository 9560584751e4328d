# What only a variable without a value, AWS or another module knows.

variable "policy_arn" {
  type = string
}

variable "prefix" {
  type = string
}

variable "statements" {
  type = list(any)
}

resource "aws_s3_bucket" "data" {
  bucket = "acme-data"
}

resource "aws_iam_user" "attached" {
  name = "attached"
}

resource "aws_iam_user_policy_attachment" "attached" {
  user       = aws_iam_user.attached.name
  policy_arn = var.policy_arn
}

resource "aws_iam_user" "aws" {
  name = "aws"
}

resource "aws_iam_user_policy_attachment" "aws" {
  user       = aws_iam_user.aws.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_user" "folder" {
  name = "folder"
}

resource "aws_iam_user_policy" "folder" {
  name = "folder"
  user = aws_iam_user.folder.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.data.arn}/${var.prefix}/*" }]
  })
}

resource "aws_iam_user" "statements" {
  name = "statements"
}

resource "aws_iam_user_policy" "statements" {
  name   = "statements"
  user   = aws_iam_user.statements.name
  policy = jsonencode({ Version = "2012-10-17", Statement = var.statements })
}

# Whatever the unknown says, a denial stands, and what is allowed beside it may be denied by it.
resource "aws_iam_user" "refused" {
  name = "refused"
}

resource "aws_iam_user_policy" "refused" {
  name = "refused"
  user = aws_iam_user.refused.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "s3:*", Resource = "*" }]
  })
}

resource "aws_iam_user_policy_attachment" "refused" {
  user       = aws_iam_user.refused.name
  policy_arn = var.policy_arn
}

resource "aws_iam_group" "nobody" {
  name = "nobody"
}
