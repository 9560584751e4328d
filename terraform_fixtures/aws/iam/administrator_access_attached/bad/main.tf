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
    "arn:aws-us-gov:iam::aws:policy/AdministratorAccess",
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

resource "aws_iam_policy_attachment" "operators" {
  name       = "operators"
  groups     = [aws_iam_group.operators.name]
  policy_arn = local.administrator
}

resource "aws_iam_user_policy_attachment" "elsewhere" {
  user       = "root-in-disguise"
  policy_arn = data.aws_iam_policy.administrator.arn
}

resource "aws_ssoadmin_permission_set" "operators" {
  name         = "operators"
  instance_arn = "arn:aws:sso:::instance/ssoins-1234"
}

resource "aws_ssoadmin_managed_policy_attachment" "operators" {
  instance_arn       = aws_ssoadmin_permission_set.operators.instance_arn
  permission_set_arn = aws_ssoadmin_permission_set.operators.arn
  managed_policy_arn = local.administrator
}
