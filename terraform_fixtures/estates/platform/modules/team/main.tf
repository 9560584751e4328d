variable "name" {
  description = "Name of the team."
  type        = string
}

variable "cidr" {
  description = "Address range of the team's VPC."
  type        = string
}

variable "rotate_key" {
  description = "Whether the team's key is renewed every year."
  type        = bool
  default     = true
}

variable "services" {
  description = "The team's services, by name."
  type        = any
}

resource "aws_kms_key" "this" {
  description         = "Team ${var.name}"
  enable_key_rotation = var.rotate_key
  tags                = { owner = var.name }
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.id
}

resource "aws_vpc" "this" {
  cidr_block = var.cidr
  tags       = { Name = var.name, owner = var.name }
}

resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "this" {
  count = 2

  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(var.cidr, 2, count.index)
  tags       = { Name = "${var.name}-${count.index}", owner = var.name }
}

resource "aws_flow_log" "this" {
  vpc_id               = aws_vpc.this.id
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = aws_s3_bucket.logs.arn
}

resource "aws_s3_bucket" "logs" {
  bucket = "acme-${var.name}-logs"
  tags   = { owner = var.name }
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket                  = aws_s3_bucket.logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_iam_role" "deploy" {
  name = "${var.name}-deploy"
  tags = { owner = var.name }

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "codebuild.amazonaws.com" }
    }]
  })
}

module "service" {
  source   = "../service"
  for_each = var.services

  name           = "${var.name}-${each.key}"
  bucket         = try(each.value.bucket, {})
  rules          = each.value.rules
  tables         = each.value.tables
  actions        = try(each.value.actions, null) == null ? ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"] : each.value.actions
  memory         = try(each.value.memory, 256)
  environment    = try(each.value.environment, {})
  retention_days = try(each.value.retention_days, 365)

  team = {
    name        = var.name
    vpc_id      = aws_vpc.this.id
    cidr        = var.cidr
    kms_key_arn = aws_kms_key.this.arn
    log_bucket  = aws_s3_bucket.logs.bucket
  }
}
