resource "aws_iam_policy" "own" {
  name = "own"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:ListAllMyBuckets", Resource = "*" }]
  })
}

resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

# Its ARN is not known before apply; that it is not AWS's is.
resource "aws_iam_role_policy_attachment" "own" {
  role       = aws_iam_role.app.name
  policy_arn = aws_iam_policy.own.arn
}

resource "aws_iam_role_policy_attachment" "aws" {
  role       = aws_iam_role.app.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess-Amplify"
}

resource "aws_ssoadmin_permission_set" "readers" {
  name         = "readers"
  instance_arn = "arn:aws:sso:::instance/ssoins-1234"
}

resource "aws_ssoadmin_customer_managed_policy_attachment" "readers" {
  instance_arn       = aws_ssoadmin_permission_set.readers.instance_arn
  permission_set_arn = aws_ssoadmin_permission_set.readers.arn

  customer_managed_policy_reference {
    name = aws_iam_policy.own.name
  }
}
