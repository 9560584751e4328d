variable "versioning" {
  type = bool
}

resource "aws_s3_bucket" "split" {
  bucket = "gatewright-split"
}

resource "aws_s3_bucket_versioning" "split" {
  bucket = aws_s3_bucket.split.id

  versioning_configuration {
    status = var.versioning ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket" "legacy" {
  bucket = "gatewright-legacy"

  versioning {
    enabled = var.versioning
  }
}

# Whichever way it goes, versions are kept.
resource "aws_s3_bucket" "either" {
  bucket = "gatewright-either"

  versioning {
    enabled = var.versioning ? true : true
  }
}
