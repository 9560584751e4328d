locals {
  administrator = "arn:aws:iam::aws:policy/AdministratorAccess"
}

data "aws_iam_policy" "administrator" {
  name = "AdministratorAccess"
}

resource "aws_iam_role" "arguments" {
  name = "arguments"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
  managed_policy_arns = [
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
  ]
}

resource "aws_iam_role" "attached" {
  name = "attached"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachment" "attached" {
  for_each   = toset(["ReadOnlyAccess", "AdministratorAccess"])
  role       = aws_iam_role.attached.name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}

resource "aws_iam_group" "operators" {
  name = "operators"
}

resource "aws_ssoadmin_permission_set" "operators" {
  name         = "operators"
  instance_arn = "arn:aws:sso:::instance/ssoins-1234"
}
