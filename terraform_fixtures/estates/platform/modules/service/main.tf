locals {
  tags = { service = var.name, owner = var.team.name }
}

module "bucket" {
  source = "../bucket"

  name        = "acme-${var.name}"
  settings    = var.bucket
  log_bucket  = var.team.log_bucket
  kms_key_arn = var.team.kms_key_arn
  tags        = local.tags
}

resource "aws_security_group" "this" {
  name        = var.name
  description = "Service ${var.name}"
  vpc_id      = var.team.vpc_id
  tags        = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = var.rules

  description       = each.key
  security_group_id = aws_security_group.this.id
  ip_protocol       = each.value.protocol
  from_port         = each.value.port
  to_port           = coalesce(each.value.to_port, each.value.port)
  cidr_ipv4         = coalesce(each.value.cidr, var.team.cidr)
  tags              = local.tags
}

resource "aws_security_group_rule" "out" {
  type              = "egress"
  security_group_id = aws_security_group.this.id
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["0.0.0.0/0"]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "Queue"
    actions   = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"]
    resources = [aws_sqs_queue.this.arn]
  }

  dynamic "statement" {
    for_each = aws_dynamodb_table.this

    content {
      sid       = "Table${title(statement.key)}"
      actions   = var.actions
      resources = contains(var.actions, "*") ? ["*"] : [statement.value.arn, "${statement.value.arn}/index/*"]
    }
  }
}

resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = local.tags
}

resource "aws_iam_role_policy" "this" {
  name   = "service"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.this.json
}

resource "aws_dynamodb_table" "this" {
  for_each = var.tables

  name         = "${var.name}-${each.key}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = each.value.hash_key
  range_key    = each.value.range_key

  dynamic "attribute" {
    for_each = toset(compact(concat([each.value.hash_key, each.value.range_key], values(each.value.indexes))))

    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "global_secondary_index" {
    for_each = each.value.indexes
    iterator = index

    content {
      name            = index.key
      hash_key        = index.value
      projection_type = "ALL"
    }
  }

  point_in_time_recovery {
    enabled = each.value.recovery
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.team.kms_key_arn
  }

  tags = local.tags
}

resource "aws_sqs_queue" "failed" {
  name                      = "${var.name}-failed"
  message_retention_seconds = 1209600
  kms_master_key_id         = var.team.kms_key_arn
  tags                      = local.tags
}

resource "aws_sqs_queue" "this" {
  name              = var.name
  kms_master_key_id = var.team.kms_key_arn
  redrive_policy    = jsonencode({ deadLetterTargetArn = aws_sqs_queue.failed.arn, maxReceiveCount = 5 })
  tags              = local.tags
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.retention_days
  kms_key_id        = var.team.kms_key_arn
  tags              = local.tags
}

resource "aws_lambda_function" "this" {
  function_name = var.name
  role          = aws_iam_role.this.arn
  s3_bucket     = module.bucket.name
  s3_key        = "release.zip"
  runtime       = "python3.13"
  handler       = "service.handle"
  memory_size   = var.memory
  tags          = local.tags

  environment {
    variables = merge({ TEAM = var.team.name }, var.environment)
  }
}
