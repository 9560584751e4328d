resource "aws_iam_user" "alice" {
  name = "alice"
}

resource "aws_iam_user_policy" "written" {
  name = "written"
  user = aws_iam_user.alice.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:ListAllMyBuckets", Resource = "*" }]
  })
}

resource "aws_iam_user_policy_attachment" "managed" {
  user       = aws_iam_user.alice.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_policy" "own" {
  name = "own"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:ListAllMyBuckets", Resource = "*" }]
  })
}

resource "aws_iam_user" "team" {
  for_each = toset(["bob", "carol"])
  name     = each.key
}

resource "aws_iam_policy_attachment" "team" {
  name       = "team"
  users      = [for user in aws_iam_user.team : user.name]
  policy_arn = aws_iam_policy.own.arn
}

# Whoever it is, it is a user.
variable "user" {
  type = string
}

resource "aws_iam_user_policy_attachment" "given" {
  user       = var.user
  policy_arn = aws_iam_policy.own.arn
}

# The user is managed elsewhere, the attachment is managed here.
resource "aws_iam_user_policy_attachment" "elsewhere" {
  user       = "dave"
  policy_arn = aws_iam_policy.own.arn
}
