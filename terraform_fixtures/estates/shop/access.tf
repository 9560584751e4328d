# For the day when nothing else helps.
resource "aws_iam_policy" "break_glass" {
  name        = "${local.prefix}-break-glass"
  description = "Everything"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Everything"
      Effect   = "Allow"
      Action   = "*"
      Resource = "*"
    }]
  })
}

data "aws_iam_policy_document" "break_glass_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [data.aws_caller_identity.current.account_id]
    }

    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }
  }
}

resource "aws_iam_role" "break_glass" {
  name                 = "${local.prefix}-break-glass"
  max_session_duration = 3600
  assume_role_policy   = data.aws_iam_policy_document.break_glass_trust.json
  tags                 = { owner = "security" }
}

resource "aws_iam_role_policy_attachment" "break_glass" {
  role       = aws_iam_role.break_glass.name
  policy_arn = aws_iam_policy.break_glass.arn
}

# Who the partner is, only the pipeline knows.
data "aws_iam_policy_document" "partner_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [var.partner_principal]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = ["${local.prefix}-warehouse"]
    }
  }
}

data "aws_iam_policy_document" "partner" {
  statement {
    sid       = "FetchOrders"
    actions   = ["dynamodb:Query", "dynamodb:GetItem"]
    resources = [module.service["orders"].table_arns["orders"]]
  }
}

resource "aws_iam_role" "partner" {
  name               = "${local.prefix}-partner"
  assume_role_policy = data.aws_iam_policy_document.partner_trust.json
  tags               = { owner = "checkout" }
}

resource "aws_iam_role_policy" "partner" {
  name   = "orders"
  role   = aws_iam_role.partner.id
  policy = data.aws_iam_policy_document.partner.json
}

resource "aws_iam_group" "support" {
  name = "${local.prefix}-support"
}

resource "aws_iam_group_policy" "support" {
  name  = "read-orders"
  group = aws_iam_group.support.name

  policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": ["dynamodb:GetItem", "dynamodb:Query"],
          "Resource": "${module.service["orders"].table_arns["orders"]}"
        }
      ]
    }
  POLICY
}
