variable "policy_arns" {
  type = list(string)
}

variable "policy_arn" {
  type = string
}

resource "aws_iam_role" "arguments" {
  name = "arguments"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
  managed_policy_arns = var.policy_arns
}

resource "aws_iam_group" "readers" {
  name = "readers"
}

resource "aws_iam_group_policy_attachment" "readers" {
  group      = aws_iam_group.readers.name
  policy_arn = var.policy_arn
}
