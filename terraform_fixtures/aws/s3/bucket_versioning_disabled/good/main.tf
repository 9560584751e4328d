locals {
  versioning = { status = "Enabled" }
}

resource "aws_s3_bucket" "split" {
  bucket = "gatewright-split"
}

resource "aws_s3_bucket_versioning" "split" {
  bucket = aws_s3_bucket.split.id

  dynamic "versioning_configuration" {
    for_each = [local.versioning]

    content {
      status = versioning_configuration.value.status
    }
  }
}

resource "aws_s3_bucket" "legacy" {
  bucket = "gatewright-legacy"

  versioning {
    enabled = true
  }
}

module "bucket" {
  source     = "./bucket"
  for_each   = toset(["x"])
  versioning = true
}
