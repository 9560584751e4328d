data "aws_iam_policy_document" "wide" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })

  inline_policy {
    name   = "block"
    policy = data.aws_iam_policy_document.wide.json
  }
}

resource "aws_iam_user" "robot" {
  name = "robot"
}

resource "aws_iam_user_policy" "robot" {
  user   = aws_iam_user.robot.name
  policy = data.aws_iam_policy_document.wide.json
}

resource "aws_iam_group_policy" "elsewhere" {
  group  = "operators"
  policy = data.aws_iam_policy_document.wide.json
}

resource "aws_ssoadmin_permission_set" "operators" {
  name         = "operators"
  instance_arn = "arn:aws:sso:::instance/ssoins-1234"
}
