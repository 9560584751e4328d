data "aws_iam_policy_document" "key" {
  for_each = toset(["data", "logs"])

  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }

  dynamic "statement" {
    for_each = each.key == "logs" ? ["cloudtrail.amazonaws.com", "logs.${var.region}.amazonaws.com"] : []

    content {
      sid       = "Service${statement.key}"
      actions   = ["kms:GenerateDataKey*", "kms:DescribeKey", "kms:Decrypt"]
      resources = ["*"]

      principals {
        type        = "Service"
        identifiers = [statement.value]
      }
    }
  }
}

resource "aws_kms_key" "shop" {
  for_each = data.aws_iam_policy_document.key

  description             = "${local.prefix} ${each.key}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = each.value.json
  tags                    = { owner = "security" }
}

resource "aws_kms_alias" "shop" {
  for_each = aws_kms_key.shop

  name          = "alias/${local.prefix}-${each.key}"
  target_key_id = each.value.id
}

data "aws_iam_policy_document" "trail_delivery" {
  statement {
    sid       = "TrailReadsAcl"
    actions   = ["s3:GetBucketAcl"]
    resources = ["arn:aws:s3:::${local.prefix}-trail"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }

  statement {
    sid       = "TrailWrites"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::${local.prefix}-trail/AWSLogs/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }
}

data "aws_iam_policy_document" "log_delivery" {
  for_each = toset(["access-logs", "backup-logs"])

  statement {
    sid       = "LogsWrite"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::${local.prefix}-${each.key}/*"]

    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_iam_policy_document" "media_readers" {
  statement {
    sid       = "AnyoneReads"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::${local.prefix}-media/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_cloudtrail" "shop" {
  name                          = local.prefix
  s3_bucket_name                = module.storage["trail"].name
  kms_key_id                    = aws_kms_key.shop["logs"].arn
  enable_log_file_validation    = true
  include_global_service_events = true
  is_multi_region_trail         = false

  event_selector {
    read_write_type = "All"

    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3:::${local.prefix}-invoices/"]
    }
  }

  tags = { owner = "security" }

  depends_on = [module.storage]
}
