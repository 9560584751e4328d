variable "user" {
  description = "Who gets the policy; it may be the user below."
  type        = string
}

variable "policies" {
  type = list(string)
}

resource "aws_iam_user" "alice" {
  name = "alice"
}

resource "aws_iam_user_policy_attachments_exclusive" "alice" {
  user_name   = aws_iam_user.alice.name
  policy_arns = var.policies
}

resource "aws_iam_user" "maybe" {
  name = "maybe"
}

resource "aws_iam_user_policy_attachment" "given" {
  user       = var.user
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
