terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

locals {
  full_name = "${var.prefix}-${var.name}"
  tags      = { team = var.team, service = var.name }
}

resource "aws_security_group" "this" {
  name        = local.full_name
  description = "Service ${var.name}"
  vpc_id      = var.network.vpc_id

  dynamic "ingress" {
    for_each = var.network.listen[*]

    content {
      description = "From the shop"
      protocol    = "tcp"
      from_port   = ingress.value
      to_port     = ingress.value
      cidr_blocks = var.network.clients
    }
  }

  egress {
    description = "Anywhere"
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }

  tags = local.tags
}

resource "aws_lambda_function" "this" {
  function_name = local.full_name
  role          = aws_iam_role.this.arn
  s3_bucket     = var.package.bucket
  s3_key        = var.package.key
  runtime       = "python3.13"
  handler       = "service.handle"
  architectures = ["arm64"]
  memory_size   = var.memory
  timeout       = var.timeout
  kms_key_arn   = var.kms_key_arn

  vpc_config {
    subnet_ids         = var.network.subnet_ids
    security_group_ids = [aws_security_group.this.id]
  }

  environment {
    variables = merge(var.environment, { for key, table in aws_dynamodb_table.this : "TABLE_${upper(key)}" => table.name })
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.failed.arn
  }

  tracing_config {
    mode = "Active"
  }

  tags = local.tags
}

resource "aws_lambda_function_url" "this" {
  count = var.url ? 1 : 0

  function_name      = aws_lambda_function.this.function_name
  authorization_type = "AWS_IAM"
}

resource "aws_lambda_permission" "nightly" {
  statement_id  = "nightly"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.nightly.arn
}

resource "aws_cloudwatch_event_rule" "nightly" {
  name                = "${local.full_name}-nightly"
  schedule_expression = "cron(0 3 * * ? *)"
  tags                = local.tags
}

resource "aws_cloudwatch_event_target" "nightly" {
  rule  = aws_cloudwatch_event_rule.nightly.name
  arn   = aws_lambda_function.this.arn
  input = jsonencode({ task = "tidy", service = var.name })
}

resource "aws_sqs_queue" "failed" {
  name                      = "${local.full_name}-failed"
  message_retention_seconds = 14 * 24 * 60 * 60
  kms_master_key_id         = var.kms_key_arn
  tags                      = local.tags
}
