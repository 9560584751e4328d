resource "aws_s3_bucket" "silent" {
  bucket = "gatewright-silent"
}

resource "aws_s3_bucket_versioning" "silent" {
  bucket = aws_s3_bucket.silent.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "legacy" {
  bucket = "gatewright-legacy"

  versioning {
    enabled = true
  }
}

resource "aws_s3_bucket" "legacy_empty" {
  bucket = "gatewright-legacy-empty"

  versioning {
    mfa_delete = false
    enabled    = true
  }
}

variable "status" {
  type    = string
  default = "Enabled"
}

resource "aws_s3_bucket" "suspended" {
  count  = 2
  bucket = "gatewright-suspended-${count.index}"
}

resource "aws_s3_bucket_versioning" "suspended" {
  count  = 2
  bucket = aws_s3_bucket.suspended[count.index].id

  versioning_configuration {
    status = var.status
  }
}

resource "aws_s3_bucket_versioning" "elsewhere" {
  bucket = "gatewright-elsewhere"

  versioning_configuration {
    status = "Enabled"
  }
}
