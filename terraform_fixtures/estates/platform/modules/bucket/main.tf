variable "name" {
  description = "Name of the bucket."
  type        = string
}

variable "settings" {
  description = "What differs from the usual."
  type = object({
    public    = optional(bool, false)
    versioned = optional(bool, true)
    encrypted = optional(string, "aws:kms")
  })
}

variable "log_bucket" {
  description = "The bucket that gets the access log."
  type        = string
}

variable "kms_key_arn" {
  description = "The key that encrypts the objects."
  type        = string
}

variable "tags" {
  description = "Tags of the bucket."
  type        = map(string)
}

resource "aws_s3_bucket" "this" {
  bucket = var.name
  tags   = var.tags
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = !var.settings.public
  block_public_policy     = !var.settings.public
  ignore_public_acls      = !var.settings.public
  restrict_public_buckets = !var.settings.public
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = var.settings.versioned ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.settings.encrypted
      kms_master_key_id = var.settings.encrypted == "aws:kms" ? var.kms_key_arn : null
    }
  }
}

resource "aws_s3_bucket_logging" "this" {
  bucket        = aws_s3_bucket.this.id
  target_bucket = var.log_bucket
  target_prefix = "${var.name}/"
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::${var.name}", "arn:aws:s3:::${var.name}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = data.aws_iam_policy_document.this.json
}

output "name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.bucket
}
